#include <algorithm>
#include <array>

#include "near.hpp"
#include "parallel.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

float fast_square(const Grid& grid, std::uint32_t a, std::uint32_t b, Scale scale) {
    const auto dx = static_cast<float>(grid.east[a] - grid.east[b]);
    const auto dy = static_cast<float>(grid.north[a] - grid.north[b]);
    return dx * dx * scale.east + dy * dy * scale.north;
}

class CoreFinder {
public:
    CoreFinder(Grid& grid, std::int64_t min_households)
        : grid_(grid),
          limits_(limits_of(grid.frame)),
          min_(static_cast<std::uint32_t>(min_households)) {}

    void find_in_row(std::size_t row_index) {
        Sweep sweep(grid_, row_index, -2, 2);
        const std::uint32_t end = grid_.rows[row_index + 1].first_cell;
        for (std::uint32_t cell = grid_.rows[row_index].first_cell; cell < end; ++cell) {
            const std::uint32_t first = grid_.cell_first[cell];
            const std::uint32_t last = grid_.cell_first[cell + 1];
            if (last - first >= min_) {
                std::fill(grid_.mark.data() + first, grid_.mark.data() + last, is_core);
                continue;
            }
            sweep.move_to(cell);
            count(cell, first, last, sweep);
        }
    }

private:
    void count(std::uint32_t cell, std::uint32_t first, std::uint32_t last, const Sweep& sweep) {
        std::array<NearRange, 6> ranges;
        std::uint32_t used = 0;
        std::uint64_t total = 0;
        const auto add = [&](std::uint32_t begin_cell, std::uint32_t end_cell, Scale scale) {
            const std::uint32_t begin = grid_.cell_first[begin_cell];
            const std::uint32_t end = grid_.cell_first[end_cell];
            if (begin == end) return;
            ranges[used++] = {begin, end, scale};
            total += end - begin;
        };
        const Stretches& stretches = sweep.stretches();
        add(stretches.rows[0].begin, cell, sweep.scale(0));
        add(cell + 1, stretches.rows[0].end, sweep.scale(0));
        for (std::uint32_t i = 1; i < stretches.count; ++i)
            add(stretches.rows[i].begin, stretches.rows[i].end, sweep.scale(i));
        const std::uint32_t wanted = min_ - (last - first);
        if (total < wanted) {
            std::fill(grid_.mark.data() + first, grid_.mark.data() + last, not_core);
            return;
        }
        const CountTask task{grid_.steps(), first, last, ranges.data(), used, wanted, limits_};
        if (loops_.count_cell(task, grid_.mark.data())) settle_doubts(task);
    }

    void settle_doubts(const CountTask& task) {
        for (std::uint32_t at = task.first; at < task.last; ++at)
            if (grid_.mark[at] == maybe_core)
                grid_.mark[at] = count_exactly(task, at) >= task.wanted ? is_core : not_core;
    }

    std::uint32_t count_exactly(const CountTask& task, std::uint32_t at) const {
        std::uint32_t count = 0;
        for (std::uint32_t r = 0; r < task.range_count; ++r) {
            const NearRange& range = task.ranges[r];
            for (std::uint32_t i = range.begin; i < range.end && count < task.wanted; ++i) {
                const float square = fast_square(grid_, at, i, range.scale);
                if (square <= limits_.certain ||
                    (square < limits_.possible && grid_.exact(at, i) <= grid_.limit))
                    ++count;
            }
        }
        return count;
    }

    Grid& grid_;
    Limits limits_;
    NearLoops loops_ = near_loops();
    std::uint32_t min_;
};

// Stable, so that each side stays in the order of the ids.
void put_cores_first(Grid& grid, std::uint32_t first, std::uint32_t last, std::uint32_t cores) {
    struct Household {
        std::int32_t east = 0, north = 0;
        std::uint32_t id = 0;
    };
    std::vector<Household> all(last - first);
    std::uint32_t core = 0;
    std::uint32_t other = cores;
    for (std::uint32_t i = first; i < last; ++i)
        all[grid.mark[i] ? core++ : other++] = {grid.east[i], grid.north[i], grid.id[i]};
    for (std::uint32_t i = 0; i < all.size(); ++i) {
        grid.east[first + i] = all[i].east;
        grid.north[first + i] = all[i].north;
        grid.id[first + i] = all[i].id;
        grid.mark[first + i] = i < cores ? is_core : not_core;
    }
}

}  // namespace

Buffer<std::uint32_t> find_cores(Grid& grid, std::int64_t min_households, Team& team) {
    const auto parts = grid.row_parts();
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        CoreFinder finder(grid, min_households);
        for (std::size_t row = parts[part]; row < parts[part + 1]; ++row) finder.find_in_row(row);
    });
    Buffer<std::uint32_t> cores(grid.cells());
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        const std::uint32_t end = grid.rows[parts[part + 1]].first_cell;
        for (std::uint32_t cell = grid.rows[parts[part]].first_cell; cell < end; ++cell) {
            const std::uint32_t first = grid.cell_first[cell];
            const std::uint32_t last = grid.cell_first[cell + 1];
            std::uint32_t count = 0;
            for (std::uint32_t i = first; i < last; ++i) count += grid.mark[i];
            cores[cell] = count;
            if (count > 0 && count < last - first) put_cores_first(grid, first, last, count);
        }
    });
    return cores;
}

}  // namespace settlements
