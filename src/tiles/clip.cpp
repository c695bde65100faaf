#include "tiles/clip.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <utility>

namespace tiles {
namespace {

enum class Edge { left, right, top, bottom };
constexpr std::array edges = {Edge::left, Edge::right, Edge::top, Edge::bottom};

bool is_inside(GridPoint p, Edge edge, Square square) {
    switch (edge) {
        case Edge::left:
            return p.x >= square.low;
        case Edge::right:
            return p.x <= square.high;
        case Edge::top:
            return p.y >= square.low;
        case Edge::bottom:
            return p.y <= square.high;
    }
    return false;
}

// a + (b - a) · part / whole, to the nearest whole number; the same whichever end comes first.
std::int64_t between(std::int64_t a, std::int64_t b, std::int64_t part, std::int64_t whole) {
    __extension__ using Wide = __int128;
    const Wide scaled = Wide(b - a) * part * 2 + whole;
    Wide result = scaled / (Wide(whole) * 2);
    if (scaled % (Wide(whole) * 2) < 0) --result;
    return a + static_cast<std::int64_t>(result);
}

GridPoint crossing(GridPoint a, GridPoint b, Edge edge, Square square) {
    if (std::pair(b.x, b.y) < std::pair(a.x, a.y)) std::swap(a, b);
    const bool upright = edge == Edge::left || edge == Edge::right;
    const std::int64_t at = edge == Edge::left || edge == Edge::top ? square.low : square.high;
    std::int64_t part = at - (upright ? a.x : a.y);
    std::int64_t whole = upright ? b.x - a.x : b.y - a.y;
    if (whole < 0) {
        part = -part;
        whole = -whole;
    }
    return upright ? GridPoint{at, between(a.y, b.y, part, whole)}
                   : GridPoint{between(a.x, b.x, part, whole), at};
}

// One piece of a line between two points, cut at each edge in turn.
bool clip_piece(GridPoint& a, GridPoint& b, Square square) {
    for (const Edge edge : edges) {
        const bool a_in = is_inside(a, edge, square);
        const bool b_in = is_inside(b, edge, square);
        if (!a_in && !b_in) return false;
        if (a_in == b_in) continue;
        (a_in ? b : a) = crossing(a, b, edge, square);
    }
    return true;
}

// Square of the distance from `p` to the piece a–b, times the square of its length, against one
// unit.
bool is_off(GridPoint p, GridPoint a, GridPoint b) {
    const std::int64_t dx = b.x - a.x, dy = b.y - a.y;
    const std::int64_t px = p.x - a.x, py = p.y - a.y;
    const std::int64_t length2 = dx * dx + dy * dy;
    const std::int64_t along = px * dx + py * dy;
    if (along <= 0 || length2 == 0) return px * px + py * py >= 1;
    if (along >= length2) {
        const std::int64_t qx = p.x - b.x, qy = p.y - b.y;
        return qx * qx + qy * qy >= 1;
    }
    const std::int64_t cross = px * dy - py * dx;
    return cross * cross >= length2;
}

// For choosing the farthest: cross product where it applies, else the distance to the ends.
std::int64_t offness(GridPoint p, GridPoint a, GridPoint b) {
    const std::int64_t dx = b.x - a.x, dy = b.y - a.y;
    const std::int64_t cross = (p.x - a.x) * dy - (p.y - a.y) * dx;
    if (dx == 0 && dy == 0) return (p.x - a.x) * (p.x - a.x) + (p.y - a.y) * (p.y - a.y);
    return cross < 0 ? -cross : cross;
}

// Douglas and Peucker between two points that stay.
void mark(const GridPath& points, std::size_t first, std::size_t last, std::vector<bool>& stays) {
    std::vector<std::pair<std::size_t, std::size_t>> open{{first, last}};
    while (!open.empty()) {
        const auto [begin, end] = open.back();
        open.pop_back();
        std::size_t farthest = 0;
        std::int64_t most = -1;
        for (std::size_t i = begin + 1; i < end; ++i) {
            if (!is_off(points[i], points[begin], points[end])) continue;
            const std::int64_t off = offness(points[i], points[begin], points[end]);
            if (off > most) std::tie(most, farthest) = std::pair(off, i);
        }
        if (most < 0) continue;
        stays[farthest] = true;
        open.emplace_back(begin, farthest);
        open.emplace_back(farthest, end);
    }
}

GridPath without_repeats(const GridPath& path) {
    GridPath result;
    for (const GridPoint p : path)
        if (result.empty() || result.back() != p) result.push_back(p);
    return result;
}

GridPath kept(const GridPath& points, const std::vector<bool>& stays) {
    GridPath result;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (stays[i]) result.push_back(points[i]);
    return result;
}

}  // namespace

std::vector<GridPath> clipped_line(const GridPath& line, Square square) {
    std::vector<GridPath> parts;
    bool goes_on = false;
    for (std::size_t i = 1; i < line.size(); ++i) {
        GridPoint a = line[i - 1], b = line[i];
        if (!clip_piece(a, b, square)) {
            goes_on = false;
            continue;
        }
        if (!goes_on || parts.back().back() != a) parts.push_back({a});
        parts.back().push_back(b);
        goes_on = b == line[i];
    }
    return parts;
}

GridPath clipped_ring(const GridPath& ring, Square square) {
    GridPath current = ring;
    for (const Edge edge : edges) {
        GridPath next;
        for (std::size_t i = 0; i < current.size(); ++i) {
            const GridPoint a = current[i];
            const GridPoint b = current[(i + 1) % current.size()];
            const bool a_in = is_inside(a, edge, square);
            if (a_in) next.push_back(a);
            if (a_in != is_inside(b, edge, square)) next.push_back(crossing(a, b, edge, square));
        }
        current = std::move(next);
    }
    return current;
}

GridPath simplified_line(const GridPath& line) {
    const GridPath points = without_repeats(line);
    if (points.size() < 3) return points;
    std::vector<bool> stays(points.size(), false);
    stays.front() = stays.back() = true;
    mark(points, 0, points.size() - 1, stays);
    return kept(points, stays);
}

GridPath simplified_ring(const GridPath& ring) {
    GridPath points = without_repeats(ring);
    while (points.size() > 1 && points.front() == points.back()) points.pop_back();
    if (points.size() < 3) return {};
    // Begins at the lowest point, so that it does not matter where the ring was begun.
    const auto less = [](GridPoint a, GridPoint b) {
        return std::pair(a.x, a.y) < std::pair(b.x, b.y);
    };
    std::rotate(points.begin(), std::min_element(points.begin(), points.end(), less), points.end());
    const std::size_t far = static_cast<std::size_t>(
        std::max_element(points.begin(), points.end(), less) - points.begin());
    points.push_back(points.front());
    std::vector<bool> stays(points.size(), false);
    stays.front() = stays[far] = true;
    mark(points, 0, far, stays);
    mark(points, far, points.size() - 1, stays);
    GridPath result = kept(points, stays);
    return result.size() < 3 ? GridPath{} : result;
}

std::int64_t doubled_area(const GridPath& ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const GridPoint a = ring[i];
        const GridPoint b = ring[(i + 1) % ring.size()];
        sum += a.x * b.y - b.x * a.y;
    }
    return sum;
}

}  // namespace tiles
