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
            list_near_cells(sweep);
            assign(cell, core_end, last);
        }
    }

private:
    struct NearCell {
        std::uint32_t cell = 0;
        Scale scale;
    };

    void list_near_cells(const Sweep& sweep) {
        near_.clear();
        alike_ = true;
        for (const auto& stretch : sweep) {
            for (std::uint32_t cell = stretch.begin; cell < stretch.end; ++cell) {
                if (cores_[cell] == 0) continue;
                near_.push_back({cell, stretch.scale});
                alike_ = alike_ && linked_[cell] == linked_[near_.front().cell];
            }
        }
    }

    void assign(std::uint32_t cell, std::uint32_t begin, std::uint32_t end) {
        if (near_.empty()) {
            std::fill(assigned_.data() + begin, assigned_.data() + end, no_cell);
            return;
        }
        if (alike_ && cores_[cell] > 0) {
            std::fill(assigned_.data() + begin, assigned_.data() + end, linked_[cell]);
            return;
        }
        for (std::uint32_t at = begin; at < end; ++at)
            assigned_[at] = alike_ ? any_core(at) : nearest_core(at);
    }

    std::uint32_t any_core(std::uint32_t at) {
        bool possible = false;
        for (const NearCell& near : near_) {
            const std::uint32_t first = grid_.cell_first[near.cell];
            const PairTask task{grid_.east.data(), grid_.north.data(),         at,         at + 1,
                                first,             first + cores_[near.cell], near.scale, limits_};
            const Meeting meeting = meet(task);
            if (meeting == Meeting::certain) return linked_[near.cell];
            possible |= meeting == Meeting::possible;
        }
        return possible ? nearest_core(at) : no_cell;
    }

    // Cores whose fast distance is so little more than the least that the exact one may be less.
    std::uint32_t nearest_core(std::uint32_t at) {
        candidates_.clear();
        float least = limits_.possible;
        for (const NearCell& near : near_) {
            const std::uint32_t first = grid_.cell_first[near.cell];
            for (std::uint32_t i = first; i < first + cores_[near.cell]; ++i) {
                const auto dx = static_cast<float>(grid_.east[at] - grid_.east[i]);
                const auto dy = static_cast<float>(grid_.north[at] - grid_.north[i]);
                const float square = dx * dx * near.scale.east + dy * dy * near.scale.north;
                if (square >= limits_.possible || square > least + nearly_same_) continue;
                candidates_.push_back({square, i, near.cell});
                least = std::min(least, square);
            }
        }
        return pick(at, least);
    }

    std::uint32_t pick(std::uint32_t at, float least) const {
        std::uint32_t chosen = no_cell;
        std::uint32_t chosen_id = 0;
        Squared chosen_square = grid_.limit;
        for (const Candidate& candidate : candidates_) {
            if (candidate.square > least + nearly_same_) continue;
            const Squared square = grid_.exact(at, candidate.at);
            const std::uint32_t id = grid_.id[candidate.at];
            if (square > chosen_square) continue;
            if (chosen != no_cell && square == chosen_square && id > chosen_id) continue;
            chosen = linked_[candidate.cell];
            chosen_id = id;
            chosen_square = square;
        }
        return chosen;
    }

    struct Candidate {
        float square = 0;
        std::uint32_t at = 0, cell = 0;
    };

    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    const Buffer<std::uint32_t>& linked_;
    Buffer<std::uint32_t>& assigned_;
    Limits limits_;
    float nearly_same_;  // m²
    bool alike_ = true;
    std::vector<NearCell> near_;
    std::vector<Candidate> candidates_;
};

}  // namespace

Buffer<std::uint32_t> assign_households(const Grid& grid, const Buffer<std::uint32_t>& cores,
                                        const Buffer<std::uint32_t>& linked, int threads) {
    Buffer<std::uint32_t> assigned(grid.id.size());
    const auto parts = grid.row_parts();
    for_each_part(threads, parts.size() - 1, [&](std::size_t part) {
        BorderFinder finder(grid, cores, linked, assigned);
        for (std::size_t row = parts[part]; row < parts[part + 1]; ++row) finder.assign_row(row);
    });
    return assigned;
}

}  // namespace settlements
