#pragma once

#include <cstdint>
#include <vector>

#include "settlements/delineate.hpp"

namespace settlements {

/// In the units of the points: degrees × 10⁷, or millionths of a metre.
struct Corner {
    std::int64_t x = 0, y = 0;
    bool operator==(const Corner&) const = default;
    auto operator<=>(const Corner&) const = default;
};

/// The corners of the convex hull of `places`, from the westernmost (of those the southernmost)
/// against the clock; without corners on a straight side. One or two corners when all places are
/// one or on a line. Reorders `places`.
std::vector<Corner> hull_of(std::vector<Corner>& places);

/// The mean of sums over `count` places, rounded half up.
std::int64_t mean_of(std::int64_t sum, std::int64_t count);

struct Settlement {
    std::vector<std::uint32_t>
        members;               ///< places in the columns, in their order; cores and border
    Corner centre;             ///< the mean of the members
    std::vector<Corner> hull;  ///< convex, of the members
    bool operator==(const Settlement&) const = default;
};

/// By number: the first is settlement 1.
std::vector<Settlement> describe(const Points& points, const Delineation& delineation);

}  // namespace settlements
