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
    std::array<std::int32_t, 3> reach{};  ///< into the row itself, the next, the one after it
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
    Buffer<Place> place;
    Buffer<std::uint32_t> id;          ///< where it stands in the columns
    Buffer<std::uint8_t> mark;         ///< by household; the phases' own
    Buffer<std::uint32_t> cell_first;  ///< by cell, and one more
    Buffer<std::int32_t> cell_west;    ///< by cell: steps of its western edge
    std::vector<GridRow> rows;         ///< and one more

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

/// Of two squares that differ by more, the exact ones differ the same way; both up to `possible`.
std::int32_t nearly_same(const Frame& frame);

/// From places in one row to places in another.
struct RowTurn {
    double east = 0;  ///< by how much the scale differs, so the farther east the more
    Place north = 0;

    /// Of positions around `middle` steps east.
    [[nodiscard]] Place shift(double middle) const {
        return place_at(nearest_whole(middle * east), 0) + north;
    }
};
RowTurn turn_between(const Frame& frame, std::uint32_t row, std::uint32_t other);

/// Of cells asked for together: the widths of a cell that fit where they stand.
constexpr std::int32_t block_cells = 3;

/// The households near the cells of one row, cell after cell: for the row itself and up to two rows
/// on either side, the stretch of cells that may hold neighbours.
class Sweep {
public:
    /// `from` to `to`: rows relative to this one, from -2 to 2.
    Sweep(const Grid& grid, std::size_t row_index, int from, int to);
    /// To some cells beside each other, from `first` up to `end`, at most `block_cells` wide
    /// together. Cells must come in their order.
    void move_to(std::uint32_t first, std::uint32_t end);
    /// The easternmost edge of a cell that may be asked for together with `first`.
    [[nodiscard]] std::int32_t last_edge(std::uint32_t first) const {
        return grid_.cell_west[first] + (block_cells - 1) * static_cast<std::int32_t>(width_);
    }
    /// Of the row itself first, then from the nearest row to the farthest.
    [[nodiscard]] const Stretches& stretches() const { return stretches_; }
    /// From the row of those asked for to that of a stretch.
    [[nodiscard]] Place shift(std::uint32_t stretch) const { return shift_[stretch]; }
    /// Of the households from `first` up to `last`, which stand in the cells asked for.
    [[nodiscard]] Neighbourhood around(std::uint32_t first, std::uint32_t last) const;

private:
    void add(std::size_t other);

    const Grid& grid_;
    NearLoops loops_ = near_loops();
    Stretches stretches_;
    const GridRow& own_;
    std::uint32_t width_ = 0;
    Limits limits_;
    std::array<RowTurn, 5> turn_{};
    std::array<Place, 5> shift_{};
};

}  // namespace settlements
