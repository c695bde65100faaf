#include "exact.hpp"

#include <bit>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace settlements {
namespace {

constexpr double radians_of_unit = 1.7453292519943296e-9;  // π / 180 · 10⁻⁷
constexpr double axis_m = 6378137.0;
constexpr double e2 = 0.0066943800229007876;  // f (2 - f)
constexpr std::int32_t eighth_turn = 450'000'000;
constexpr std::int32_t quarter_turn = 900'000'000;

// Taylor series up to π/4, below half a unit in the last place of 1.
double sine(double x) {
    const double s = x * x;
    return x * (1 + s * (-1.0 / 6 +
                         s * (1.0 / 120 +
                              s * (-1.0 / 5040 +
                                   s * (1.0 / 362880 + s * (-1.0 / 39916800 +
                                                            s * (1.0 / 6227020800 -
                                                                 s * (1.0 / 1307674368000))))))));
}

double cosine(double x) {
    const double s = x * x;
    return 1 + s * (-1.0 / 2 +
                    s * (1.0 / 24 +
                         s * (-1.0 / 720 +
                              s * (1.0 / 40320 + s * (-1.0 / 3628800 +
                                                      s * (1.0 / 479001600 +
                                                           s * (-1.0 / 87178291200 +
                                                                s * (1.0 / 20922789888000))))))));
}

struct Meridian {
    double p = 0, z = 0;
};

Meridian meridian_of(std::int32_t lat) {
    const std::int32_t size = std::abs(lat);
    const bool upper = size > eighth_turn;
    const double angle = (upper ? quarter_turn - size : size) * radians_of_unit;
    double sin_lat = sine(angle);
    double cos_lat = cosine(angle);
    if (upper) std::swap(sin_lat, cos_lat);
    if (lat < 0) sin_lat = -sin_lat;
    const double n = axis_m / std::sqrt(1 - e2 * (sin_lat * sin_lat));
    return {n * cos_lat, n * (1 - e2) * sin_lat};
}

}  // namespace

double chord_squared_m2(std::int32_t lon_a, std::int32_t lat_a, std::int32_t lon_b,
                        std::int32_t lat_b) {
    const Meridian a = meridian_of(lat_a);
    const Meridian b = meridian_of(lat_b);
    const double dp = a.p - b.p;
    const double dz = a.z - b.z;
    const auto turn = std::abs(static_cast<std::int64_t>(lon_a) - lon_b);
    const double half = sine(static_cast<double>(turn) * 0.5 * radians_of_unit);
    return dp * dp + 4 * (a.p * b.p) * (half * half) + dz * dz;
}

// The bits of doubles that are not negative are in their order.
Squared squared_chord(std::int32_t lon_a, std::int32_t lat_a, std::int32_t lon_b,
                      std::int32_t lat_b) {
    return std::bit_cast<std::uint64_t>(chord_squared_m2(lon_a, lat_a, lon_b, lat_b));
}

Squared squared_chord_limit(std::int64_t radius_mm) {
    const auto mm = static_cast<double>(radius_mm);
    return std::bit_cast<std::uint64_t>(mm * mm / 1e6);
}

Squared squared_plane(std::int64_t x_a, std::int64_t y_a, std::int64_t x_b, std::int64_t y_b) {
    const auto dx = static_cast<std::uint64_t>(std::abs(x_a - x_b));
    const auto dy = static_cast<std::uint64_t>(std::abs(y_a - y_b));
    return static_cast<Squared>(dx) * dx + static_cast<Squared>(dy) * dy;
}

Squared squared_plane_limit(std::int64_t radius_mm) {
    const auto um = static_cast<std::uint64_t>(radius_mm) * 1000;
    return static_cast<Squared>(um) * um;
}

Squared squared_distance(const Points& points, std::uint32_t a, std::uint32_t b) {
    if (const auto* plane = std::get_if<PlanePoints>(&points))
        return squared_plane(plane->x_um[a], plane->y_um[a], plane->x_um[b], plane->y_um[b]);
    const auto& geographic = std::get<GeographicPoints>(points);
    return squared_chord(geographic.lon_e7[a], geographic.lat_e7[a], geographic.lon_e7[b],
                         geographic.lat_e7[b]);
}

Squared squared_limit(const Points& points, std::int64_t radius_mm) {
    return std::holds_alternative<PlanePoints>(points) ? squared_plane_limit(radius_mm)
                                                       : squared_chord_limit(radius_mm);
}

std::size_t count_of(const Points& points) {
    if (const auto* plane = std::get_if<PlanePoints>(&points)) return plane->x_um.size();
    return std::get<GeographicPoints>(points).lon_e7.size();
}

}  // namespace settlements
