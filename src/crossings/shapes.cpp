#include "crossings/shapes.hpp"

#include <cmath>
#include <numbers>

namespace crossings {

Point to_lattice(geo::Position position) {
    return {static_cast<std::int32_t>(std::lround(position.lon_deg * 1e7)),
            static_cast<std::int32_t>(std::lround(position.lat_deg * 1e7))};
}

geo::Position to_position(Point point) {
    return {point.x / 1e7, point.y / 1e7};
}

void Shapes::add_path(std::span<const Point> path) {
    points.insert(points.end(), path.begin(), path.end());
    path_starts.push_back(static_cast<std::uint32_t>(points.size()));
}

void Shapes::end_shape(bool area) {
    shape_starts.push_back(static_cast<std::uint32_t>(path_starts.size() - 1));
    is_area.push_back(area ? 1 : 0);
}

Metric metric_at(std::int32_t latitude_e7) {
    constexpr double axis_um = 6378137.0e6;
    constexpr double e2 = 0.00669438002290;
    constexpr double unit = std::numbers::pi / 180 * 1e-7;
    const double lat = latitude_e7 * unit;
    const double w2 = 1 - e2 * std::sin(lat) * std::sin(lat);
    const double w = std::sqrt(w2);
    return {std::lround(unit * axis_um / w * std::cos(lat)),
            std::lround(unit * axis_um * (1 - e2) / (w2 * w))};
}

}  // namespace crossings
