#include "app/short_boards.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "registers/region.hpp"
#include "text_json.hpp"

namespace app {
namespace {

std::map<std::string, std::int64_t> households_by_village(App& app, const people::Access& who) {
    const auto table = nlohmann::json::parse(
        app.ledgers().counts({"village", {"region"}, {"households"}, {}, {}, {}}, who));
    std::map<std::string, std::int64_t> result;
    for (const auto& row : table.at("rows"))
        result[row.at("by").at(0).get<std::string>()] =
            std::stoll(row.at("sums").at("households").get<std::string>());
    return result;
}

std::int64_t households_within(const std::map<std::string, std::int64_t>& villages,
                               const std::string& region) {
    std::int64_t sum = 0;
    for (const auto& [village, households] : villages)
        if (registers::is_in_scope(village, region)) sum += households;
    return sum;
}

}  // namespace

std::vector<ShortBoard> short_boards(App& app, const std::string& programme,
                                     const std::optional<std::string>& period,
                                     const people::Access& who) {
    const ScoreTable table = app.score(programme, period, {}, who);
    const auto villages = households_by_village(app, who);
    std::vector<ShortBoard> result;
    for (const auto& unit : table.units) {
        const std::int64_t households = households_within(villages, unit.region);
        for (std::size_t i = 0; i < table.programme.indicators.size(); ++i) {
            const auto& indicator = table.programme.indicators[i];
            const programme::Count& count = unit.counts.at(i);
            if (indicator.unit != programme::Unit::percent || !indicator.pass ||
                indicator.direction != programme::Direction::higher_is_better ||
                count.denominator == 0)
                continue;
            const base::Rational gap =
                *indicator.pass - base::make_rational(count.numerator, count.denominator);
            if (gap > 0)
                result.push_back({unit.region, unit.name, indicator.name, indicator.label, count,
                                  gap, households});
        }
    }
    std::stable_sort(result.begin(), result.end(), [](const ShortBoard& a, const ShortBoard& b) {
        const base::Rational of_a = a.gap * base::make_rational(a.households);
        const base::Rational of_b = b.gap * base::make_rational(b.households);
        return of_a != of_b ? of_a > of_b : a.region < b.region;
    });
    return result;
}

std::string to_json(const std::string& programme, const std::vector<ShortBoard>& boards) {
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const auto& each : boards)
        rows.push_back({{"region", each.region},
                        {"name", each.name},
                        {"indicator", each.indicator},
                        {"label", text_json(each.label)},
                        {"numerator", each.value.numerator},
                        {"denominator", each.value.denominator},
                        {"gap_points", base::format_fixed(each.gap * 100, 2)},
                        {"households", each.households}});
    return nlohmann::ordered_json{{"programme", programme}, {"short_boards", rows}}.dump();
}

}  // namespace app
