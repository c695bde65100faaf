#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "geo/datum.hpp"

namespace crossings {

/// A position on an integer lattice: 1e-7 degree of longitude and latitude on CGCS2000 (about 1
/// cm), or any unit of a plane. Predicates on the lattice are exact.
struct Point {
    std::int32_t x = 0;  ///< longitude
    std::int32_t y = 0;  ///< latitude
    bool operator==(const Point&) const = default;
};

/// The lattice position nearest to a position in degrees.
Point to_lattice(geo::Position position);
geo::Position to_position(Point point);

/// The straight piece of a line between two poles.
struct Span {
    Point from;
    Point to;
};

/// Areas, lines and single points, each of one or several paths. The first and last point of a ring
/// are the same point.
struct Shapes {
    std::vector<Point> points;
    std::vector<std::uint32_t> path_starts{0};   ///< paths + 1, into `points`
    std::vector<std::uint32_t> shape_starts{0};  ///< shapes + 1, into paths
    std::vector<std::uint8_t> is_area;           ///< a shape each: its inside belongs to it

    [[nodiscard]] std::size_t size() const { return is_area.size(); }
    [[nodiscard]] std::span<const Point> path(std::size_t index) const {
        return {points.data() + path_starts[index], path_starts[index + 1] - path_starts[index]};
    }
    /// Add the paths of one shape, then end it.
    void add_path(std::span<const Point> path);
    void end_shape(bool area);
};

/// How long a lattice unit is, in micrometres, where a span lies.
struct Metric {
    std::int64_t x_um = 1;
    std::int64_t y_um = 1;
};

/// The tangent plane of the ellipsoid GRS 80 at a latitude in 1e-7 degree, rounded to whole
/// micrometres a unit: lengths are right to 5e-5 of themselves, half a millimetre in ten metres.
Metric metric_at(std::int32_t latitude_e7);

/// One measure everywhere, for coordinates of a plane; or `metric_at` the middle of each span.
struct Ground {
    bool is_plane = false;
    Metric plane;
    [[nodiscard]] Metric at(const Span& span) const {
        return is_plane ? plane : metric_at(span.from.y / 2 + span.to.y / 2);
    }
};

}  // namespace crossings
