#include "settlements/delineate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

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
    const std::int64_t unit = on_plane ? radius_mm * 1000 : std::max<std::int64_t>(radius_mm / 11, 1);
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

}  // namespace
}  // namespace settlements
