#include "exact.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "brute_force_for_tests.hpp"
#include "frame.hpp"
#include "grid.hpp"

namespace settlements {
namespace {

struct Cartesian {
    long double x = 0, y = 0, z = 0;
};

Cartesian cartesian(std::int32_t lon_e7, std::int32_t lat_e7) {
    constexpr long double unit = std::numbers::pi_v<long double> / 180 * 1e-7L;
    constexpr long double flattening = 1 / 298.257222101L;
    constexpr long double e2 = flattening * (2 - flattening);
    const long double lon = lon_e7 * unit;
    const long double lat = lat_e7 * unit;
    const long double n = 6378137.0L / std::sqrt(1 - e2 * std::sin(lat) * std::sin(lat));
    return {n * std::cos(lat) * std::cos(lon), n * std::cos(lat) * std::sin(lon),
            n * (1 - e2) * std::sin(lat)};
}

long double chord_m(std::int32_t lon_a, std::int32_t lat_a, std::int32_t lon_b,
                    std::int32_t lat_b) {
    const Cartesian a = cartesian(lon_a, lat_a);
    const Cartesian b = cartesian(lon_b, lat_b);
    return std::sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) +
                     (a.z - b.z) * (a.z - b.z));
}

TEST(Exact, the_chord_is_good_to_ten_nanometres) {
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::int32_t> lon(730'000'000, 1'350'000'000);
    std::uniform_int_distribution<std::int32_t> lat(-800'000'000, 800'000'000);
    for (const std::int32_t far : {100, 30'000, 1'000'000}) {
        std::uniform_int_distribution<std::int32_t> off(-far, far);
        for (int i = 0; i < 20'000; ++i) {
            const std::int32_t lon_a = lon(random), lat_a = lat(random);
            const std::int32_t lon_b = lon_a + off(random), lat_b = lat_a + off(random) / 2;
            const long double chord = chord_m(lon_a, lat_a, lon_b, lat_b);
            ASSERT_NEAR(static_cast<double>(std::sqrt(static_cast<long double>(
                            chord_squared_m2(lon_a, lat_a, lon_b, lat_b)))),
                        static_cast<double>(chord), 1e-8)
                << lon_a << " " << lat_a << " " << lon_b << " " << lat_b;
        }
    }
}

// Any machine must come to these bits.
TEST(Exact, the_chord_is_the_same_bits_everywhere) {
    std::uint64_t sum = 0;
    for (std::int32_t i = 0; i < 1000; ++i)
        sum = sum * 31 + static_cast<std::uint64_t>(squared_chord(
                             1'086'000'000 + i, 319'000'000 - i * 700'000, 1'086'000'000 + i * 37,
                             319'000'000 - i * 700'000 + 20'000));
    EXPECT_EQ(sum, 10609059378922919770U);
}

TEST(Exact, equal_places_are_at_no_distance_and_both_ways_are_equally_far) {
    EXPECT_EQ(squared_chord(1'086'000'000, 319'000'000, 1'086'000'000, 319'000'000), Squared{0});
    EXPECT_EQ(squared_chord(1'086'000'000, 319'000'000, 1'086'012'345, 319'004'321),
              squared_chord(1'086'012'345, 319'004'321, 1'086'000'000, 319'000'000));
}

struct Pair {
    double exact_m = 0, fast_m = 0, slack_m = 0;
};

// Two households near the radius from each other, in a set that reaches from `south` to `north`.
Pair pair_of(std::mt19937_64& random, std::int64_t radius_mm, std::int32_t south,
             std::int32_t north) {
    Columns columns;
    columns.add_degrees(1'000'000'000, south);
    columns.add_degrees(1'000'000'000, north);
    std::uniform_int_distribution<std::int32_t> lat(south, north);
    const std::int32_t at = lat(random);
    const double angle = std::uniform_real_distribution<double>(0, 2 * std::numbers::pi)(random);
    const double radius_m = static_cast<double>(radius_mm) / 1000;
    const double unit_m = 0.0111;
    const double shrink = std::cos(at * 1e-7 * std::numbers::pi / 180);
    const auto north_steps = static_cast<std::int32_t>(radius_m / unit_m * std::sin(angle));
    const auto east_steps = static_cast<std::int32_t>(radius_m / unit_m / shrink * std::cos(angle));
    columns.add_degrees(1'086'000'000, at);
    columns.add_degrees(1'086'000'000 + east_steps, std::clamp(at + north_steps, south, north));
    const Points points = columns.geographic();
    Team alone(1);
    const Frame frame(points, radius_mm, alone);
    const std::int32_t west = columns.lon[0];
    const auto east_of = [&](std::size_t i) {
        return static_cast<std::uint32_t>(columns.lon[i] - west);
    };
    const auto north_of = [&](std::size_t i) {
        return static_cast<std::uint32_t>(columns.lat[i] - south);
    };
    const std::uint32_t row = frame.row_of(north_of(2));
    const std::uint32_t other = frame.row_of(north_of(3));
    // The asker stands anywhere in a block of cells; the shift is that of the block's middle.
    const double width = frame.width_of(row) * double(block_cells);
    const double middle =
        east_of(2) + std::uniform_real_distribution<double>(-width / 2, width / 2)(random);
    const Place shift = turn_between(frame, row, other).shift(middle);
    const Place asker = moved(frame.place_of(east_of(2), north_of(2), row), shift);
    const Place there = frame.place_of(east_of(3), north_of(3), other);
    const double exact =
        std::sqrt(chord_squared_m2(columns.lon[2], columns.lat[2], columns.lon[3], columns.lat[3]));
    return {exact, std::sqrt(short_square(there, asker)) * frame.radius_m() / short_units,
            frame.slack_m()};
}

TEST(Exact, C_18_the_fast_form_stays_within_its_slack_at_every_latitude_and_radius) {
    std::mt19937_64 random(2);
    double worst_share = 0;
    for (const std::int64_t radius_mm : {1'000, 300'000, 10'000'000})
        for (const std::int32_t south : {0, 30'000'000, 180'000'000, 500'000'000, 790'000'000}) {
            for (int i = 0; i < 1'000; ++i) {
                const Pair pair =
                    pair_of(random, radius_mm, south, south + static_cast<std::int32_t>(radius_mm));
                ASSERT_LE(std::abs(pair.exact_m - pair.fast_m), pair.slack_m);
                worst_share =
                    std::max(worst_share, std::abs(pair.exact_m - pair.fast_m) / pair.slack_m);
            }
        }
    EXPECT_GT(worst_share, 0.3);  // the slack is no wild guess
}

TEST(Exact, C_18_at_300_m_in_china_the_slack_is_below_fifteen_centimetres) {
    Columns columns;
    columns.add_degrees(735'000'000, 39'000'000);
    columns.add_degrees(1'350'000'000, 535'000'000);
    Team alone(1);
    EXPECT_LT(Frame(columns.geographic(), 300'000, alone).slack_m(), 0.15);
}

}  // namespace
}  // namespace settlements
