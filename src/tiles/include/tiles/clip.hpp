#pragma once

#include <cstdint>
#include <vector>

namespace tiles {

/// A place on a grid of whole steps; on a tile's own 0 … 4095 within it, x to the right, y down.
/// What is simplified spans at most 30,000 steps.
struct GridPoint {
    std::int64_t x = 0, y = 0;
    bool operator==(const GridPoint&) const = default;
};
using GridPath = std::vector<GridPoint>;

/// The square that lines and areas are cut to.
struct Square {
    std::int64_t low = 0, high = 0;
};

/// The parts of a line inside.
std::vector<GridPath> clipped_line(const GridPath& line, Square square);
/// What is inside of a ring that does not repeat its first point; empty when nothing is.
GridPath clipped_ring(const GridPath& ring, Square square);

/// Without repeated points, and without those nearer than one unit to the line through what stays.
GridPath simplified_line(const GridPath& line);
/// The same of a ring; empty when less than a triangle stays.
GridPath simplified_ring(const GridPath& ring);

/// Twice the area by the surveyor's formula: positive for an outer ring (MVT 2.1 section 4.3.3.3).
std::int64_t doubled_area(const GridPath& ring);

}  // namespace tiles
