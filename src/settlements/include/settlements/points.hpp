#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

namespace settlements {

/// Households on CGCS2000: degrees × 10⁷, longitude 180° W to 180° E with a span of
/// at most 187°, latitude within 80°. The
/// distance of two of them is the chord through the ellipsoid at height 0.
struct GeographicPoints {
    std::span<const std::int32_t> lon_e7;
    std::span<const std::int32_t> lat_e7;
};

/// Households on a metric plane: millionths of a metre, within 10⁸ m of zero and 10⁷ m of each
/// other on either axis. The distance of two of them is that of the plane.
struct PlanePoints {
    std::span<const std::int64_t> x_um;
    std::span<const std::int64_t> y_um;
};

/// The place of a household in the columns is its order: where a rule says "smaller id", it means
/// the earlier one. At most 2³¹ - 1 households.
using Points = std::variant<GeographicPoints, PlanePoints>;

std::size_t count_of(const Points& points);

}  // namespace settlements
