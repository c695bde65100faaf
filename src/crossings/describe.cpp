#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "crossings/find.hpp"

namespace crossings {
namespace {

/// Metres east and north of the span's first pole.
struct Vector {
    double x = 0, y = 0;
};
Vector operator-(Vector a, Vector b) {
    return {a.x - b.x, a.y - b.y};
}
double dot(Vector a, Vector b) {
    return a.x * b.x + a.y * b.y;
}
double cross(Vector a, Vector b) {
    return a.x * b.y - a.y * b.x;
}

class Plane {
public:
    Plane(const Span& span, Metric metric) : origin_(span.from), metric_(metric) {}
    [[nodiscard]] Vector operator()(Point p) const {
        return {(static_cast<double>(p.x) - origin_.x) * static_cast<double>(metric_.x_um) * 1e-6,
                (static_cast<double>(p.y) - origin_.y) * static_cast<double>(metric_.y_um) * 1e-6};
    }

private:
    Point origin_;
    Metric metric_;
};

/// Share of the way along `along` (0 to 1) that lies nearest to `p`.
double share_nearest(Vector along, Vector p) {
    const double length2 = dot(along, along);
    return length2 > 0 ? std::clamp(dot(along, p) / length2, 0.0, 1.0) : 0;
}

struct Nearest {
    double share = 0;
    double apart_m = std::numeric_limits<double>::infinity();
    void offer(double other_share, double distance_m) {
        if (distance_m < apart_m) share = other_share, apart_m = distance_m;
    }
};

/// Shares of the span at which its line passes an edge.
struct Passing {
    std::vector<double> shares;
    double angle_deg = 0;
};

double acute_angle_deg(Vector a, Vector b) {
    return std::atan2(std::abs(cross(a, b)), std::abs(dot(a, b))) * 180 / std::numbers::pi;
}

void pass(Vector along, Vector p, Vector q, Passing& passing) {
    const Vector edge = q - p;
    const double across = cross(along, edge);
    if (across == 0) {  // along each other, or a point
        const double length2 = dot(along, along);
        if (length2 == 0 || cross(along, p) != 0) return;
        const double a = dot(along, p) / length2, b = dot(along, q) / length2;
        const double first = std::max(0.0, std::min(a, b)), last = std::min(1.0, std::max(a, b));
        if (first <= last) passing.shares.insert(passing.shares.end(), {first, last});
        return;
    }
    const double share = cross(p, edge) / across;
    const double on_edge = cross(p, along) / across;
    constexpr double slack = 1e-9;
    if (share < -slack || share > 1 + slack || on_edge < -slack || on_edge > 1 + slack) return;
    if (passing.shares.empty()) passing.angle_deg = acute_angle_deg(along, edge);
    passing.shares.push_back(std::clamp(share, 0.0, 1.0));
}

bool holds(const std::vector<std::pair<Vector, Vector>>& edges, Vector at) {
    bool inside = false;
    for (const auto& [p, q] : edges)
        if ((p.y > at.y) != (q.y > at.y) && at.x < (q.x - p.x) * (at.y - p.y) / (q.y - p.y) + p.x)
            inside = !inside;
    return inside;
}

geo::Position at_share(const Span& span, double share) {
    const auto from = to_position(span.from), to = to_position(span.to);
    return {from.lon_deg + (to.lon_deg - from.lon_deg) * share,
            from.lat_deg + (to.lat_deg - from.lat_deg) * share};
}

}  // namespace

Detail describe(const Span& span, const Shapes& shapes, std::size_t shape, const Ground& ground) {
    const Plane plane(span, ground.at(span));
    const Vector along = plane(span.to);
    const double length_m = std::sqrt(dot(along, along));
    std::vector<std::pair<Vector, Vector>> edges;
    for (std::size_t path = shapes.shape_starts[shape]; path < shapes.shape_starts[shape + 1];
         ++path) {
        const auto points = shapes.path(path);
        if (points.size() == 1) edges.emplace_back(plane(points[0]), plane(points[0]));
        for (std::size_t i = 0; i + 1 < points.size(); ++i)
            edges.emplace_back(plane(points[i]), plane(points[i + 1]));
    }
    Nearest nearest;
    Passing passing;
    for (const auto& [p, q] : edges) {
        pass(along, p, q, passing);
        const auto between = [](Vector a, Vector b) { return std::sqrt(dot(a - b, a - b)); };
        const auto on_span = [&](Vector point) {
            const double share = share_nearest(along, point);
            nearest.offer(share, between({along.x * share, along.y * share}, point));
        };
        const auto on_edge = [&](Vector pole, double share) {
            const double there = share_nearest(q - p, pole - p);
            nearest.offer(share,
                          between(pole, {p.x + (q.x - p.x) * there, p.y + (q.y - p.y) * there}));
        };
        on_span(p);
        on_span(q);
        on_edge({0, 0}, 0);
        on_edge(along, 1);
    }
    Detail detail;
    const bool area = shapes.is_area[shape] != 0;
    if (area) {
        // The shares at which the border is passed cut the span into parts in and out of the area.
        std::vector<double> cuts = passing.shares;
        cuts.insert(cuts.end(), {0.0, 1.0});
        std::sort(cuts.begin(), cuts.end());
        double first = 2, last = -1;
        for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
            const double middle = (cuts[i] + cuts[i + 1]) / 2;
            if (cuts[i + 1] - cuts[i] <= 0 || !holds(edges, {along.x * middle, along.y * middle}))
                continue;
            detail.over_m += (cuts[i + 1] - cuts[i]) * length_m;
            first = std::min(first, cuts[i]);
            last = std::max(last, cuts[i + 1]);
        }
        if (last >= 0) passing.shares = {first, last};
    } else {
        detail.angle_deg = passing.angle_deg;
    }
    double share = nearest.share;
    if (!passing.shares.empty()) {
        const auto [first, last] =
            std::minmax_element(passing.shares.begin(), passing.shares.end());
        share = area ? (*first + *last) / 2 : *first;
    } else {
        detail.apart_m = nearest.apart_m;
    }
    detail.at = at_share(span, share);
    detail.along_m = share * length_m;
    return detail;
}

}  // namespace crossings
