#include "catalogue.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

template <class Item, class Name>
const Item& find_named(const std::vector<Item>& items, const std::string& name, Name name_of,
                       const char* zh, const char* en) {
    std::string known;
    for (const Item& item : items) {
        if (name_of(item) == name) return item;
        known += (known.empty() ? "" : ", ") + name_of(item);
    }
    throw base::Error(
        base::ErrorKind::not_found,
        {"没有名为“" + name + "”的" + zh + "；现有：" + known + "。",
         std::string("There is no ") + en + " \"" + name + "\"; there are: " + known + "."});
}

RuleVersion make_rules(const store::StoredProgramme& stored, programme::Programme programme) {
    const std::size_t named = programme.scope.size();
    return {stored.sequence, stored.from_period, std::move(programme), named};
}

// Two codes that were ever valid on the same day are two regions, whatever became of them later.
bool existed_together(const registers::RegionIndex& regions, const std::string& a,
                      const std::string& b) {
    return std::any_of(regions.all().begin(), regions.all().end(), [&](const auto& period) {
        if (period.code != a && period.code != b) return false;
        return regions.find(period.code == a ? b : a, period.valid_from) != nullptr;
    });
}

// Whether versions[index] is the rule of any period, given the later versions of its programme.
bool is_rule_of_some_period(const std::vector<store::StoredProgramme>& versions, std::size_t index,
                            const programme::Programme& programme) {
    const auto periods = programme::list_periods(programme.periods);
    return std::any_of(periods.begin(), periods.end(), [&](const std::string& period) {
        if (versions[index].from_period > period) return false;
        for (std::size_t later = index + 1; later < versions.size(); ++later)
            if (versions[later].code == programme.code && versions[later].from_period <= period)
                return false;
        return true;
    });
}

void load_rules(const std::vector<store::StoredProgramme>& versions, Catalogue& catalogue) {
    for (std::size_t i = 0; i < versions.size(); ++i) {
        const bool newest = i + 1 == versions.size() || versions[i + 1].code != versions[i].code;
        // A version every later one has taken over from the start needs no reading.
        if (!newest && versions[i + 1].from_period.empty()) continue;
        auto programme = read_programme(versions[i].yaml, catalogue.declarations);
        if (newest) catalogue.programmes.push_back(programme);
        if (newest || is_rule_of_some_period(versions, i, programme))
            catalogue.rules.push_back(make_rules(versions[i], std::move(programme)));
    }
}

// A database of an earlier version of the program has no such register.
ledger::Calendar load_calendar(store::Connection& connection, const Catalogue& catalogue) {
    ledger::Calendar calendar;
    for (const auto& declaration : catalogue.declarations) {
        if (declaration.name != "holiday") continue;
        const std::size_t day = declaration.find("day").value();
        const std::size_t kind = declaration.find("kind").value();
        store::for_each_row(connection, declaration, [&](const store::StoredRow& stored) {
            const auto date = base::parse_date(std::get<std::string>(stored.row.values[day]));
            const bool worked = std::get<std::string>(stored.row.values[kind]) == "worked";
            if (date) (worked ? calendar.worked_weekends : calendar.holidays).insert(*date);
        });
    }
    return calendar;
}

// The place of a register in `known` whose file is still the same.
std::optional<std::size_t> find_same(const Catalogue* known,
                                     const store::StoredDeclaration& stored) {
    for (std::size_t i = 0; known && i < known->declarations.size(); ++i)
        if (known->declarations[i].name == stored.name)
            return known->files[i] == stored.yaml ? std::optional(i) : std::nullopt;
    return std::nullopt;
}

// The steps at which a rule fills a field.
void note_fill(const across::Rule& rule, std::vector<ledger::Ledger>& ledgers) {
    for (auto& ledger : ledgers)
        for (auto& step : ledger.steps)
            if (rule.fill && ledger.declaration.name == rule.register_name &&
                std::ranges::find(rule.at, step.name) != rule.at.end() &&
                std::ranges::find(step.fills, rule.fill->field) == step.fills.end())
                step.fills.push_back(rule.fill->field);
}

// Files are read only where `known` holds nothing of them: there are many, and few change.
void load_registers(store::Connection& connection, const Catalogue* known, Catalogue& catalogue) {
    for (auto& stored : store::load_declarations(connection)) {
        const auto same = find_same(known, stored);
        auto declaration = same ? known->declarations[*same]
                                : registers::read_declaration(stored.yaml, stored.name + ".yaml");
        if (declaration.is_ledger)
            catalogue.ledgers.push_back(
                same ? known->ledger(stored.name)
                     : read_ledger(stored.yaml, stored.name + ".yaml", declaration));
        catalogue.declarations.push_back(std::move(declaration));
        catalogue.files.push_back(std::move(stored.yaml));
    }
    for (std::size_t i = 0; i < catalogue.files.size(); ++i) {
        const auto& own = catalogue.declarations[i];
        for (auto& rule : read_across(catalogue.files[i], own, catalogue.declarations)) {
            note_fill(rule, catalogue.ledgers);
            catalogue.across.push_back(std::move(rule));
        }
        for (auto& rule : read_findings(catalogue.files[i], own, catalogue.declarations))
            catalogue.findings.push_back(std::move(rule));
    }
}

RuleVersion read_version(const store::StoredProgramme& stored, const Catalogue& catalogue) {
    for (const RuleVersion& known : catalogue.rules)
        if (known.sequence == stored.sequence && known.programme.code == stored.code) return known;
    return make_rules(stored, read_programme(stored.yaml, catalogue.declarations));
}

}  // namespace

const registers::Declaration& Catalogue::declaration(const std::string& name) const {
    return find_named(declarations, name, [](const auto& d) { return d.name; }, "底册", "register");
}

const programme::Programme& Catalogue::programme(const std::string& code) const {
    return find_named(programmes, code, [](const auto& p) { return p.code; }, "方案", "programme");
}

const ledger::Ledger& Catalogue::ledger(const std::string& name) const {
    return find_named(
        ledgers, name, [](const auto& l) { return l.declaration.name; }, "台账", "ledger");
}

ledger::Ledger read_ledger(const std::string& yaml, const std::string& file_name) {
    return read_ledger(yaml, file_name, registers::read_declaration(yaml, file_name));
}

ledger::Ledger read_ledger(const std::string& yaml, const std::string& file_name,
                           registers::Declaration declaration) {
    auto checked = ledger::check_ledger(yaml, std::move(declaration));
    if (checked.ledger) return std::move(*checked.ledger);
    const auto& problem = checked.problems.front();
    const std::string line = std::to_string(problem.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"台账文件“" + file_name + "”第 " + line + " 行：" + problem.message.zh,
                       "Ledger file " + file_name + ", line " + line + ": " + problem.message.en});
}

namespace {

[[noreturn]] void refuse_file(const registers::Declaration& own,
                              const programme::Problem& problem) {
    const std::string line = std::to_string(problem.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"“" + own.label.zh + "”的文件第 " + line + " 行：" + problem.message.zh,
                       "File of " + own.name + ", line " + line + ": " + problem.message.en});
}

}  // namespace

std::vector<across::Rule> read_across(const std::string& yaml, const registers::Declaration& own,
                                      const std::vector<registers::Declaration>& all) {
    // Most files have no rules, and every command of a new catalogue waits for all of them.
    if (yaml.find("\nacross:") == std::string::npos) return {};
    auto checked = across::check_rules(yaml, own, all);
    if (!checked.problems.empty()) refuse_file(own, checked.problems.front());
    return std::move(checked.rules);
}

std::vector<across::FindingRule> read_findings(const std::string& yaml,
                                               const registers::Declaration& own,
                                               const std::vector<registers::Declaration>& all) {
    if (yaml.find("\nfindings:") == std::string::npos) return {};
    auto checked = across::check_findings(yaml, own, all);
    if (!checked.problems.empty()) refuse_file(own, checked.problems.front());
    return std::move(checked.rules);
}

programme::Programme read_programme(const std::string& yaml,
                                    const std::vector<registers::Declaration>& declarations) {
    auto checked = programme::check_programme(yaml, declarations);
    if (checked.programme) return std::move(*checked.programme);
    const auto& problem = checked.problems.front();
    const std::string line = std::to_string(problem.line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"方案文件第 " + line + " 行：" + problem.message.zh,
                       "Programme file, line " + line + ": " + problem.message.en});
}

std::shared_ptr<const Catalogue> load_catalogue(store::Connection& connection,
                                                const std::shared_ptr<const Catalogue>& known,
                                                const store::CatalogueStamp& stamp,
                                                Regions wanted) {
    const bool same_registers = known && known->stamp.registers == stamp.registers;
    const bool same_rules = same_registers && known->stamp.programmes == stamp.programmes;
    if (same_rules && (wanted == Regions::any || known->stamp == stamp)) return known;
    auto fresh = std::make_shared<Catalogue>();
    fresh->stamp = stamp;
    if (same_registers) {
        fresh->declarations = known->declarations;
        fresh->files = known->files;
        fresh->ledgers = known->ledgers;
        fresh->across = known->across;
        fresh->findings = known->findings;
    } else {
        load_registers(connection, known.get(), *fresh);
    }
    if (same_rules) {
        fresh->programmes = known->programmes;
        fresh->rules = known->rules;
    } else {
        load_rules(store::load_programmes(connection), *fresh);
    }
    fresh->regions =
        registers::RegionIndex(store::load_regions(connection, fresh->declaration("region")));
    fresh->calendar = load_calendar(connection, *fresh);
    for (RuleVersion& rules : fresh->rules) follow_succession(rules, fresh->regions);
    return fresh;
}

void follow_succession(RuleVersion& rules, const registers::RegionIndex& regions) {
    std::vector<std::string>& scope = rules.programme.scope;
    scope.resize(rules.named_scopes);
    for (std::size_t i = 0; i < rules.named_scopes; ++i) {
        const std::string named = scope[i];
        for (const std::string& code : regions.lineage(named)) {
            const bool is_there = std::any_of(scope.begin(), scope.end(), [&](const auto& known) {
                return registers::is_in_scope(code, known);
            });
            if (!is_there && !existed_together(regions, named, code)) scope.push_back(code);
        }
    }
}

RuleVersion rules_for(store::Connection& connection, const Catalogue& catalogue,
                      const std::string& programme, const std::string& period, store::AsOf as_of) {
    (void)catalogue.programme(programme);  // an unknown name is said with the known ones
    const auto versions = store::load_programmes(connection, as_of);
    for (auto it = versions.rbegin(); it != versions.rend(); ++it)
        if (it->code == programme && it->from_period <= period) return read_version(*it, catalogue);
    throw base::Error(base::ErrorKind::not_found,
                      {"方案“" + programme + "”当时还没有 " + period + " 适用的规则。",
                       programme + " had no rules for " + period + " at that time."});
}

RuleVersion newest_rules(store::Connection& connection, const Catalogue& catalogue,
                         const std::string& programme, store::AsOf as_of) {
    (void)catalogue.programme(programme);
    const auto versions = store::load_programmes(connection, as_of);
    for (auto it = versions.rbegin(); it != versions.rend(); ++it)
        if (it->code == programme) return read_version(*it, catalogue);
    throw base::Error(base::ErrorKind::not_found,
                      {"当时还没有载入方案“" + programme + "”。",
                       programme + " had not been loaded at that time."});
}

RuleVersion rules_loaded_at(store::Connection& connection, const Catalogue& catalogue,
                            const std::string& programme, std::int64_t sequence) {
    for (const auto& stored : store::load_programmes(connection, sequence))
        if (stored.code == programme && stored.sequence == sequence)
            return read_version(stored, catalogue);
    throw base::Error(base::ErrorKind::internal,
                      {"方案“" + programme + "”的历史版本缺失。",
                       "A past version of " + programme + " is missing."});
}

}  // namespace app
