#include <algorithm>
#include <vector>

#include "near.hpp"
#include "parallel.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

// The households of one row that are no cores, given to the nearest core within the radius.
class BorderFinder {
public:
    BorderFinder(const Grid& grid, const Buffer<std::uint32_t>& cores,
                 const Buffer<std::uint32_t>& linked, Buffer<std::uint32_t>& assigned)
        : grid_(grid),
          cores_(cores),
          linked_(linked),
          assigned_(assigned),
          nearly_same_(nearly_same(grid.frame)) {}

    void assign_row(std::size_t row_index) {
        Sweep sweep(grid_, row_index, -2, 2);
        const std::uint32_t end = grid_.rows[row_index + 1].first_cell;
        for (std::uint32_t cell = grid_.rows[row_index].first_cell; cell < end;) {
            assign_cores(cell);
            const std::uint32_t first = cell++;
            if (!has_others(first)) continue;
            const std::int32_t last_edge = sweep.last_edge(first);
            for (; cell < end && grid_.cell_west[cell] <= last_edge && has_others(cell); ++cell)
                assign_cores(cell);
            sweep.move_to(first, cell);
            assign_others(first, cell, sweep);
        }
    }

private:
    [[nodiscard]] bool has_others(std::uint32_t cell) const {
        return cores_[cell] < grid_.households_of(cell);
    }

    void assign_cores(std::uint32_t cell) {
        std::fill_n(assigned_.data() + grid_.cell_first[cell], cores_[cell], linked_[cell]);
    }

    void assign_others(std::uint32_t begin_cell, std::uint32_t end_cell, const Sweep& sweep) {
        const Linked near = loops_.look(sweep.stretches(), linked_.data());
        Neighbourhood around =
            sweep.around(grid_.cell_first[begin_cell], grid_.cell_first[end_cell]);
        if (near.first == no_cell) {
            std::fill(assigned_.data() + around.first, assigned_.data() + around.last, no_cell);
            return;
        }
        around.mark = grid_.mark.data();
        nearest_.resize(around.last - around.first);
        loops_.find_nearest(around, near.alike ? any_will_do : nearly_same_, nearest_.data());
        for (std::uint32_t at = around.first; at < around.last; ++at) {
            if (grid_.mark[at] == is_core) continue;
            const Nearest& nearest = nearest_[at - around.first];
            if (nearest.square > around.limits.possible)
                assigned_[at] = no_cell;
            else if (nearest.square > around.limits.certain || !nearest.is_alone)
                assigned_[at] = pick(around, at, nearest.square + nearly_same_, sweep);
            else
                assigned_[at] =
                    near.alike ? near.first : linked_of(nearest.range, nearest.at, sweep);
        }
    }

    [[nodiscard]] std::uint32_t linked_of(std::uint32_t range, std::uint32_t core,
                                          const Sweep& sweep) const {
        const Stretches::Row& stretch = sweep.stretches().rows[range];
        const auto* first = grid_.cell_first.data();
        const auto* behind = std::upper_bound(first + stretch.begin, first + stretch.end, core);
        return linked_[static_cast<std::uint32_t>(behind - first) - 1];
    }

    // Of the cores whose square is up to `most`, the one that is exactly nearest.
    [[nodiscard]] std::uint32_t pick(const Neighbourhood& around, std::uint32_t at,
                                     std::int32_t most, const Sweep& sweep) const {
        std::uint32_t chosen = no_cell;
        std::uint32_t chosen_id = 0;
        Squared chosen_square = grid_.limit;
        for (std::uint32_t r = 0; r < around.range_count; ++r) {
            const Place asker = moved(grid_.place[at], around.ranges[r].shift);
            for (std::uint32_t i = around.ranges[r].begin; i < around.ranges[r].end; ++i) {
                if (grid_.mark[i] != is_core || short_square(grid_.place[i], asker) > most)
                    continue;
                const Squared square = grid_.exact(at, i);
                const std::uint32_t id = grid_.id[i];
                if (square > chosen_square) continue;
                if (chosen != no_cell && square == chosen_square && id > chosen_id) continue;
                chosen = linked_of(r, i, sweep);
                chosen_id = id;
                chosen_square = square;
            }
        }
        return chosen;
    }

    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    const Buffer<std::uint32_t>& linked_;
    Buffer<std::uint32_t>& assigned_;
    NearLoops loops_ = near_loops();
    std::int32_t nearly_same_;
    std::vector<Nearest> nearest_;
};

}  // namespace

Buffer<std::uint32_t> assign_households(const Grid& grid, const Buffer<std::uint32_t>& cores,
                                        const Buffer<std::uint32_t>& linked, Team& team) {
    Buffer<std::uint32_t> assigned(grid.id.size());
    const auto parts = grid.row_parts();
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        BorderFinder finder(grid, cores, linked, assigned);
        for (std::size_t row = parts[part]; row < parts[part + 1]; ++row) finder.assign_row(row);
    });
    return assigned;
}

}  // namespace settlements
