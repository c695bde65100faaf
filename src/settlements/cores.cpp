#include <algorithm>
#include <vector>

#include "near.hpp"
#include "parallel.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

class CoreFinder {
public:
    CoreFinder(Grid& grid, std::int64_t min_households, Buffer<std::uint32_t>& cores)
        : grid_(grid), min_(static_cast<std::uint32_t>(min_households)), cores_(cores) {}

    void find_in_row(std::size_t row_index) {
        Sweep sweep(grid_, row_index, -2, 2);
        const std::uint32_t end = grid_.rows[row_index + 1].first_cell;
        for (std::uint32_t cell = grid_.rows[row_index].first_cell; cell < end;) {
            if (grid_.households_of(cell) >= min_) {
                mark(cell, is_core);
                ++cell;
                continue;
            }
            const std::uint32_t first = cell++;
            const std::int32_t last_edge = sweep.last_edge(first);
            while (cell < end && grid_.cell_west[cell] <= last_edge &&
                   grid_.households_of(cell) < min_)
                ++cell;
            sweep.move_to(first, cell);
            count(first, cell, sweep);
        }
    }

private:
    void mark(std::uint32_t cell, std::uint8_t mark) {
        std::fill_n(grid_.mark.data() + grid_.cell_first[cell], grid_.households_of(cell), mark);
        cores_[cell] = mark == is_core ? grid_.households_of(cell) : 0;
    }

    void count(std::uint32_t begin_cell, std::uint32_t end_cell, const Sweep& sweep) {
        const Neighbourhood around =
            sweep.around(grid_.cell_first[begin_cell], grid_.cell_first[end_cell]);
        std::uint64_t total = 0;
        for (std::uint32_t i = 0; i < around.range_count; ++i)
            total += around.ranges[i].end - around.ranges[i].begin;
        if (total < min_) {
            for (std::uint32_t cell = begin_cell; cell < end_cell; ++cell) mark(cell, not_core);
            return;
        }
        counts_.resize(around.last - around.first);
        loops_.count_around(around, min_, counts_.data());
        for (std::uint32_t cell = begin_cell; cell < end_cell; ++cell) mark_counted(cell, around);
    }

    void mark_counted(std::uint32_t cell, const Neighbourhood& around) {
        std::uint32_t cores = 0;
        for (std::uint32_t at = grid_.cell_first[cell]; at < grid_.cell_first[cell + 1]; ++at) {
            const NearCount& found = counts_[at - around.first];
            bool is_enough = found.certain >= min_;
            if (!is_enough && found.possible >= min_) is_enough = is_core_exactly(around, at);
            grid_.mark[at] = is_enough ? is_core : not_core;
            cores += is_enough ? 1 : 0;
        }
        cores_[cell] = cores;
    }

    [[nodiscard]] bool is_core_exactly(const Neighbourhood& around, std::uint32_t at) const {
        std::uint32_t count = 0;
        for (std::uint32_t r = 0; r < around.range_count; ++r) {
            const Place asker = moved(grid_.place[at], around.ranges[r].shift);
            for (std::uint32_t i = around.ranges[r].begin; i < around.ranges[r].end; ++i) {
                const std::int32_t square = short_square(grid_.place[i], asker);
                if (square > around.limits.possible) continue;
                if (square > around.limits.certain && grid_.exact(at, i) > grid_.limit) continue;
                if (++count == min_) return true;
            }
        }
        return false;
    }

    Grid& grid_;
    NearLoops loops_ = near_loops();
    std::uint32_t min_;
    Buffer<std::uint32_t>& cores_;
    std::vector<NearCount> counts_;
};

struct Household {
    Place place = 0;
    std::uint32_t id = 0;
};

// Stable, so that each side stays in the order of the ids.
void put_cores_first(Grid& grid, std::uint32_t first, std::uint32_t last, std::uint32_t cores,
                     std::vector<Household>& all) {
    all.resize(last - first);
    std::uint32_t core = 0;
    std::uint32_t other = cores;
    for (std::uint32_t i = first; i < last; ++i)
        all[grid.mark[i] ? core++ : other++] = {grid.place[i], grid.id[i]};
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        grid.place[first + i] = all[i].place;
        grid.id[first + i] = all[i].id;
        grid.mark[first + i] = i < cores ? is_core : not_core;
    }
}

}  // namespace

Buffer<std::uint32_t> find_cores(Grid& grid, std::int64_t min_households, Team& team) {
    const auto parts = grid.row_parts();
    Buffer<std::uint32_t> cores(grid.cells());
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        CoreFinder finder(grid, min_households, cores);
        for (std::size_t row = parts[part]; row < parts[part + 1]; ++row) finder.find_in_row(row);
    });
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        std::vector<Household> mixed;
        const std::uint32_t end = grid.rows[parts[part + 1]].first_cell;
        for (std::uint32_t cell = grid.rows[parts[part]].first_cell; cell < end; ++cell) {
            const std::uint32_t first = grid.cell_first[cell];
            const std::uint32_t last = grid.cell_first[cell + 1];
            if (cores[cell] > 0 && cores[cell] < last - first)
                put_cores_first(grid, first, last, cores[cell], mixed);
        }
    });
    return cores;
}

}  // namespace settlements
