#pragma once

#include <cstdint>

#include "settlements/points.hpp"

namespace settlements {

/// A squared distance as a whole number that only compares with others of the same kind of points.
__extension__ typedef unsigned __int128 Squared;

/// The chord in m², squared, between two positions in degrees × 10⁷ on GRS 80 at height 0
/// (a = 6378137 m, 1/f = 298.257222101): p = N cos φ, z = N (1 - e²) sin φ,
/// (p₁ - p₂)² + 4 p₁ p₂ sin²(Δλ/2) + (z₁ - z₂)². A fixed sequence of IEEE operations, within 10 nm
/// of the true chord for positions up to 20 km apart.
double chord_squared_m2(std::int32_t lon_a, std::int32_t lat_a, std::int32_t lon_b,
                        std::int32_t lat_b);

Squared squared_chord(std::int32_t lon_a, std::int32_t lat_a, std::int32_t lon_b,
                      std::int32_t lat_b);
Squared squared_chord_limit(std::int64_t radius_mm);
Squared squared_plane(std::int64_t x_a, std::int64_t y_a, std::int64_t x_b, std::int64_t y_b);
Squared squared_plane_limit(std::int64_t radius_mm);

/// Between two of the points, by their places in the columns.
Squared squared_distance(const Points& points, std::uint32_t a, std::uint32_t b);
Squared squared_limit(const Points& points, std::int64_t radius_mm);

}  // namespace settlements
