#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "buffer.hpp"
#include "exact.hpp"
#include "frame.hpp"

namespace settlements {

struct GridRow {
    std::uint32_t row = 0;
    std::uint32_t first_cell = 0;
};

/// The households in the order of their cells: rows from south to north, in a row from west to
/// east, in a cell by id. Only cells and rows with households exist.
struct Grid {
    Grid(const Points& points_in, std::int64_t radius_mm, Team& team)
        : points(points_in),
          frame(points_in, radius_mm, team),
          limit(squared_limit(points_in, radius_mm)) {}

    const Points& points;
    Frame frame;
    Squared limit;
    Buffer<std::int32_t> east, north;  ///< steps from `west`, `south`
    Buffer<std::uint32_t> id;          ///< place in the columns
    Buffer<std::uint8_t> mark;         ///< by household; the phases' own
    Buffer<std::uint32_t> cell_first;  ///< by cell, and one more
    Buffer<std::int32_t> cell_west;    ///< by cell: steps of its western edge
    std::vector<GridRow> rows;         ///< and one more

    [[nodiscard]] Steps steps() const { return {east.data(), north.data()}; }
    [[nodiscard]] std::uint32_t cells() const { return rows.back().first_cell; }
    [[nodiscard]] std::uint32_t households_of(std::uint32_t cell) const {
        return cell_first[cell + 1] - cell_first[cell];
    }
    /// By the exact form; `a` and `b` are places in the order of the grid.
    [[nodiscard]] Squared exact(std::uint32_t a, std::uint32_t b) const {
        return squared_distance(points, id[a], id[b]);
    }
    /// Stretches of rows with about so many households each, for the threads: begins, and the end.
    [[nodiscard]] std::vector<std::size_t> row_parts() const;
};

Grid make_grid(const Points& points, std::int64_t radius_mm, Team& team);

Limits limits_of(const Frame& frame);

/// The households near the cells of one row, cell after cell: for the row itself and up to two rows
/// on either side, the stretch of cells that may hold neighbours.
class Sweep {
public:
    /// `from` to `to`: rows relative to this one, from -2 to 2.
    Sweep(const Grid& grid, std::size_t row_index, int from, int to);
    /// Cells must come in their order.
    void move_to(std::uint32_t cell) {
        loops_.move_to(stretches_, grid_.cell_west.data(), grid_.cell_west[cell]);
    }
    /// Of the row itself first, then from the nearest row to the farthest.
    [[nodiscard]] const Stretches& stretches() const { return stretches_; }
    [[nodiscard]] Scale scale(std::uint32_t stretch) const { return scale_[stretch]; }

private:
    void add(std::size_t row_index, std::size_t other);

    const Grid& grid_;
    NearLoops loops_ = near_loops();
    Stretches stretches_;
    std::array<Scale, 5> scale_{};
};

}  // namespace settlements
