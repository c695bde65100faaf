#include "geo/distance.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <random>

namespace {

using geo::Position;

// Cartesian coordinates on GRS 80 (GB/T 17942-2000 takes its constants).
std::array<double, 3> cartesian(Position at) {
    constexpr double axis_m = 6378137.0;
    constexpr double e2 = 0.00669438002290;
    const double lat = at.lat_deg * std::numbers::pi / 180;
    const double lon = at.lon_deg * std::numbers::pi / 180;
    const double n = axis_m / std::sqrt(1 - e2 * std::sin(lat) * std::sin(lat));
    return {n * std::cos(lat) * std::cos(lon), n * std::cos(lat) * std::sin(lon),
            n * (1 - e2) * std::sin(lat)};
}

double chord_m(Position a, Position b) {
    const auto p = cartesian(a);
    const auto q = cartesian(b);
    return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

TEST(Distance, it_is_the_chord_to_a_millimetre_within_a_kilometre_anywhere_in_china) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> lon(73.5, 135), lat(3.9, 53.5), off(-0.006, 0.006);
    for (int i = 0; i < 100'000; ++i) {
        const Position a{lon(random), lat(random)};
        const Position b{a.lon_deg + off(random), a.lat_deg + off(random)};
        ASSERT_NEAR(geo::near_distance_m(a, b), chord_m(a, b), 0.001);
    }
}

TEST(Distance, it_is_good_to_a_metre_within_ten_kilometres) {
    std::mt19937 random(8);
    std::uniform_real_distribution<double> lon(73.5, 135), lat(3.9, 53.5), off(-0.06, 0.06);
    for (int i = 0; i < 100'000; ++i) {
        const Position a{lon(random), lat(random)};
        const Position b{a.lon_deg + off(random), a.lat_deg + off(random)};
        ASSERT_NEAR(geo::near_distance_m(a, b), chord_m(a, b), 1.0);
    }
}

TEST(Distance, it_is_the_same_both_ways_and_nothing_to_itself) {
    const Position a{108.66, 31.95};
    const Position b{108.661, 31.951};
    EXPECT_EQ(geo::near_distance_m(a, b), geo::near_distance_m(b, a));
    EXPECT_EQ(geo::near_distance_m(a, a), 0);
}

}  // namespace
