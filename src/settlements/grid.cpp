#include "grid.hpp"

#include <cmath>

namespace settlements {
namespace {

constexpr std::uint32_t part_households = 4096;

double short_slack(const Frame& frame) {
    return frame.slack_m() * short_units / frame.radius_m();
}

}  // namespace

Limits limits_of(const Frame& frame) {
    const double slack = short_slack(frame);
    const double near = std::max(0.0, short_units - slack);
    const double far = short_units + slack;
    return {static_cast<std::int32_t>(near * near), static_cast<std::int32_t>(far * far) + 1};
}

std::int32_t nearly_same(const Frame& frame) {
    const double slack = short_slack(frame);
    return static_cast<std::int32_t>(4 * slack * (short_units + 2 * slack)) + 1;
}

RowTurn turn_between(const Frame& frame, std::uint32_t row, std::uint32_t other) {
    const Scale here = frame.scale_of(row);
    const double rows = double(row) - double(other);
    return {frame.scale_of(other).east - here.east,
            place_at(0, nearest_whole(rows * frame.row_height() * here.north))};
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

Sweep::Sweep(const Grid& grid, std::size_t row_index, int from, int to)
    : grid_(grid),
      own_(grid.rows[row_index]),
      width_(grid.frame.width_of(own_.row)),
      limits_(limits_of(grid.frame)) {
    const std::size_t rows = grid.rows.size() - 1;
    add(row_index);
    for (int step = 1; step <= 2; ++step) {
        for (int way = 1; way >= -1; way -= 2) {
            if (step * way < from || step * way > to) continue;
            const std::int64_t wanted = std::int64_t{own_.row} + step * way;
            // Rows without households are left out, so the row stands one or two places away.
            for (std::size_t places = 1; places <= static_cast<std::size_t>(step); ++places) {
                if (way < 0 && row_index < places) break;
                const std::size_t other = way > 0 ? row_index + places : row_index - places;
                if (other >= rows) break;
                if (grid.rows[other].row == wanted) add(other);
            }
        }
    }
}

// The widest row reaches one cell and what is near it; edges are less than 2³¹ steps and the reach
// less than 2²⁸.
void Sweep::add(std::size_t other) {
    const GridRow& row = grid_.rows[other];
    const std::int32_t reach =
        row.row < own_.row ? row.reach[own_.row - row.row] : own_.reach[row.row - own_.row];
    const auto width = static_cast<std::int32_t>(grid_.frame.width_of(row.row));
    turn_[stretches_.count] = turn_between(grid_.frame, own_.row, row.row);
    Stretches::Row& added = stretches_.rows[stretches_.count++];
    added.begin = added.end = row.first_cell;
    added.row_end = grid_.rows[other + 1].first_cell;
    added.west = -reach - width;
    added.east = reach + static_cast<std::int32_t>(width_) - 1;
}

void Sweep::move_to(std::uint32_t first, std::uint32_t end) {
    const std::int32_t west = grid_.cell_west[first];
    const std::int32_t last = grid_.cell_west[end - 1];
    loops_.move_to(stretches_, grid_.cell_west.data(), west, last);
    const double middle = (double(west) + last + width_) / 2;
    for (std::uint32_t i = 1; i < stretches_.count; ++i) shift_[i] = turn_[i].shift(middle);
}

Neighbourhood Sweep::around(std::uint32_t first, std::uint32_t last) const {
    Neighbourhood result;
    result.places = grid_.place.data();
    result.first = first;
    result.last = last;
    result.range_count = stretches_.count;
    for (std::uint32_t i = 0; i < stretches_.count; ++i)
        result.ranges[i] = {grid_.cell_first[stretches_.rows[i].begin],
                            grid_.cell_first[stretches_.rows[i].end], shift_[i]};
    result.limits = limits_;
    return result;
}

}  // namespace settlements
