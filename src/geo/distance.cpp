#include "geo/distance.hpp"

#include <cmath>
#include <numbers>

namespace geo {

double near_distance_m(Position a, Position b) {
    constexpr double axis_m = 6378137.0;
    constexpr double e2 = 0.00669438002290;
    constexpr double radians = std::numbers::pi / 180;
    const double lat = (a.lat_deg + b.lat_deg) / 2 * radians;
    const double w2 = 1 - e2 * std::sin(lat) * std::sin(lat);
    const double w = std::sqrt(w2);
    const double north_m = (b.lat_deg - a.lat_deg) * radians * axis_m * (1 - e2) / (w2 * w);
    const double east_m = (b.lon_deg - a.lon_deg) * radians * axis_m / w * std::cos(lat);
    return std::hypot(north_m, east_m);
}

}  // namespace geo
