#include "grid.hpp"

#include <cmath>

namespace settlements {
namespace {

constexpr std::uint32_t part_households = 4096;

}  // namespace

Limits limits_of(const Frame& frame) {
    const double near = std::max(0.0, frame.radius_m() - frame.slack_m());
    const double far = frame.radius_m() + frame.slack_m();
    return {static_cast<float>(near * near), static_cast<float>(far * far)};
}

std::vector<std::size_t> Grid::row_parts() const {
    std::vector<std::size_t> parts{0};
    std::uint32_t begun = 0;
    for (std::size_t i = 1; i + 1 < rows.size(); ++i) {
        const std::uint32_t here = cell_first[rows[i].first_cell];
        if (here - begun < part_households) continue;
        parts.push_back(i);
        begun = here;
    }
    parts.push_back(rows.size() - 1);
    return parts;
}

Sweep::Sweep(const Grid& grid, std::size_t row_index, int from, int to) : grid_(grid) {
    const std::size_t rows = grid.rows.size() - 1;
    const std::uint32_t row = grid.rows[row_index].row;
    add(row_index, row_index);
    for (int step = 1; step <= 2; ++step) {
        for (int way = 1; way >= -1; way -= 2) {
            if (step * way < from || step * way > to) continue;
            const std::int64_t wanted = std::int64_t{row} + step * way;
            // Rows without households are left out, so the row stands one or two places away.
            for (std::size_t places = 1; places <= static_cast<std::size_t>(step); ++places) {
                if (way < 0 && row_index < places) break;
                const std::size_t other = way > 0 ? row_index + places : row_index - places;
                if (other >= rows) break;
                if (grid.rows[other].row == wanted) add(row_index, other);
            }
        }
    }
}

// The widest row reaches one cell and what is near it; edges are less than 2³¹ steps and the reach
// less than 2²⁸.
void Sweep::add(std::size_t row_index, std::size_t other) {
    const std::uint32_t row = grid_.rows[row_index].row;
    const std::uint32_t other_row = grid_.rows[other].row;
    const std::int64_t reach = grid_.frame.reach_of(row, other_row);
    const std::uint32_t slot = stretches_.count++;
    Stretches::Row& added = stretches_.rows[slot];
    added.begin = added.end = grid_.rows[other].first_cell;
    added.row_end = grid_.rows[other + 1].first_cell;
    added.west = static_cast<std::int32_t>(-reach - grid_.frame.width_of(other_row));
    added.east = static_cast<std::int32_t>(reach + grid_.frame.width_of(row) - 1);
    scale_[slot] = grid_.frame.scale_of(row, other_row);
}

}  // namespace settlements
