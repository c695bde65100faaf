// What rules across rows fill in, and the rows behind each number.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "across_lookup.hpp"
#include "across_rules.hpp"
#include "evidence_object.hpp"
#include "text_json.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::Row;

bool is_missing(const registers::Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

// The rows that count: those within reach, by name, and how many lie beyond it.
ordered_json rows_json(const across::Rule& rule, const Lookup& lookup, const Declaration& own,
                       const Row& row, const people::Reach& reach) {
    const Declaration& other = lookup.declaration(rule.of);
    std::map<std::string, std::int64_t> ids;  // by number or key
    std::int64_t count = 0;
    for (const auto& stored : lookup.others(rule, row)) {
        if (!across::counts(rule, own, row, stored.row, lookup.today())) continue;
        ++count;
        if (!store::lies_within(other, stored.row, reach)) continue;
        const std::string* number =
            other.is_ledger ? text_in(other, stored.row, "number") : nullptr;
        ids.emplace(number ? *number : object_key(other, stored.row), stored.id);
    }
    ordered_json rows = ordered_json::array();
    for (const auto& [key, id] : ids) rows.push_back({{"key", key}, {"id", id}});
    const std::int64_t hidden = count - static_cast<std::int64_t>(ids.size());
    return {{"count", count}, {"rows", std::move(rows)}, {"hidden", hidden}};
}

}  // namespace

void fill_across(const Context& context, const Declaration& declaration, const Row& entry,
                 ledger::Attempt& attempt) {
    const Lookup lookup(context.connection, context.catalogue, today_of(context));
    Row row = entry;
    for (std::size_t i = 0; i < row.values.size(); ++i)
        if (attempt.present[i]) row.values[i] = attempt.values.values[i];
    std::set<std::string> filled;
    for (const across::Rule& rule : context.catalogue.across) {
        if (!rule.fill || rule.register_name != declaration.name ||
            !rule.is_asked_at(attempt.step) || filled.contains(rule.fill->field) ||
            !across::concerns(rule, row, lookup.today()) ||
            !is_in_programme(context.catalogue, rule, declaration, row))
            continue;
        filled.insert(rule.fill->field);
        const auto others = lookup.others(rule, row);
        const auto counted = rule.of.empty() ? std::vector<across::Named>{}
                                             : named(lookup.declaration(rule.of), others);
        const std::size_t index = declaration.find(rule.fill->field).value();
        if (attempt.present[index] && !is_missing(row.values[index])) {
            if (rule.must) continue;
            if (const auto message =
                    across::differing(rule, declaration, row, counted, lookup.today()))
                throw base::Error(base::ErrorKind::conflict, *message);
            continue;
        }
        row.values[index] = across::filled_value(rule, declaration, row, counted, lookup.today());
        attempt.values.values[index] = row.values[index];
        attempt.present[index] = true;
    }
}

ordered_json counted_json(store::Connection& connection, const Catalogue& catalogue,
                          const Declaration& declaration, const Row& row, const people::Access& who,
                          base::Date today, store::AsOf as_of) {
    const Lookup lookup(connection, catalogue, today, as_of);
    ordered_json fields = ordered_json::array();
    for (const across::Rule& rule : catalogue.across) {
        if (!rule.fill || rule.of.empty() || rule.register_name != declaration.name ||
            !across::concerns(rule, row, lookup.today()))
            continue;
        const Declaration& other = lookup.declaration(rule.of);
        people::Target about;
        about.register_name = other.name;
        ordered_json field{
            {"field", rule.fill->field},
            {"label",
             text_json(declaration.fields[declaration.find(rule.fill->field).value()].label)},
            {"of", other.name},
            {"of_label", text_json(other.label)},
            {"is_ledger", other.is_ledger},
            {"sum", rule.sum.empty() ? ordered_json(nullptr) : ordered_json(rule.sum)}};
        field.update(rows_json(rule, lookup, declaration, row,
                               people::reach(who, people::Right::read, about)));
        fields.push_back(std::move(field));
    }
    return {{"fields", fields}};
}

}  // namespace app
