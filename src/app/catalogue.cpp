#include "catalogue.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "store/records.hpp"
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

std::string stamp_of(const std::vector<store::StoredDeclaration>& declarations,
                     const std::vector<store::StoredProgramme>& programmes) {
    std::string stamp = std::to_string(declarations.size());
    for (const auto& declaration : declarations)
        if (declaration.name == "region")
            stamp += "/" + std::to_string(declaration.changed_sequence);
    for (const auto& programme : programmes) stamp += "/" + std::to_string(programme.sequence);
    return stamp;
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
        if (is_rule_of_some_period(versions, i, programme))
            catalogue.rules.push_back(
                {versions[i].sequence, versions[i].from_period, std::move(programme)});
    }
}

RuleVersion read_version(const store::StoredProgramme& stored, const Catalogue& catalogue) {
    for (const RuleVersion& known : catalogue.rules)
        if (known.sequence == stored.sequence && known.programme.code == stored.code) return known;
    return {stored.sequence, stored.from_period,
            read_programme(stored.yaml, catalogue.declarations)};
}

}  // namespace

const registers::Declaration& Catalogue::declaration(const std::string& name) const {
    return find_named(declarations, name, [](const auto& d) { return d.name; }, "底册", "register");
}

const programme::Programme& Catalogue::programme(const std::string& code) const {
    return find_named(programmes, code, [](const auto& p) { return p.code; }, "方案", "programme");
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
                                                const std::shared_ptr<const Catalogue>& known) {
    const auto declarations = store::load_declarations(connection);
    const auto programmes = store::load_programmes(connection);
    auto fresh = std::make_shared<Catalogue>();
    fresh->stamp = stamp_of(declarations, programmes);
    if (known && known->stamp == fresh->stamp) return known;
    for (const auto& stored : declarations)
        fresh->declarations.push_back(
            registers::read_declaration(stored.yaml, stored.name + ".yaml"));
    load_rules(programmes, *fresh);
    fresh->regions =
        registers::RegionIndex(store::load_regions(connection, fresh->declaration("region")));
    return fresh;
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
