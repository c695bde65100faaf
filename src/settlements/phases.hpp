#pragma once

#include "grid.hpp"
#include "parallel.hpp"
#include "reach.hpp"
#include "settlements/delineate.hpp"

namespace settlements {

/// Marks each household `is_core` or not, puts the cores of each cell before its others, both by
/// id, and gives the number of cores by cell.
Buffer<std::uint32_t> find_cores(Grid& grid, std::int64_t min_households, Team& team);

/// By cell: the first cell of those that its cores are linked with; `no_cell` for one without a
/// core and for `lanes_max` more.
Buffer<std::uint32_t> link_cells(const Grid& grid, const Buffer<std::uint32_t>& cores, Team& team);

/// By household in the order of the grid: the linked cell (as `link_cells` gives it) whose
/// settlement it belongs to, or `no_cell`.
Buffer<std::uint32_t> assign_households(const Grid& grid, const Buffer<std::uint32_t>& cores,
                                        const Buffer<std::uint32_t>& linked, Team& team);

/// Whether a core of `a` is within the radius of one of `b`: two cells of rows at most two apart.
/// In the order of m·log m, however the households lie.
class CellPairs {
public:
    CellPairs(const Grid& grid, const Buffer<std::uint32_t>& cores);
    /// `shift`: from the row of `a` to that of `b`.
    [[nodiscard]] bool are_linked(std::uint32_t a, std::uint32_t b, Place shift);

private:
    struct Cores {
        std::uint32_t begin = 0, end = 0;
        [[nodiscard]] std::uint32_t size() const { return end - begin; }
    };

    [[nodiscard]] Cores cores_of(std::uint32_t cell) const;
    [[nodiscard]] bool meet(Cores a, Cores b, Place shift) const;
    [[nodiscard]] bool large_meet(Cores a, Cores b, Place shift);
    void list_spots(Cores cores, std::uint32_t origin, bool parted_by_rows,
                    std::vector<Spot>& spots);

    const Grid& grid_;
    const Buffer<std::uint32_t>& cores_;
    Limits limits_;
    NearLoops loops_ = near_loops();
    std::vector<Spot> lower_, upper_;
    std::vector<double> beyond_;
};

}  // namespace settlements
