#include <algorithm>
#include <array>

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
          limits_(limits_of(grid.frame)),
          nearly_same_(static_cast<float>(4 * grid.frame.slack_m() *
                                          (grid.frame.radius_m() + 2 * grid.frame.slack_m()))) {}

    void assign_row(std::size_t row_index) {
        Sweep sweep(grid_, row_index, -2, 2);
        const std::uint32_t end = grid_.rows[row_index + 1].first_cell;
        for (std::uint32_t cell = grid_.rows[row_index].first_cell; cell < end; ++cell) {
            const std::uint32_t first = grid_.cell_first[cell];
            const std::uint32_t last = grid_.cell_first[cell + 1];
            const std::uint32_t core_end = first + cores_[cell];
            std::fill(assigned_.data() + first, assigned_.data() + core_end, linked_[cell]);
            if (core_end == last) continue;
            sweep.move_to(cell);
            const Linked near = loops_.look(sweep.stretches(), linked_.data());
            if (near.alike && (near.first == no_cell || core_end > first)) {
                std::fill(assigned_.data() + core_end, assigned_.data() + last, near.first);
                continue;
            }
            list_near_cores(sweep);
            for (std::uint32_t at = core_end; at < last; ++at)
                assigned_[at] = near.alike ? any_core(at) : nearest_core(at);
        }
    }

private:
    // Of each stretch in `ranges_`, the cores of cells beside each other that are all linked.
    struct NearCores {
        std::uint32_t linked = 0;
        float least = 0;  // square to the household that is asked for
    };

    void list_near_cores(const Sweep& sweep) {
        ranges_.clear();
        near_.clear();
        for (std::uint32_t i = 0; i < sweep.stretches().count; ++i) {
            const Stretches::Row& stretch = sweep.stretches().rows[i];
            std::uint32_t joined_end = no_cell;
            for (std::uint32_t cell = stretch.begin; cell < stretch.end; ++cell) {
                const std::uint32_t linked = linked_[cell];
                if (linked == no_cell) continue;
                const std::uint32_t first = grid_.cell_first[cell];
                const std::uint32_t end = first + cores_[cell];
                if (first == joined_end && near_.back().linked == linked) {
                    ranges_.back().end = end;
                } else {
                    ranges_.push_back({first, end, sweep.scale(i)});
                    near_.push_back({linked, 0});
                }
                joined_end = end;
            }
        }
    }

    // Where all cores near are linked with each other.
    std::uint32_t any_core(std::uint32_t at) {
        const CountTask task{grid_.steps(),
                             at,
                             at + 1,
                             ranges_.data(),
                             static_cast<std::uint32_t>(ranges_.size()),
                             1,
                             limits_};
        const std::uint8_t mark = loops_.count_one(task, at);
        if (mark == is_core) return near_.front().linked;
        return mark == maybe_core ? nearest_core(at) : no_cell;
    }

    std::uint32_t nearest_core(std::uint32_t at) {
        float least = limits_.possible;
        for (std::size_t n = 0; n < near_.size(); ++n) {
            near_[n].least = loops_.least_square(grid_.steps(), at, ranges_[n]);
            least = std::min(least, near_[n].least);
        }
        if (least >= limits_.possible) return no_cell;
        if (least > limits_.certain) return pick(at, least);
        std::uint32_t only = no_cell;
        for (const NearCores& near : near_) {
            if (near.least > least + nearly_same_) continue;
            if (only != no_cell && only != near.linked) return pick(at, least);
            only = near.linked;
        }
        return only;
    }

    // Cores whose fast distance is so little more than the least that the exact one may be less.
    std::uint32_t pick(std::uint32_t at, float least) const {
        std::uint32_t chosen = no_cell;
        std::uint32_t chosen_id = 0;
        Squared chosen_square = grid_.limit;
        for (std::size_t n = 0; n < near_.size(); ++n) {
            if (near_[n].least > least + nearly_same_) continue;
            for (std::uint32_t i = ranges_[n].begin; i < ranges_[n].end; ++i) {
                const NearRange one{i, i + 1, ranges_[n].scale};
                if (loops_.least_square(grid_.steps(), at, one) > least + nearly_same_) continue;
                const Squared square = grid_.exact(at, i);
                const std::uint32_t id = grid_.id[i];
                if (square > chosen_square) continue;
                if (chosen != no_cell && square == chosen_square && id > chosen_id) continue;
                chosen = near_[n].linked;
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
    Limits limits_;
    NearLoops loops_ = near_loops();
    float nearly_same_;  // m²
    std::vector<NearRange> ranges_;
    std::vector<NearCores> near_;
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
