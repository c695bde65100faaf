#include "across_rules.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "evidence_object.hpp"
#include "ledger/entry.hpp"
#include "registers/region.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::Row;
using registers::Value;
using store::StoredRow;

// Rows of another register up to so many are held in memory when every row of one is looked at.
constexpr std::int64_t held_rows_max = 50'000;

const std::string* text_in(const Declaration& declaration, const Row& row, std::string_view name) {
    const auto index = declaration.find(name);
    return index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
}

// What was dropped counts nowhere.
bool is_dropped(const Catalogue& catalogue, const Declaration& declaration, const Row& row) {
    if (!declaration.is_ledger) return false;
    for (const auto& ledger : catalogue.ledgers)
        if (ledger.declaration.name == declaration.name)
            return ledger.state(ledger::text_of(ledger, row, "state")).kind ==
                   ledger::StateKind::dropped;
    return false;
}

bool is_in_programme(const Catalogue& catalogue, const across::Rule& rule,
                     const Declaration& declaration, const Row& row) {
    if (rule.programme.empty()) return true;
    const std::string* region = text_in(declaration, row, "region");
    if (!region) return false;
    for (const RuleVersion& version : catalogue.rules)
        if (version.programme.code == rule.programme)
            for (const std::string& scope : version.programme.scope)
                if (registers::is_in_scope(*region, scope)) return true;
    return false;
}

std::vector<across::Named> named(const Declaration& declaration,
                                 const std::vector<StoredRow>& rows) {
    std::vector<across::Named> result;
    for (const StoredRow& stored : rows)
        result.push_back({&stored.row, object_key(declaration, stored.row)});
    return result;
}

// Looks rows up for rules, from one snapshot.
class Lookup {
public:
    Lookup(store::Connection& connection, const Catalogue& catalogue, base::Date today)
        : connection_(connection), catalogue_(catalogue), today_(base::format_date(today)) {}

    [[nodiscard]] const std::string& today() const { return today_; }
    [[nodiscard]] const Declaration& declaration(const std::string& name) const {
        return catalogue_.declaration(name);
    }

    /// The rows that may count for `row`: equal in the rule's fields.
    std::vector<StoredRow> others(const across::Rule& rule, const Row& row) const {
        if (rule.of.empty()) return {};
        const Declaration& own = declaration(rule.register_name);
        const Declaration& other = declaration(rule.of);
        std::vector<store::Wanted> wanted;
        std::string county;
        for (const auto& [theirs, mine] : rule.same) {
            const Value& value = row.values[own.find(mine).value()];
            if (std::holds_alternative<std::monostate>(value)) return {};
            if (is_sealed(other, theirs)) continue;
            wanted.push_back({theirs, value});
            if (theirs == "region") county = std::get<std::string>(value).substr(0, 6);
        }
        if (!wanted.empty())
            return living(other, store::rows_with(connection_, other, county, wanted));
        const std::string* region = text_in(own, row, "region");
        if (!region) return {};
        return living(other, rows_in(other, rule.within ? *region : county_of(*region)));
    }

    /// The rows for which `other` may count.
    std::vector<StoredRow> owners(const across::Rule& rule, const Row& other) const {
        const Declaration& own = declaration(rule.register_name);
        const Declaration& theirs_of = declaration(rule.of);
        std::vector<store::Wanted> wanted;
        std::string county;
        for (const auto& [theirs, mine] : rule.same) {
            const Value& value = other.values[theirs_of.find(theirs).value()];
            if (std::holds_alternative<std::monostate>(value)) return {};
            if (is_sealed(own, mine)) continue;
            wanted.push_back({mine, value});
            if (mine == "region") county = std::get<std::string>(value).substr(0, 6);
        }
        const std::string* region = text_in(theirs_of, other, "region");
        if (!rule.within && wanted.empty())
            return region ? living(own, rows_in(own, county_of(*region)))
                          : std::vector<StoredRow>{};
        if (!rule.within) return living(own, store::rows_with(connection_, own, county, wanted));
        std::vector<StoredRow> rows;
        for (const std::string& code : above(region)) {
            auto here = wanted;
            here.push_back({"region", code});
            for (auto& row : store::rows_with(connection_, own, {}, here))
                rows.push_back(std::move(row));
        }
        return living(own, std::move(rows));
    }

    std::vector<StoredRow> living(const Declaration& declaration,
                                  std::vector<StoredRow> rows) const {
        std::erase_if(rows, [&](const StoredRow& stored) {
            return is_dropped(catalogue_, declaration, stored.row);
        });
        return rows;
    }

private:
    // Nothing can be looked up by a sealed value; its rows are compared one by one.
    static bool is_sealed(const Declaration& declaration, const std::string& field) {
        return registers::is_personal(declaration.fields[declaration.find(field).value()]);
    }
    static std::string county_of(const std::string& region) {
        return region.substr(0, 6) + "000000";
    }
    std::vector<StoredRow> rows_in(const Declaration& declaration, const std::string& scope) const {
        std::vector<StoredRow> rows;
        store::for_each_row(
            connection_, declaration, [&](const StoredRow& each) { rows.push_back(each); }, {},
            scope);
        return rows;
    }

    // A region's code and those it lies in, each once.
    static std::set<std::string> above(const std::string* region) {
        std::set<std::string> codes;
        if (!region) return codes;
        for (const std::size_t digits : {2U, 4U, 6U, 9U, 12U})
            codes.insert(region->substr(0, digits) + std::string(12 - digits, '0'));
        return codes;
    }

    store::Connection& connection_;
    const Catalogue& catalogue_;
    std::string today_;
};

[[noreturn]] void refuse(const base::Text& message) {
    throw base::Error(base::ErrorKind::conflict, message);
}

class TouchedRules {
public:
    TouchedRules(const Context& context, const Declaration& declaration, const Touched& touched)
        : lookup_(context.connection, context.catalogue, today_of(context)),
          catalogue_(context.catalogue),
          declaration_(declaration),
          touched_(touched),
          is_living_(touched.after && !is_dropped(context.catalogue, declaration, *touched.after)) {
    }

    void require_own(const across::Rule& rule) const {
        if (!is_living_ || !across::concerns(rule, *touched_.after, lookup_.today()) ||
            !is_in_programme(catalogue_, rule, declaration_, *touched_.after))
            return;
        const auto others = lookup_.others(rule, *touched_.after);
        if (const auto message = broken(rule, *touched_.after, others)) refuse(*message);
    }

    // The rows that count the touched one, before or after.
    void require_of_others(const across::Rule& rule) const {
        const Declaration& own = lookup_.declaration(rule.register_name);
        std::set<std::string> seen;
        if (rule.register_name == declaration_.name && touched_.after)
            seen.insert(object_key(declaration_, *touched_.after));
        for (const Row* row : {touched_.before, touched_.after}) {
            if (!row) continue;
            std::vector<StoredRow> group;
            for (const StoredRow& owner : lookup_.owners(rule, *row)) {
                const std::string key = object_key(own, owner.row);
                if (!seen.insert(key).second ||
                    !across::concerns(rule, owner.row, lookup_.today()) ||
                    !is_in_programme(catalogue_, rule, own, owner.row))
                    continue;
                if (group.empty() || !rule.is_of_group()) group = lookup_.others(rule, owner.row);
                const auto message = broken(rule, owner.row, group);
                if (!message || broken(rule, owner.row, as_before(group))) continue;
                refuse({"“" + own.label.zh + "”" + key + "：" + message->zh,
                        own.label.en + " " + key + ": " + message->en});
            }
        }
    }

private:
    std::optional<base::Text> broken(const across::Rule& rule, const Row& row,
                                     const std::vector<StoredRow>& others) const {
        if (rule.of.empty()) return across::broken(rule, declaration_, row, {}, lookup_.today());
        return across::broken(rule, lookup_.declaration(rule.register_name), row,
                              named(lookup_.declaration(rule.of), others), lookup_.today());
    }

    // The rows as they were before the touched one was written.
    std::vector<StoredRow> as_before(std::vector<StoredRow> rows) const {
        if (touched_.after) {
            const std::string key = object_key(declaration_, *touched_.after);
            std::erase_if(rows, [&](const StoredRow& stored) {
                return object_key(declaration_, stored.row) == key;
            });
        }
        if (touched_.before && !is_dropped(catalogue_, declaration_, *touched_.before))
            rows.push_back({0, *touched_.before});
        return rows;
    }

    Lookup lookup_;
    const Catalogue& catalogue_;
    const Declaration& declaration_;
    const Touched& touched_;
    bool is_living_;
};

// The rows of one register by the values a rule compares, or asked for one by one where they are
// many. Nothing is read before the first row asks.
class Index {
public:
    Index(store::Connection& connection, const Lookup& lookup, const across::Rule& rule)
        : connection_(connection), lookup_(lookup), rule_(rule) {}

    [[nodiscard]] const std::vector<StoredRow>& others(const Row& row) {
        if (!is_read_) read();
        if (!is_held_) return asked_ = lookup_.others(rule_, row);
        const Declaration& own = lookup_.declaration(rule_.register_name);
        std::vector<std::size_t> mine;
        for (const auto& pair : rule_.same) mine.push_back(own.find(pair.second).value());
        std::string key;
        registers::append_key(key, row, mine);
        const auto it = rows_.find(key);
        return it == rows_.end() ? asked_ : it->second;
    }

private:
    void read() {
        is_read_ = true;
        if (rule_.of.empty()) return;
        const Declaration& other = lookup_.declaration(rule_.of);
        is_held_ = store::count_rows(connection_, other, {}) <= held_rows_max;
        if (!is_held_) return;
        for (const auto& [theirs, mine] : rule_.same) fields_.push_back(other.find(theirs).value());
        std::vector<StoredRow> all;
        store::for_each_row(connection_, other,
                            [&](const StoredRow& stored) { all.push_back(stored); });
        for (StoredRow& stored : lookup_.living(other, std::move(all))) {
            std::string key;
            registers::append_key(key, stored.row, fields_);
            rows_[key].push_back(std::move(stored));
        }
    }

    store::Connection& connection_;
    const Lookup& lookup_;
    const across::Rule& rule_;
    bool is_read_ = false;
    bool is_held_ = true;
    std::vector<std::size_t> fields_;
    std::unordered_map<std::string, std::vector<StoredRow>> rows_;
    std::vector<StoredRow> asked_;
};

}  // namespace

void require_across(const Context& context, const Declaration& declaration, std::string_view act,
                    const Touched& touched) {
    if (context.catalogue.across.empty()) return;
    const TouchedRules rules(context, declaration, touched);
    for (const across::Rule& rule : context.catalogue.across) {
        if (rule.warns) continue;
        if (rule.register_name == declaration.name && rule.is_asked_at(act))
            rules.require_own(rule);
        if (rule.of == declaration.name && rule.at.empty()) rules.require_of_others(rule);
    }
}

void for_each_broken(store::Connection& connection, const Catalogue& catalogue, base::Date today,
                     const std::function<bool(const across::Rule&)>& wanted,
                     const std::function<void(const Broken&)>& visit, std::string_view scope,
                     const people::Reach& reach) {
    const Lookup lookup(connection, catalogue, today);
    for (const across::Rule& rule : catalogue.across) {
        if (!wanted(rule)) continue;
        const Declaration& own = catalogue.declaration(rule.register_name);
        Index index(connection, lookup, rule);
        store::for_each_row(
            connection, own,
            [&](const StoredRow& stored) {
                if (is_dropped(catalogue, own, stored.row) ||
                    !across::concerns(rule, stored.row, lookup.today()) ||
                    !is_in_programme(catalogue, rule, own, stored.row))
                    return;
                const Declaration& other = rule.of.empty() ? own : lookup.declaration(rule.of);
                const auto message = across::broken(
                    rule, own, stored.row, named(other, index.others(stored.row)), lookup.today());
                if (!message) return;
                const std::string* region = text_in(own, stored.row, "region");
                visit({&rule, object_key(own, stored.row), region ? *region : std::string{},
                       *message});
            },
            {}, scope, reach);
    }
}

nlohmann::ordered_json broken_json(const Broken& broken) {
    return {{"register", broken.rule->register_name},
            {"rule", broken.rule->name},
            {"key", broken.key},
            {"region", broken.region},
            {"message", {{"zh", broken.message.zh}, {"en", broken.message.en}}}};
}

ImportedRules::ImportedRules(const Context& context, const Declaration& declaration)
    : context_(context), declaration_(declaration) {
    for_each_broken(
        context.connection, context.catalogue, today_of(context),
        [this](const across::Rule& rule) { return bears_on(rule); },
        [this](const Broken& each) { before_.insert(each.rule->name + '\x1f' + each.key); });
}

void ImportedRules::require() const {
    std::int64_t rows = 0;
    base::Text first;
    for_each_broken(
        context_.connection, context_.catalogue, today_of(context_),
        [this](const across::Rule& rule) { return bears_on(rule); },
        [&](const Broken& each) {
            if (before_.contains(each.rule->name + '\x1f' + each.key)) return;
            if (rows++ == 0)
                first = {each.key + "：" + each.message.zh, each.key + ": " + each.message.en};
        });
    if (rows == 0) return;
    const std::string count = std::to_string(rows);
    refuse(
        {"整份文件没有导入：有 " + count + " 行不符合行间规则，如 " + first.zh,
         "Nothing was imported: " + count + " rows break a rule across rows, such as " + first.en});
}

bool ImportedRules::bears_on(const across::Rule& rule) const {
    if (rule.warns || !rule.is_asked_at("import")) return false;
    return rule.register_name == declaration_.name ||
           (rule.of == declaration_.name && rule.at.empty());
}

}  // namespace app
