#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include "crossings/shapes.hpp"

// Decisions on the lattice, all in integers. Differences of coordinates stay below 2^30, so a cross
// product fits 64 bits.
namespace crossings::exact {

__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 WideUnsigned;

struct Box {
    std::int32_t x_min = std::numeric_limits<std::int32_t>::max();
    std::int32_t y_min = std::numeric_limits<std::int32_t>::max();
    std::int32_t x_max = std::numeric_limits<std::int32_t>::min();
    std::int32_t y_max = std::numeric_limits<std::int32_t>::min();
    void add(Point p) {
        x_min = std::min(x_min, p.x);
        y_min = std::min(y_min, p.y);
        x_max = std::max(x_max, p.x);
        y_max = std::max(y_max, p.y);
    }
    [[nodiscard]] bool holds(Point p) const {
        return p.x >= x_min && p.x <= x_max && p.y >= y_min && p.y <= y_max;
    }
};

inline Box box_of(Point a, Point b) {
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
}
inline bool overlap(const Box& a, const Box& b) {
    // One branch for four questions: most answers are no, and none can be foreseen.
    return ((a.x_min <= b.x_max) & (b.x_min <= a.x_max) & (a.y_min <= b.y_max) &
            (b.y_min <= a.y_max)) != 0;
}

/// > 0 when `p` lies left of the way from `a` to `b`, 0 on its line.
inline std::int64_t side(Point a, Point b, Point p) {
    return (std::int64_t{b.x} - a.x) * (std::int64_t{p.y} - a.y) -
           (std::int64_t{b.y} - a.y) * (std::int64_t{p.x} - a.x);
}
inline bool same_strict_side(std::int64_t a, std::int64_t b) {
    return (a > 0 && b > 0) || (a < 0 && b < 0);
}

/// Closed segments, also collinear ones and ones of no length. `p_side` and `q_side` are the sides
/// of `p` and `q` on the way from `a` to `b`, which a caller that walks along a path has already.
inline bool meet(Point a, Point b, Point p, Point q, std::int64_t p_side, std::int64_t q_side) {
    if (same_strict_side(p_side, q_side)) return false;
    if (same_strict_side(side(p, q, a), side(p, q, b))) return false;
    return overlap(box_of(a, b), box_of(p, q));
}

/// The four halves of a product of two 128-bit numbers, compared as one.
struct Product {
    WideUnsigned high = 0, low = 0;
    auto operator<=>(const Product&) const = default;
};
inline Product multiply(WideUnsigned a, WideUnsigned b) {
    const WideUnsigned mask = ~std::uint64_t{0};
    const WideUnsigned low = (a & mask) * (b & mask);
    const WideUnsigned middle = (a >> 64) * (b & mask) + (low >> 64);
    const WideUnsigned other = (a & mask) * (b >> 64) + (middle & mask);
    return {(a >> 64) * (b >> 64) + (middle >> 64) + (other >> 64), (other << 64) | (low & mask)};
}

/// True when `p` lies within `limit_um` of the closed segment `a`–`b`, in the plane of `metric`.
inline bool within(Point p, Point a, Point b, Metric metric, std::int64_t limit_um) {
    const std::int64_t ux = (std::int64_t{b.x} - a.x) * metric.x_um;
    const std::int64_t uy = (std::int64_t{b.y} - a.y) * metric.y_um;
    const std::int64_t vx = (std::int64_t{p.x} - a.x) * metric.x_um;
    const std::int64_t vy = (std::int64_t{p.y} - a.y) * metric.y_um;
    const Wide limit2 = Wide{limit_um} * limit_um;
    const Wide along = Wide{ux} * vx + Wide{uy} * vy;
    const Wide length2 = Wide{ux} * ux + Wide{uy} * uy;
    if (along <= 0) return Wide{vx} * vx + Wide{vy} * vy <= limit2;
    if (along >= length2) {
        const std::int64_t wx = vx - ux, wy = vy - uy;
        return Wide{wx} * wx + Wide{wy} * wy <= limit2;
    }
    const Wide cross = Wide{ux} * vy - Wide{uy} * vx;
    const auto size = static_cast<WideUnsigned>(cross < 0 ? -cross : cross);
    return multiply(size, size) <=
           multiply(static_cast<WideUnsigned>(limit2), static_cast<WideUnsigned>(length2));
}

}  // namespace crossings::exact
