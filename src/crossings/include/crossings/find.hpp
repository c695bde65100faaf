#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "crossings/shapes.hpp"

namespace crossings {

/// A span and a shape that meet, or lie within the buffer of each other.
struct Pair {
    std::uint32_t span = 0;
    std::uint32_t shape = 0;
    bool meets = false;  ///< false: only within the buffer
    bool operator==(const Pair&) const = default;
};

struct Search {
    std::int64_t buffer_um =
        0;  ///< micrometres; 0 to 1e9 (a kilometre); the limit itself is within
    Ground ground;
    unsigned threads = 1;
};

/// Every pair once, by span, then shape; the same bytes for any number of threads. Meeting is exact
/// on the lattice and includes touching and lying inside an area; within the buffer is exact in the
/// tangent plane at the span's middle. Both take straight lines of longitude and latitude.
/// Throws invalid_input when all coordinates together reach further than 2^30 units (107 degrees).
std::vector<Pair> find_pairs(std::span<const Span> spans, const Shapes& shapes,
                             const Search& search);

/// What a candidate's row says. Doubles: shown, never compared with a limit.
struct Detail {
    geo::Position at;      ///< middle of the part over the shape; the nearest place of the span
    double along_m = 0;    ///< from the span's first pole to `at`
    double over_m = 0;     ///< length of the span that lies over the area
    double angle_deg = 0;  ///< between span and line, 0 to 90; 0 for areas and points
    double apart_m = 0;    ///< in plan; 0 when they meet
};
Detail describe(const Span& span, const Shapes& shapes, std::size_t shape, const Ground& ground);

}  // namespace crossings
