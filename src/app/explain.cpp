#include "explain.hpp"

#include <set>

#include "base/error.hpp"
#include "registers/succession.hpp"
#include "store/indicator_store.hpp"

namespace app {
namespace {

using programme::Indicator;

const Indicator& find_indicator(const programme::Programme& programme, const std::string& name) {
    if (const auto index = programme.find_indicator(name)) return programme.indicators[*index];
    throw base::Error(base::ErrorKind::not_found,
                      {"方案“" + programme.code + "”没有指标“" + name + "”。",
                       programme.code + " has no indicator \"" + name + "\"."});
}

// A constant half has no rows in a register; one line of its own keeps the sums whole.
void add_constant(const Indicator& indicator, const std::string& region, Explanation& result) {
    Explanation::Row row;
    row.region = region;
    row.fields = {{"constant", "常数"}};
    if (indicator.numerator.register_name.empty()) row.numerator = indicator.numerator.constant;
    if (indicator.denominator.register_name.empty())
        row.denominator = indicator.denominator.constant;
    if (row.numerator != 0 || row.denominator != 0) result.rows.push_back(std::move(row));
}

Explanation::Row to_row(const Catalogue& catalogue, const Stated& stated,
                        const store::CountedRow& counted, base::Date date) {
    const auto& declaration = catalogue.declaration(counted.register_name);
    Explanation::Row row;
    row.register_name = counted.register_name;
    row.id = counted.stored.id;
    row.numerator = counted.numerator;
    row.denominator = counted.denominator;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const auto& field = declaration.fields[i];
        const std::string text = registers::canonical_text(field, counted.stored.row.values[i]);
        if (field.name == "region") row.region = text;
        if (!text.empty()) row.fields.emplace_back(field.name, registers::mask_value(field, text));
    }
    row.region_name = stated.regions->path_name(row.region, date);
    return row;
}

// Which rows count for the region: those under `scopes`, without those that another region of the
// day holds.
struct Places {
    std::vector<std::string> scopes;
    std::set<std::string> elsewhere;
};

Places places_of(const Stated& stated, const std::string& region, base::Date date) {
    const auto own = registers::counted_codes(*stated.regions, region, date);
    Places places{own, {}};
    if (!stated.regions->find(region, date)) return places;
    const registers::Succession succession(*stated.regions, date);
    for (auto& code : succession.joined(own)) places.scopes.push_back(std::move(code));
    for (const auto& each : stated.regions->all())
        if (!stated.regions->find(each.code, date) && !succession.holds(own, each.code))
            places.elsewhere.insert(each.code);
    return places;
}

void collect(store::Connection& connection, const Catalogue& catalogue, const Stated& stated,
             const Indicator& indicator, const Places& places, base::Date date,
             Explanation& result) {
    result.rows.clear();
    result.used_indicator = indicator.name;
    for (const auto& counted : store::counted_rows(connection, indicator, catalogue.declarations,
                                                   places.scopes, result.period, stated.as_of)) {
        auto row = to_row(catalogue, stated, counted, date);
        if (!places.elsewhere.contains(row.region)) result.rows.push_back(std::move(row));
    }
    add_constant(indicator, result.region, result);
    result.count = {};
    for (const auto& row : result.rows) {
        result.count.numerator += row.numerator;
        result.count.denominator += row.denominator;
    }
}

std::string field_of(const Explanation::Row& row, const char* name) {
    for (const auto& [field, text] : row.fields)
        if (field == name) return text;
    return {};
}

void require_readable(const people::Access& who, const Explanation& result) {
    const auto reach = people::reach(who, people::Right::read, {{}, {}, result.programme, {}, {}});
    if (reach.covers(registers::scope_prefix(result.region))) return;
    throw base::Error(base::ErrorKind::forbidden, {"这个区划不在您可以查看的范围内。",
                                                   "This region lies outside what you may see."});
}

void leave_out(const people::Access& who, Explanation& result) {
    if (who.everything) return;
    const std::size_t all = result.rows.size();
    std::erase_if(result.rows, [&](const Explanation::Row& row) {
        return !row.register_name.empty() && !people::allows(who, people::Right::read,
                                                             {row.region,
                                                              {},
                                                              result.programme,
                                                              field_of(row, "operator"),
                                                              row.register_name});
    });
    if (result.rows.size() == all) return;
    result.count = {};
    for (const auto& row : result.rows) {
        result.count.numerator += row.numerator;
        result.count.denominator += row.denominator;
    }
}

}  // namespace

Explanation explain_indicator(store::Connection& connection, const Catalogue& catalogue,
                              const Stated& stated, const ExplainRequest& request) {
    const auto& programme = stated.rules.programme;
    Explanation result;
    result.programme = request.programme;
    result.indicator = request.indicator;
    result.period = stated.period;
    const base::Date date = programme::period_end(stated.period).value();
    const auto match = stated.regions->resolve(request.region, std::nullopt, date);
    if (match.code.empty() && !stated.regions->find_latest(request.region))
        throw base::Error(
            base::ErrorKind::not_found,
            {"行政区划表中没有“" + request.region + "”，应为 12 位代码或唯一的名称。",
             "The region register has no \"" + request.region +
                 "\"; a 12-digit code or a name that only one region has is expected."});
    result.region = match.code.empty() ? request.region : match.code;
    require_readable(request.who, result);
    const Places places = places_of(stated, result.region, date);
    const Indicator* indicator = &find_indicator(programme, request.indicator);
    collect(connection, catalogue, stated, *indicator, places, date, result);
    while (result.count.denominator == 0 && !indicator->fallback.empty()) {
        indicator = &find_indicator(programme, indicator->fallback);
        collect(connection, catalogue, stated, *indicator, places, date, result);
    }
    leave_out(request.who, result);
    return result;
}

}  // namespace app
