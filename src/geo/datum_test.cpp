#include "geo/datum.hpp"

#include <gtest/gtest.h>

namespace {

constexpr double seventh_digit_deg = 6e-8;

void expect_near(geo::Position actual, geo::Position expected, double tolerance_deg) {
    EXPECT_NEAR(actual.lon_deg, expected.lon_deg, tolerance_deg);
    EXPECT_NEAR(actual.lat_deg, expected.lat_deg, tolerance_deg);
}

// Vectors computed from the public constants of the GCJ-02 and BD-09 approximations.
TEST(Datum, X_15_shifts_agree_with_the_published_constants) {
    expect_near(geo::from_cgcs2000({108.66, 31.95}, geo::Datum::gcj02), {108.6643679, 31.9477135},
                seventh_digit_deg);
    expect_near(geo::from_cgcs2000({108.66, 31.95}, geo::Datum::bd09), {108.6709803, 31.9534016},
                seventh_digit_deg);
    expect_near(geo::from_cgcs2000({115.40, 25.95}, geo::Datum::gcj02), {115.4051778, 25.9470899},
                seventh_digit_deg);
    expect_near(geo::from_cgcs2000({115.40, 25.95}, geo::Datum::bd09), {115.4117165, 25.9530077},
                seventh_digit_deg);
    expect_near(geo::from_cgcs2000({109.48, 28.57}, geo::Datum::gcj02), {109.4847709, 28.5667375},
                seventh_digit_deg);
}

TEST(Datum, X_15_a_shifted_point_comes_back_to_the_same_place) {
    for (double lon = 75.0; lon < 135.0; lon += 1.7)
        for (double lat = 18.0; lat < 53.0; lat += 1.3)
            for (const auto datum : {geo::Datum::gcj02, geo::Datum::bd09})
                expect_near(geo::to_cgcs2000(geo::from_cgcs2000({lon, lat}, datum), datum),
                            {lon, lat}, 1e-9);
}

TEST(Datum, outside_the_shifted_area_nothing_moves) {
    expect_near(geo::from_cgcs2000({10.0, 50.0}, geo::Datum::bd09), {10.0, 50.0}, 0);
}

}  // namespace
