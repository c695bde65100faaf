#pragma once

#include <cstdint>
#include <vector>

#include "crossings/shapes.hpp"
#include "exact.hpp"

namespace crossings {

/// Keys with what they stand for, in ascending order of key; equal keys keep their order.
struct Keyed {
    std::uint64_t key = 0;
    std::uint32_t value = 0;
};
void sort_by_key(std::vector<Keyed>& all);

/// Finds shapes by box, and the edges of a shape by latitude.
///
/// Shapes of like size share a level: a grid of cells no smaller than they are, each level four
/// times as coarse as the one before. A shape stands in one cell only, that of its lower left
/// corner, so a search reaches one cell further to the left and below, and meets nothing twice.
/// Shapes of many edges are cut into bands, so that a lake of 100,000 corners costs what a pond
/// does.
class Index {
public:
    Index(const Shapes& shapes, std::uint32_t least_side);

    template <typename Visit>
    void for_each_in(const exact::Box& box, Visit&& visit) const;

    /// Every edge of `shape` that may come between two latitudes, perhaps some twice. `visit` says
    /// whether to go on.
    template <typename Visit>
    void for_each_edge(std::uint32_t shape, std::int32_t y_min, std::int32_t y_max,
                       Visit&& visit) const;

    [[nodiscard]] const exact::Box& box(std::uint32_t shape) const { return boxes_[shape]; }
    /// All shapes together.
    [[nodiscard]] const exact::Box& extent() const { return extent_; }
    /// Where a span belongs in an order that visits neighbours after each other.
    [[nodiscard]] std::uint64_t cell_key(Point p) const;

private:
    struct Level {
        std::int64_t side = 1;
        std::int64_t rows = 0;
        std::vector<std::uint32_t> row_starts;
        std::vector<std::int32_t> columns;
        std::vector<exact::Box> boxes;
        std::vector<std::uint32_t> shapes;
    };
    struct Bands {
        std::int32_t y_min = 0;
        std::int64_t height = 1;
        std::uint32_t count = 0;
        std::uint32_t first = 0;  ///< into band_starts_
    };

    void fill_levels(std::uint32_t least_side);
    void fill(Level& level, const std::vector<std::uint32_t>& members) const;
    void cut_into_bands(std::uint32_t shape);

    const Shapes& all_;
    exact::Box extent_;
    std::int64_t base_side_ = 1;
    std::vector<exact::Box> boxes_;
    std::vector<Level> levels_;
    std::vector<std::int32_t> bands_of_;  ///< a shape each; -1: few edges
    std::vector<Bands> bands_;
    std::vector<std::uint32_t> band_starts_;
    std::vector<std::uint32_t> band_edges_;  ///< first point of an edge
};

template <typename Visit>
void Index::for_each_in(const exact::Box& box, Visit&& visit) const {
    const auto cell = [](std::int64_t value, std::int64_t least, std::int64_t side) {
        return value < least ? std::int64_t{-1} : (value - least) / side;
    };
    for (const Level& level : levels_) {
        const std::int64_t reach = level.side;
        const std::int64_t row_first = std::max<std::int64_t>(
            0, cell(std::int64_t{box.y_min} - reach, extent_.y_min, level.side));
        const std::int64_t row_last =
            std::min(level.rows - 1, cell(box.y_max, extent_.y_min, level.side));
        const std::int64_t column_first =
            cell(std::int64_t{box.x_min} - reach, extent_.x_min, level.side);
        const std::int64_t column_last = cell(box.x_max, extent_.x_min, level.side);
        for (std::int64_t row = row_first; row <= row_last; ++row) {
            const auto* const begin = level.columns.data();
            const auto* const last = begin + level.row_starts[static_cast<std::size_t>(row) + 1];
            const auto* at = std::lower_bound(
                begin + level.row_starts[static_cast<std::size_t>(row)], last, column_first);
            for (; at != last && *at <= column_last; ++at) {
                const auto index = static_cast<std::size_t>(at - begin);
                if (exact::overlap(level.boxes[index], box)) visit(level.shapes[index]);
            }
        }
    }
}

template <typename Visit>
void Index::for_each_edge(std::uint32_t shape, std::int32_t y_min, std::int32_t y_max,
                          Visit&& visit) const {
    const Point* const points = all_.points.data();
    if (bands_of_[shape] < 0) {
        for (std::uint32_t path = all_.shape_starts[shape]; path < all_.shape_starts[shape + 1];
             ++path) {
            const std::uint32_t first = all_.path_starts[path], end = all_.path_starts[path + 1];
            if (end - first == 1 && !visit(points[first], points[first])) return;
            for (std::uint32_t i = first; i + 1 < end; ++i)
                if (!visit(points[i], points[i + 1])) return;
        }
        return;
    }
    const Bands& bands = bands_[static_cast<std::size_t>(bands_of_[shape])];
    const auto band = [&](std::int32_t y) {
        return std::clamp<std::int64_t>((std::int64_t{y} - bands.y_min) / bands.height, 0,
                                        std::int64_t{bands.count} - 1);
    };
    const std::size_t from = bands.first + static_cast<std::size_t>(band(y_min));
    const std::size_t to = bands.first + static_cast<std::size_t>(band(y_max));
    for (std::uint32_t i = band_starts_[from]; i < band_starts_[to + 1]; ++i)
        if (!visit(points[band_edges_[i]], points[band_edges_[i] + 1])) return;
}

}  // namespace crossings
