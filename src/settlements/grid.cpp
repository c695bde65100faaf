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
    width_ = grid.frame.width_of(row);
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

void Sweep::add(std::size_t row_index, std::size_t other) {
    const std::uint32_t row = grid_.rows[row_index].row;
    const std::uint32_t other_row = grid_.rows[other].row;
    const auto slot = static_cast<std::size_t>(count_++);
    near_[slot].begin = near_[slot].end = grid_.rows[other].first_cell;
    near_[slot].scale = grid_.frame.scale_of(row, other_row);
    bound_[slot] = {grid_.rows[other + 1].first_cell, grid_.frame.width_of(other_row),
                    grid_.frame.reach_of(row, other_row)};
}

void Sweep::move_to(std::uint32_t cell) {
    const std::int64_t left = grid_.cell_column[cell] * width_;
    const std::int64_t right = left + width_ - 1;
    for (std::size_t slot = 0; slot < static_cast<std::size_t>(count_); ++slot) {
        Near& near = near_[slot];
        const Bound& bound = bound_[slot];
        const std::int64_t west = left - bound.reach;
        const std::int64_t east = right + bound.reach;
        const std::uint32_t* column = grid_.cell_column.data();
        while (near.begin < bound.row_end && (column[near.begin] + 1) * bound.width <= west)
            ++near.begin;
        near.end = std::max(near.end, near.begin);
        while (near.end < bound.row_end && column[near.end] * bound.width <= east) ++near.end;
    }
}

}  // namespace settlements
