#include <algorithm>
#include <atomic>

#include "near.hpp"
#include "parallel.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

// Sets of cells, united by several threads at once: a cell points at an earlier one of its set, the
// first at itself. Which unions have been seen changes the work, never the sets.
class Sets {
public:
    explicit Sets(Buffer<std::uint32_t>& parent) : parent_(parent) {}

    std::uint32_t find(std::uint32_t cell) {
        for (;;) {
            const std::uint32_t up = at(cell).load(std::memory_order_relaxed);
            if (up == cell) return cell;
            const std::uint32_t above = at(up).load(std::memory_order_relaxed);
            if (above == up) return up;
            std::uint32_t seen = up;
            at(cell).compare_exchange_weak(seen, above, std::memory_order_relaxed);
            cell = above;
        }
    }

    void unite(std::uint32_t a, std::uint32_t b) {
        for (;;) {
            a = find(a);
            b = find(b);
            if (a == b) return;
            if (a < b) std::swap(a, b);
            std::uint32_t root = a;
            if (at(a).compare_exchange_strong(root, b, std::memory_order_relaxed)) return;
        }
    }

    void set(std::uint32_t cell, std::uint32_t first) {
        at(cell).store(first, std::memory_order_relaxed);
    }

private:
    std::atomic_ref<std::uint32_t> at(std::uint32_t cell) {
        return std::atomic_ref<std::uint32_t>(parent_[cell]);
    }

    Buffer<std::uint32_t>& parent_;
};

class Linker {
public:
    Linker(const Grid& grid, const Buffer<std::uint32_t>& cores, Buffer<std::uint32_t>& parent)
        : grid_(grid), cores_(cores), sets_(parent), pairs_(grid, cores) {}

    void link_row(std::size_t row_index) {
        Sweep sweep(grid_, row_index, 1, 2);
        const std::uint32_t end = grid_.rows[row_index + 1].first_cell;
        for (std::uint32_t cell = grid_.rows[row_index].first_cell; cell < end; ++cell) {
            if (cores_[cell] == 0) continue;
            sweep.move_to(cell, cell + 1);
            const Stretches& stretches = sweep.stretches();
            link(cell, cell + 1, stretches.rows[0].end, sweep.shift(0));
            for (std::uint32_t i = 1; i < stretches.count; ++i)
                link(cell, stretches.rows[i].begin, stretches.rows[i].end, sweep.shift(i));
        }
    }

private:
    void link(std::uint32_t cell, std::uint32_t begin, std::uint32_t end, Place shift) {
        std::uint32_t set = sets_.find(cell);
        for (std::uint32_t other = begin; other < end; ++other) {
            if (cores_[other] == 0 || sets_.find(other) == set) continue;
            if (!pairs_.are_linked(cell, other, shift)) continue;
            sets_.unite(cell, other);
            set = sets_.find(cell);
        }
    }

    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    Sets sets_;
    CellPairs pairs_;
};

}  // namespace

Buffer<std::uint32_t> link_cells(const Grid& grid, const Buffer<std::uint32_t>& cores, Team& team) {
    Buffer<std::uint32_t> parent(grid.cells() + read_beyond);
    std::fill_n(parent.data() + grid.cells(), read_beyond, no_cell);
    for_all(team, grid.cells(), [&](std::uint32_t cell) { parent[cell] = cell; });
    const auto parts = grid.row_parts();
    team.for_each(parts.size() - 1, [&](std::size_t part) {
        Linker linker(grid, cores, parent);
        for (std::size_t row = parts[part]; row < parts[part + 1]; ++row) linker.link_row(row);
    });
    Sets sets(parent);
    for_all(team, grid.cells(), [&](std::uint32_t cell) {
        sets.set(cell, cores[cell] > 0 ? sets.find(cell) : no_cell);
    });
    return parent;
}

}  // namespace settlements
