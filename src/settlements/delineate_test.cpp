#include "settlements/delineate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "base/error.hpp"
#include "brute_force_for_tests.hpp"

namespace settlements {
namespace {

using Random = std::mt19937_64;

std::int64_t below(Random& random, std::int64_t bound) {
    return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(random);
}

void expect_same(const Delineation& actual, const Delineation& expected, const std::string& what) {
    ASSERT_EQ(actual.count, expected.count) << what;
    ASSERT_EQ(actual.settlement, expected.settlement) << what;
    ASSERT_EQ(actual.role, expected.role) << what;
}

// Small sets of many shapes: scattered, heaped, on few lines, on a grid whose steps are the radius
// or a fraction of it, with duplicates.
Columns small_set(Random& random, std::int64_t radius_mm, bool on_plane) {
    Columns columns;
    const std::int64_t households = 1 + below(random, 70);
    const std::int64_t shape = below(random, 6);
    // Radius in steps of 10⁻⁷ degrees of latitude, or in millionths of a metre.
    const std::int64_t unit =
        on_plane ? radius_mm * 1000 : std::max<std::int64_t>(radius_mm / 11, 1);
    const std::int64_t west = 735'000'000 + below(random, 600'000'000);
    const std::int64_t south = 30'000'000 + below(random, 500'000'000);
    const std::int64_t spread = unit * (1 + below(random, 12));
    for (std::int64_t i = 0; i < households; ++i) {
        std::int64_t x = below(random, spread);
        std::int64_t y = below(random, spread);
        if (shape == 1) y = 0;
        if (shape == 2) x = y;
        if (shape == 3) x = x / unit * unit, y = y / unit * unit;
        if (shape == 4) x = x / (unit / 5) * (unit / 5) * 3, y = y / (unit / 5) * (unit / 5) * 4;
        if (shape == 5) x = below(random, 3) * unit / 2, y = below(random, 3) * unit / 2;
        if (on_plane) {
            columns.x.push_back(x - 5'000'000);
            columns.y.push_back(y + 3'000'000'000'000);
        } else {
            columns.add_degrees(west + x, south + y);
        }
    }
    return columns;
}

Rule some_rule(Random& random) {
    const std::int64_t radii[] = {300'000, 300'000, 1'000, 12'345, 1'000'000, 10'000'000};
    return {below(random, 4) == 0 ? Kind::chain : Kind::density, radii[below(random, 6)],
            1 + below(random, 12)};
}

TEST(Delineate, X_16_twenty_thousand_small_sets_come_out_as_the_definition_says) {
    for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
        Random random(seed);
        const bool on_plane = seed % 2 == 1;
        const Rule rule = some_rule(random);
        const Columns columns = small_set(random, rule.radius_mm, on_plane);
        const Points points = on_plane ? columns.plane() : columns.geographic();
        expect_same(delineate(points, rule), delineate_by_definition(points, rule),
                    "seed " + std::to_string(seed));
        if (HasFatalFailure()) return;
    }
}

// Households around a middle on a plane, some exactly at the radius from it.
Columns star(int inside, std::int64_t away_um) {
    Columns columns;
    columns.x.push_back(0);
    columns.y.push_back(0);
    for (int i = 0; i < inside; ++i) {
        const bool east = i % 2 == 0;
        columns.x.push_back(east ? away_um : 0);
        columns.y.push_back(east ? 0 : -away_um);
    }
    return columns;
}

TEST(Delineate, C_18_twenty_households_within_300_m_of_one_are_a_settlement_and_nineteen_are_none) {
    const Columns twenty = star(19, 300'000'000);
    const auto found = delineate(twenty.plane(), {});
    EXPECT_EQ(found.count, 1U);
    EXPECT_EQ(found.role[0], Role::core);
    EXPECT_EQ(std::ranges::count(found.settlement, 1U), 20);
    EXPECT_EQ(delineate(star(18, 300'000'000).plane(), {}).count, 0U);
}

TEST(Delineate, C_18_exactly_300_m_counts_and_a_micrometre_more_does_not) {
    EXPECT_EQ(delineate(star(19, 300'000'000).plane(), {}).count, 1U);
    EXPECT_EQ(delineate(star(19, 300'000'001).plane(), {}).count, 0U);
    EXPECT_EQ(delineate(star(19, 300'100'000).plane(), {}).count, 0U);
}

TEST(Delineate,
     C_18_a_border_household_goes_to_the_nearest_core_and_of_equal_ones_to_the_smaller_id) {
    // A household 250 m from two heaps, and no core because of the number wanted.
    for (const std::int64_t shift_um : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}}) {
        Columns columns;
        for (const std::int64_t x : {std::int64_t{250'000'000}, std::int64_t{-250'000'000}}) {
            for (int i = 0; i < 9; ++i) {
                columns.x.push_back(x + (x > 0 ? 1 : -1) * std::int64_t{i} * 40'000'000);
                columns.y.push_back(0);
            }
        }
        columns.x.push_back(shift_um);
        columns.y.push_back(0);
        const auto found = delineate(columns.plane(), {Kind::density, 300'000, 8});
        ASSERT_EQ(found.count, 2U);
        EXPECT_EQ(found.role.back(), Role::border);
        EXPECT_EQ(found.settlement.back(), shift_um < 0 ? 2U : 1U);
    }
}

TEST(Delineate, G_10_a_chain_of_25_households_is_a_settlement_and_one_of_24_is_none) {
    for (const int households : {24, 25}) {
        Columns columns;
        for (int i = 0; i < households; ++i) columns.add_metres(i * 300.0, 0);
        const auto found = delineate(columns.plane(), {Kind::chain, 300'000, 25});
        EXPECT_EQ(found.count, households == 25 ? 1U : 0U);
        EXPECT_EQ(std::ranges::count(found.role, Role::core), households == 25 ? 25 : 0);
    }
}

// A county's worth of heaps, rows and scattered households, over several rows of cells.
Columns county(std::uint64_t seed, int households) {
    Random random(seed);
    Columns columns;
    std::normal_distribution<double> near(0, 15'000);
    std::int64_t x = 0;
    std::int64_t y = 0;
    for (int i = 0; i < households; ++i) {
        if (i % 60 == 0) x = below(random, 4'000'000), y = below(random, 4'000'000);
        const bool scattered = i % 5 == 0;
        columns.add_degrees(
            1'086'000'000 + (scattered ? below(random, 4'000'000)
                                       : x + static_cast<std::int64_t>(near(random))),
            319'000'000 + (scattered ? below(random, 4'000'000)
                                     : y + static_cast<std::int64_t>(near(random))));
    }
    return columns;
}

TEST(Delineate, X_16_any_number_of_threads_gives_the_same) {
    const Columns columns = county(5, 60'000);
    for (const Kind kind : {Kind::density, Kind::chain}) {
        const Rule rule{kind, 300'000, 20};
        const auto one = delineate(columns.geographic(), rule, 1);
        EXPECT_GT(one.count, 10U);
        for (int threads = 2; threads <= 8; ++threads)
            expect_same(delineate(columns.geographic(), rule, threads), one,
                        std::to_string(threads) + " threads");
    }
}

TEST(Delineate, C_18_the_order_of_the_households_changes_nothing_but_ties_of_ids) {
    const Columns columns = county(6, 3'000);
    const auto straight = delineate(columns.geographic(), {});
    std::vector<std::size_t> order(columns.lon.size());
    std::iota(order.begin(), order.end(), 0U);
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
        Random random(seed);
        std::ranges::shuffle(order, random);
        Columns shuffled;
        for (const std::size_t i : order) shuffled.add_degrees(columns.lon[i], columns.lat[i]);
        const auto found = delineate(shuffled.geographic(), {});
        ASSERT_EQ(found.count, straight.count);
        std::vector<std::uint32_t> name(straight.count + 1);
        for (std::size_t i = 0; i < order.size(); ++i) {
            ASSERT_EQ(found.role[i], straight.role[order[i]]);
            const std::uint32_t settlement = straight.settlement[order[i]];
            if (name[settlement] == 0) name[settlement] = found.settlement[i];
            ASSERT_EQ(found.settlement[i], name[settlement]);
        }
    }
}

TEST(Delineate, X_16_a_larger_county_comes_out_as_the_definition_says) {
    const Columns columns = county(7, 1'800);
    for (const std::int64_t radius_mm : {50'000, 300'000, 2'000'000})
        for (const Kind kind : {Kind::density, Kind::chain}) {
            const Rule rule{kind, radius_mm, 20};
            expect_same(delineate(columns.geographic(), rule),
                        delineate_by_definition(columns.geographic(), rule),
                        std::to_string(radius_mm));
        }
}

TEST(Delineate, nothing_is_no_settlement_and_one_household_is_one_only_when_one_is_enough) {
    const Columns none;
    EXPECT_EQ(delineate(none.geographic(), {}).count, 0U);
    EXPECT_EQ(delineate(none.plane(), {}).count, 0U);
    Columns one;
    one.add_degrees(1'086'000'000, 319'000'000);
    EXPECT_EQ(delineate(one.geographic(), {}).count, 0U);
    EXPECT_EQ(delineate(one.geographic(), {Kind::density, 300'000, 1}).count, 1U);
}

TEST(Delineate, what_is_outside_its_range_is_refused) {
    Columns pole;
    pole.add_degrees(1'086'000'000, 800'000'001);
    EXPECT_THROW(delineate(pole.geographic(), {}), base::Error);
    Columns apart;
    apart.add_metres(500'000, 0);
    apart.add_metres(36'500'000, 0);
    EXPECT_THROW(delineate(apart.plane(), {}), base::Error);
    Columns good;
    good.add_metres(0, 0);
    for (const std::int64_t radius_mm : {std::int64_t{0}, radius_mm_min - 1, radius_mm_max + 1})
        EXPECT_THROW(delineate(good.plane(), {Kind::density, radius_mm, 20}), base::Error);
    for (const std::int64_t radius_mm : {radius_mm_min, radius_mm_max})
        EXPECT_EQ(delineate(good.plane(), {Kind::density, radius_mm, 1}).count, 1U);
    for (const std::int64_t min : {std::int64_t{0}, min_households_max + 1})
        EXPECT_THROW(delineate(good.plane(), {Kind::density, 300'000, min}), base::Error);
    EXPECT_THROW(delineate(good.plane(), {}, -1), base::Error);
    EXPECT_THROW(delineate(good.plane(), {}, threads_max + 1), base::Error);
}

// Two rows of households at 45 degrees, so dense that trying all pairs is out of the question.
Columns rows_apart(int each, std::int64_t across_um) {
    Columns columns;
    for (int row = 0; row < 2; ++row)
        for (int i = 0; i < each; ++i) {
            const std::int64_t along = std::int64_t{i} * 400'000'000 / each;
            columns.x.push_back(along + row * across_um);
            columns.y.push_back(along - row * across_um);
        }
    return columns;
}

TEST(Delineate, two_dense_rows_are_one_settlement_exactly_when_they_are_within_the_radius) {
    // 300 m across is 212.132034355964… m on either axis.
    EXPECT_EQ(delineate(rows_apart(20'000, 212'132'034).plane(), {}).count, 1U);
    EXPECT_EQ(delineate(rows_apart(20'000, 212'132'035).plane(), {}).count, 2U);
    EXPECT_EQ(delineate(rows_apart(20'000, 212'200'000).plane(), {}).count, 2U);
}

TEST(Delineate, X_16_dense_cells_come_out_as_the_definition_says) {
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
        Random random(seed);
        Columns columns;
        // A few curves of many households, about a radius from each other.
        const std::int64_t step = 5 + below(random, 40);
        for (std::int64_t i = 0; i < 1'200; ++i) {
            const std::int64_t curve = below(random, 3);
            const std::int64_t along = below(random, 200) * step;
            const std::int64_t bend = seed % 3 == 0   ? along
                                      : seed % 3 == 1 ? along * along / 40'000
                                                      : 0;
            columns.add_degrees(1'086'000'000 + along * 2 + curve * 3'000,
                                319'000'000 + bend + curve * (27'000 - below(random, 2) * 10));
        }
        const Rule rule{Kind::density, 300'000, 20};
        expect_same(delineate(columns.geographic(), rule),
                    delineate_by_definition(columns.geographic(), rule),
                    "seed " + std::to_string(seed));
        if (HasFatalFailure()) return;
    }
}

}  // namespace
}  // namespace settlements
