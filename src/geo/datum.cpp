#include "geo/datum.hpp"

#include <cmath>
#include <numbers>

namespace geo {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double x_pi = pi * 3000.0 / 180.0;
constexpr double axis_m = 6378245.0;
constexpr double eccentricity_squared = 0.00669342162296594323;

bool is_shifted_area(Position p) {
    return p.lon_deg >= 72.004 && p.lon_deg <= 137.8347 && p.lat_deg >= 0.8293 &&
           p.lat_deg <= 55.8271;
}

double wave(double x) {
    return (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
}

double lat_series(double x, double y) {
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x)) +
           wave(x) + (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0 +
           (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
}

double lon_series(double x, double y) {
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x)) +
           wave(x) + (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0 +
           (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
}

Position wgs84_to_gcj02(Position p) {
    if (!is_shifted_area(p)) return p;
    const double x = p.lon_deg - 105.0;
    const double y = p.lat_deg - 35.0;
    const double lat_rad = p.lat_deg / 180.0 * pi;
    const double magic = 1.0 - eccentricity_squared * std::sin(lat_rad) * std::sin(lat_rad);
    const double root = std::sqrt(magic);
    const double lat_shift =
        lat_series(x, y) * 180.0 / (axis_m * (1.0 - eccentricity_squared) / (magic * root) * pi);
    const double lon_shift = lon_series(x, y) * 180.0 / (axis_m / root * std::cos(lat_rad) * pi);
    return {p.lon_deg + lon_shift, p.lat_deg + lat_shift};
}

Position gcj02_to_bd09(Position p) {
    if (!is_shifted_area(p)) return p;
    const double z = std::hypot(p.lon_deg, p.lat_deg) + 0.00002 * std::sin(p.lat_deg * x_pi);
    const double theta = std::atan2(p.lat_deg, p.lon_deg) + 0.000003 * std::cos(p.lon_deg * x_pi);
    return {z * std::cos(theta) + 0.0065, z * std::sin(theta) + 0.006};
}

template <class Forward>
Position invert(Position target, Forward forward) {
    Position p = target;
    for (int step = 0; step < 10; ++step) {
        const Position image = forward(p);
        p.lon_deg += target.lon_deg - image.lon_deg;
        p.lat_deg += target.lat_deg - image.lat_deg;
    }
    return p;
}

}  // namespace

Position from_cgcs2000(Position position, Datum datum) {
    if (datum == Datum::gcj02) return wgs84_to_gcj02(position);
    if (datum == Datum::bd09) return gcj02_to_bd09(wgs84_to_gcj02(position));
    return position;
}

Position to_cgcs2000(Position position, Datum datum) {
    if (datum == Datum::wgs84 || datum == Datum::cgcs2000) return position;
    return invert(position, [datum](Position p) { return from_cgcs2000(p, datum); });
}

}  // namespace geo
