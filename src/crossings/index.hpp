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
/// corner, so a search reaches as much further to the left and below as the largest of its level,
/// and meets nothing twice.
/// Cells of one row lie one after the other; where few of them hold a shape, several share an entry
/// of the table.
/// Shapes of many edges are cut into bands, so that a lake of 100,000 corners costs what a pond
/// does.
class Index {
public:
    /// What a search needs of a shape, kept in the order in which searches come by.
    struct Entry {
        std::uint32_t shape = 0;
        std::uint32_t first_point = 0, end_point = 0;
        std::int32_t bands = one_path;
    };

    Index(const Shapes& shapes, std::uint32_t least_side);

    template <typename Visit>
    void for_each_in(const exact::Box& box, Visit&& visit) const;

    /// Every edge of a shape that may come between two latitudes, perhaps some twice. `visit` says
    /// whether to go on.
    template <typename Visit>
    void for_each_edge(const Entry& entry, std::int32_t y_min, std::int32_t y_max,
                       Visit&& visit) const;

    [[nodiscard]] const exact::Box& box(std::uint32_t shape) const { return boxes_[shape]; }
    /// All shapes together.
    [[nodiscard]] const exact::Box& extent() const { return extent_; }
    /// Where a span belongs in an order that visits neighbours after each other.
    [[nodiscard]] std::uint64_t cell_key(Point p) const;

private:
    static constexpr std::int32_t one_path = -1, many_paths = -2;  // of few edges, so no bands
    struct Level {
        unsigned shift = 0;         ///< a cell's side is 2^shift
        unsigned column_shift = 0;  ///< 2^column_shift cells of a row share an entry
        std::int64_t reach = 0;     ///< the largest width or height among its shapes
        std::int64_t rows = 0;
        std::int64_t columns = 0;           ///< entries of a row
        std::vector<std::uint32_t> starts;  ///< rows · columns + 1, into the two below
        std::vector<exact::Box> boxes;
        std::vector<Entry> entries;
    };
    struct Bands {
        std::int32_t y_min = 0;
        std::int64_t height = 1;
        std::uint32_t count = 0;
        std::uint32_t first = 0;  ///< into band_starts_
    };

    void fill_levels(std::uint32_t least_side);
    void fill(Level& level, const std::vector<std::uint32_t>& members) const;
    [[nodiscard]] Entry entry_of(std::uint32_t shape) const;
    void cut_into_bands(std::uint32_t shape);

    const Shapes& all_;
    exact::Box extent_;
    unsigned base_shift_ = 0;
    std::vector<exact::Box> boxes_;
    std::vector<Level> levels_;
    std::vector<std::int32_t> bands_of_;  ///< a shape each
    std::vector<Bands> bands_;
    std::vector<std::uint32_t> band_starts_;
    std::vector<std::uint32_t> band_edges_;  ///< first point of an edge
};

template <typename Visit>
void Index::for_each_in(const exact::Box& box, Visit&& visit) const {
    for (const Level& level : levels_) {
        const auto row = [&](std::int64_t y) {
            return std::clamp<std::int64_t>((y - extent_.y_min) >> level.shift, -1, level.rows);
        };
        const auto column = [&](std::int64_t x) {
            return std::clamp<std::int64_t>(
                (x - extent_.x_min) >> (level.shift + level.column_shift), -1, level.columns);
        };
        const std::int64_t row_last = std::min(row(box.y_max), level.rows - 1);
        const std::int64_t column_first =
            std::max<std::int64_t>(column(box.x_min - level.reach), 0);
        const std::int64_t column_last = std::min(column(box.x_max), level.columns - 1);
        if (column_first > column_last) continue;
        for (std::int64_t at = std::max<std::int64_t>(row(box.y_min - level.reach), 0);
             at <= row_last; ++at) {
            const auto* const starts = level.starts.data() + at * level.columns;
            const std::uint32_t end = starts[column_last + 1];
            for (std::uint32_t i = starts[column_first]; i < end; ++i)
                if (exact::overlap(level.boxes[i], box)) visit(level.entries[i], level.boxes[i]);
        }
    }
}

template <typename Visit>
void Index::for_each_edge(const Entry& entry, std::int32_t y_min, std::int32_t y_max,
                          Visit&& visit) const {
    const Point* const points = all_.points.data();
    const auto walk = [&](std::uint32_t first, std::uint32_t end) {
        if (end - first == 1) return visit(points[first], points[first]);
        for (std::uint32_t i = first; i + 1 < end; ++i)
            if (!visit(points[i], points[i + 1])) return false;
        return true;
    };
    if (entry.bands == one_path) {
        walk(entry.first_point, entry.end_point);
        return;
    }
    if (entry.bands == many_paths) {
        const auto end = all_.shape_starts[entry.shape + 1];
        for (auto path = all_.shape_starts[entry.shape]; path < end; ++path)
            if (!walk(all_.path_starts[path], all_.path_starts[path + 1])) return;
        return;
    }
    const Bands& bands = bands_[static_cast<std::size_t>(entry.bands)];
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
