#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "geo/datum.hpp"

namespace geo {

/// In which order to visit places, as indices: from the first place that has a position to the
/// nearest not yet visited, then stretches turned round while that shortens the way (2-opt).
/// Straight lines in whole metres, for a day's order rather than for navigation. Places without a
/// position come last, as they were given.
std::vector<std::size_t> visiting_order(std::span<const std::optional<Position>> places);

/// Whole metres along the places in this order; those without a position are passed over.
std::int64_t way_m(std::span<const std::optional<Position>> places,
                   std::span<const std::size_t> order);

}  // namespace geo
