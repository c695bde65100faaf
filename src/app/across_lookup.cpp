#include "across_lookup.hpp"

#include <set>

#include "evidence_object.hpp"
#include "ledger/entry.hpp"
#include "registers/region.hpp"

namespace app {

using registers::Declaration;
using registers::Row;
using registers::Value;
using store::StoredRow;

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

namespace {

// Nothing can be looked up by a sealed value; its rows are compared one by one.
bool is_sealed(const Declaration& declaration, const std::string& field) {
    return registers::is_personal(declaration.fields[declaration.find(field).value()]);
}

std::string county_of(const std::string& region) {
    return region.substr(0, 6) + "000000";
}

// A region's code and those it lies in, each once.
std::set<std::string> above(const std::string* region) {
    std::set<std::string> codes;
    if (!region) return codes;
    for (const std::size_t digits : {2U, 4U, 6U, 9U, 12U})
        codes.insert(region->substr(0, digits) + std::string(12 - digits, '0'));
    return codes;
}

/// What the rows of a register that belong to a row hold, as far as it is not sealed.
struct SameRows {
    std::vector<store::Wanted> wanted;
    std::string county;

    /// False when the row has no value, so that none belongs to it.
    bool take(const Value& value, const Declaration& searched, const std::string& field) {
        if (std::holds_alternative<std::monostate>(value)) return false;
        if (is_sealed(searched, field)) return true;
        wanted.push_back({field, value});
        if (field == "region") county = std::get<std::string>(value).substr(0, 6);
        return true;
    }
};

}  // namespace

Lookup::Lookup(store::Connection& connection, const Catalogue& catalogue, base::Date today,
               store::AsOf as_of)
    : connection_(connection),
      catalogue_(catalogue),
      today_(base::format_date(today)),
      as_of_(as_of) {}

std::vector<StoredRow> Lookup::others(const across::Rule& rule, const Row& row) const {
    if (rule.of.empty()) return {};
    const Declaration& own = declaration(rule.register_name);
    const Declaration& other = declaration(rule.of);
    SameRows search;
    for (const auto& [theirs, mine] : rule.same)
        if (!search.take(row.values[own.find(mine).value()], other, theirs)) return {};
    const auto& [wanted, county] = search;
    if (!wanted.empty() && !as_of_)
        return living(other, store::rows_with(connection_, other, county, wanted));
    const std::string* region = text_in(own, row, "region");
    if (!wanted.empty()) return living(other, rows_in(other, {}));
    if (!region) return {};
    return living(other, rows_in(other, rule.within ? *region : county_of(*region)));
}

std::vector<StoredRow> Lookup::owners(const across::Rule& rule, const Row& other) const {
    const Declaration& own = declaration(rule.register_name);
    const Declaration& theirs_of = declaration(rule.of);
    SameRows search;
    for (const auto& [theirs, mine] : rule.same)
        if (!search.take(other.values[theirs_of.find(theirs).value()], own, mine)) return {};
    const auto& [wanted, county] = search;
    const std::string* region = text_in(theirs_of, other, "region");
    if (!rule.within && wanted.empty())
        return region ? living(own, rows_in(own, county_of(*region))) : std::vector<StoredRow>{};
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

std::vector<StoredRow> Lookup::living(const Declaration& declaration,
                                      std::vector<StoredRow> rows) const {
    std::erase_if(rows, [&](const StoredRow& stored) {
        return is_dropped(catalogue_, declaration, stored.row);
    });
    return rows;
}

std::vector<StoredRow> Lookup::rows_in(const Declaration& declaration,
                                       const std::string& scope) const {
    std::vector<StoredRow> rows;
    store::for_each_row(
        connection_, declaration, [&](const StoredRow& each) { rows.push_back(each); }, as_of_,
        scope);
    return rows;
}

}  // namespace app
