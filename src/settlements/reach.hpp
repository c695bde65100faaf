#pragma once

#include <cstdint>
#include <span>

namespace settlements {

/// A position on a plane near two cells, in whole millionths of a metre.
struct Spot {
    double along = 0;      ///< along the line that parts the two cells
    double across = 0;     ///< across it, growing from the first cell to the second
    std::uint32_t at = 0;  ///< the caller's own
};

/// For each of `upper`, how far across it lies beyond the discs of `radius_um` around all of
/// `lower`, negative when it does not; good to a thousandth. Both must be sorted by `along`. Both
/// sides together cost in the order of m·log m: the disc that reaches farthest moves along with the
/// asker, because the edges of two equal discs cross at most once.
void beyond_reach(std::span<const Spot> lower, std::span<const Spot> upper, double radius_um,
                  std::span<double> beyond_um);

}  // namespace settlements
