#include "across_rules.hpp"

#include <algorithm>
#include <unordered_map>

#include "across_lookup.hpp"
#include "evidence_object.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::Row;
using store::StoredRow;

// Rows of another register up to so many are held in memory when every row of one is looked at.
constexpr std::int64_t held_rows_max = 50'000;

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
