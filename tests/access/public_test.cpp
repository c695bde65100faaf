// What anybody may read: nothing of a person, and no figure from which one is found out, also not
// from twelve months laid side by side.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>
#include <random>

#include "app/public_ranking.hpp"
#include "world.hpp"

namespace access_tests {
namespace {

constexpr int months = 12;
constexpr std::int64_t unknown = std::numeric_limits<std::int64_t>::max() / 1000;

/// What an attacker knows of one unit's figure in one month.
struct Range {
    std::int64_t least = 0, most = unknown;
    bool operator==(const Range&) const = default;
};

/// Twelve tables of one indicator that only grows, of the same households.
struct Year {
    std::vector<std::int64_t> households;
    std::vector<std::vector<std::int64_t>> reached;  // month, unit
};

Year some_year(std::mt19937_64& random) {
    const auto upto = [&](std::int64_t most) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most + 1));
    };
    Year year;
    const std::int64_t units = 4 + upto(12);
    std::vector<std::int64_t> reached;
    for (std::int64_t i = 0; i < units; ++i) {
        year.households.push_back(upto(3) == 0 ? 1 + upto(5) : 6 + upto(60));
        reached.push_back(upto(2) == 0 ? upto(std::min<std::int64_t>(4, year.households.back()))
                                       : upto(year.households.back()));
    }
    for (int month = 0; month < months; ++month) {
        for (std::size_t i = 0; i < reached.size(); ++i)
            if (upto(2) == 0) reached[i] = std::min(year.households[i], reached[i] + 1 + upto(3));
        year.reached.push_back(reached);
    }
    return year;
}

app::ScoreTable table_of(const Year& year, int month) {
    app::ScoreTable table;
    programme::Indicator indicator;
    indicator.name = "reached";
    indicator.numerator.register_name = indicator.denominator.register_name = "household";
    table.programme.indicators = {indicator};
    for (std::size_t i = 0; i < year.households.size(); ++i) {
        app::ScoreTable::Unit unit;
        unit.region = std::to_string(i);
        unit.counts = {{year.reached[static_cast<std::size_t>(month)][i], year.households[i]}};
        table.total.counts.resize(1);
        table.total.counts[0].numerator += unit.counts[0].numerator;
        table.total.counts[0].denominator += unit.counts[0].denominator;
        table.units.push_back(std::move(unit));
    }
    return table;
}

using Shown = std::vector<std::vector<std::optional<programme::Count>>>;  // month, unit
using Totals = std::vector<std::int64_t>;                                 // of the numerators

// Only small figures are left out, and the true totals are printed: what the attack is tried on.
std::optional<programme::Count> without_small(programme::Count count) {
    const auto small = [](std::int64_t n) { return n > 0 && n < app::least_public_count; };
    if (small(count.numerator) || small(count.denominator) ||
        small(count.denominator - count.numerator))
        return std::nullopt;
    return count;
}

/// Narrows what is unknown by the totals, by the months before and after, and by the households of
/// other months, until nothing moves; the number of small figures that are known exactly then.
/// Without `totals` only what the tables print: their own total follows from the figures shown.
int attack(const Year& year, const Shown& shown, const Totals& totals) {
    const std::size_t units = year.households.size();
    std::vector<std::vector<Range>> ranges(months, std::vector<Range>(units));
    for (std::size_t unit = 0; unit < units; ++unit)
        for (int month = 0; month < months; ++month)
            if (const auto& cell = shown[static_cast<std::size_t>(month)][unit])
                for (auto& each : ranges)
                    each[unit].most = std::min(each[unit].most, cell->denominator);
    for (std::size_t month = 0; month < months; ++month)
        for (std::size_t unit = 0; unit < units; ++unit)
            if (shown[month][unit])
                ranges[month][unit] = {shown[month][unit]->numerator,
                                       shown[month][unit]->numerator};
    for (bool moved = true; moved;) {
        const auto before = ranges;
        for (std::size_t month = 0; month < months; ++month)
            for (std::size_t unit = 0; unit < units; ++unit) {
                Range& range = ranges[month][unit];
                if (month > 0) range.least = std::max(range.least, ranges[month - 1][unit].least);
                if (month + 1 < months)
                    range.most = std::min(range.most, ranges[month + 1][unit].most);
                if (totals.empty()) continue;
                std::int64_t least = 0;
                std::int64_t most = 0;
                for (std::size_t other = 0; other < units; ++other) {
                    if (other == unit) continue;
                    least += ranges[month][other].least;
                    most = std::min(unknown, most + ranges[month][other].most);
                }
                range.least = std::max(range.least, totals[month] - most);
                range.most = std::min(range.most, totals[month] - least);
            }
        moved = ranges != before;
    }
    int found = 0;
    for (std::size_t month = 0; month < months; ++month)
        for (std::size_t unit = 0; unit < units; ++unit) {
            const programme::Count truth{year.reached[month][unit], year.households[unit]};
            const Range& range = ranges[month][unit];
            const bool small = !without_small(truth);
            if (small && range.least == range.most && range.least == truth.numerator) ++found;
        }
    return found;
}

TEST(PublicTables, T_29_twelve_monthly_tables_side_by_side_give_no_small_figure_away) {
    std::mt19937_64 random(29);
    int given_away = 0;
    int unprotected = 0;
    std::int64_t held = 0;
    std::int64_t cells = 0;
    for (int run = 0; run < 300; ++run) {
        const Year year = some_year(random);
        Shown shown;
        Shown bare;
        Totals true_totals;
        for (int month = 0; month < months; ++month) {
            const app::ScoreTable table = table_of(year, month);
            const app::PublicRanking ranking = app::public_part(table);
            std::int64_t sum = 0;
            shown.emplace_back();
            bare.emplace_back();
            for (std::size_t i = 0; i < ranking.units.size(); ++i) {
                const auto& cell = ranking.units[i].cells[0];
                shown.back().push_back(cell);
                bare.back().push_back(without_small(table.units[i].counts[0]));
                EXPECT_TRUE(!cell || bare.back().back()) << "a small figure is shown";
                sum += cell ? cell->numerator : 0;
                held += cell ? 0 : 1;
                ++cells;
            }
            EXPECT_EQ(ranking.total[0].numerator, sum);
            true_totals.push_back(table.total.counts[0].numerator);
        }
        unprotected += attack(year, bare, true_totals);
        given_away += attack(year, shown, {});
    }
    EXPECT_GT(unprotected, 0) << "the attack itself finds nothing";
    EXPECT_EQ(given_away, 0);
    std::printf(
        "300 years: %d figures found without protection, %d with it; %lld of %lld cells "
        "held back\n",
        unprotected, given_away, static_cast<long long>(held), static_cast<long long>(cells));
}

TEST(PublicTables, T_29_points_are_shown_only_of_units_all_of_whose_figures_are) {
    std::mt19937_64 random(5);
    for (int run = 0; run < 50; ++run) {
        app::ScoreTable table = table_of(some_year(random), 3);
        for (auto& unit : table.units) unit.score.emplace();
        const app::PublicRanking ranking = app::public_part(table);
        for (const auto& unit : ranking.units)
            EXPECT_EQ(unit.points.empty(), !unit.cells[0].has_value());
    }
}

TEST(PublicTables, X_25_whoever_is_not_signed_in_reads_sealed_periods_and_nothing_of_a_person) {
    World world;
    world.add_user("li");
    const std::string at = "/api/public/programmes/people/ranking";
    EXPECT_EQ(world.ask("GET", at).status, 404);
    world.apply("freeze", {{"programme", "people"}, {"period", "2019-06"}});
    const Answer answer = world.ask("GET", at);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const auto ranking = ordered_json::parse(answer.body);
    EXPECT_EQ(ranking.at("period"), "2019-06");
    EXPECT_EQ(ranking.at("units").size(), 4U);
    EXPECT_EQ(ranking.at("units").at(0).at("figures").at(0).at("numerator"), 50);
    for (const Place& place : World::places())
        EXPECT_EQ(answer.body.find(place.word), std::string::npos);
    EXPECT_EQ(world.ask("GET", at + "?period=2019-05").status, 404);
    EXPECT_EQ(world.ask("GET", at + "?period=2019-06").body, answer.body);
    EXPECT_EQ(world.ask("GET", "/api/programmes/people/score").status, 401);
}

}  // namespace
}  // namespace access_tests
