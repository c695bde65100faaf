#pragma once

#include "grid.hpp"
#include "settlements/delineate.hpp"

namespace settlements {

/// Marks each household `is_core` or not, puts the cores of each cell before its others, both by
/// id, and gives the number of cores by cell.
Buffer<std::uint32_t> find_cores(Grid& grid, std::int64_t min_households, int threads);

/// By cell with a core: the first cell of those that its cores are linked with.
Buffer<std::uint32_t> link_cells(const Grid& grid, const Buffer<std::uint32_t>& cores, int threads);

constexpr std::uint32_t no_cell = ~std::uint32_t{0};

/// By household in the order of the grid: the linked cell (as `link_cells` gives it) whose
/// settlement it belongs to, or `no_cell`.
Buffer<std::uint32_t> assign_households(const Grid& grid, const Buffer<std::uint32_t>& cores,
                                        const Buffer<std::uint32_t>& linked, int threads);

/// Whether a core of `a` is within the radius of one of `b`: two cells of rows at most two apart.
/// At worst in the order of m·log m.
class CellPairs {
public:
    CellPairs(const Grid& grid, const Buffer<std::uint32_t>& cores);
    [[nodiscard]] bool are_linked(std::uint32_t a, std::uint32_t b, Scale scale) const;

private:
    [[nodiscard]] bool meet_exactly(std::uint32_t a, std::uint32_t b, Scale scale) const;

    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    Limits limits_;
    NearLoops loops_ = near_loops();
};

}  // namespace settlements
