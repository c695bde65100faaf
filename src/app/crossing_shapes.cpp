#include "crossing_shapes.hpp"

#include "registers/geometry.hpp"

namespace app {
namespace {

std::vector<crossings::Point> on_lattice(const std::vector<geo::Position>& positions) {
    std::vector<crossings::Point> points;
    points.reserve(positions.size());
    for (const auto& position : positions) points.push_back(crossings::to_lattice(position));
    return points;
}

}  // namespace

void LineSpans::add(std::size_t line, const std::string& wkb) {
    if (!registers::has_geometry_type(wkb, registers::GeometryType::line)) return;
    std::int64_t number = 0;
    for (const auto& path : registers::wkb_paths(wkb)) {
        const auto points = on_lattice(path.positions);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            all.push_back({points[i], points[i + 1]});
            lines.push_back(line);
            numbers.push_back(++number);
        }
    }
}

void add_shape(crossings::Shapes& shapes, const std::string& wkb) {
    for (const auto& path : registers::wkb_paths(wkb)) shapes.add_path(on_lattice(path.positions));
    shapes.end_shape(registers::has_geometry_type(wkb, registers::GeometryType::polygon));
}

}  // namespace app
