#pragma once

#include <cstdint>

namespace settlements {

/// Square metres of a squared step east and north.
struct Scale {
    float east = 0, north = 0;
};

/// Squared limits of the fast distance: up to `certain` it is within the radius, from `possible` it
/// is not.
struct Limits {
    float certain = 0, possible = 0;
};

/// A stretch of households in the order of the grid, and the scale between them and the asker.
struct NearRange {
    std::uint32_t begin = 0, end = 0;
    Scale scale;
};

struct Steps {
    const std::int32_t* east = nullptr;  ///< vectors read up to `lanes_max` elements past a stretch
    const std::int32_t* north = nullptr;
};

constexpr std::uint32_t lanes_max = 16;

/// The households of one cell, each to be counted.
struct CountTask {
    Steps steps;
    std::uint32_t first = 0, last = 0;  ///< the cell
    const NearRange* ranges = nullptr;  ///< without the cell itself
    std::uint32_t range_count = 0;
    std::uint32_t wanted = 0;  ///< neighbours outside the cell that make a core
    Limits limits;
};

constexpr std::uint8_t not_core = 0;
constexpr std::uint8_t is_core = 1;
constexpr std::uint8_t maybe_core = 2;  ///< only the exact distance can tell

struct PairTask {
    Steps steps;
    std::uint32_t begin_a = 0, end_a = 0;
    NearRange b;
    Limits limits;
};

/// For up to five rows, the cells that may hold neighbours of the cell asked for last.
struct Stretches {
    struct Row {
        std::uint32_t begin = 0, end = 0;  ///< cells
        std::uint32_t row_end = 0;
        std::int32_t west =
            0;  ///< a cell's edge has to be more than so far from that of the asker,
        std::int32_t east = 0;  ///< and not farther than this
    };
    std::uint32_t count = 0;
    Row rows[5];
};

constexpr std::uint32_t no_cell = ~std::uint32_t{0};

/// What stands in a stretch of cells, each with the cell it is linked to or `no_cell`.
struct Linked {
    std::uint32_t first = no_cell;  ///< the first that is linked
    bool alike = true;              ///< no other stands there
};

enum class Meeting : std::uint8_t { none, possible, certain };

/// The loops over pairs of households, in the widest vectors of this machine. Whatever their width,
/// what they call certain and impossible is so.
struct NearLoops {
    /// Marks each household of the cell; true when one is `maybe_core`.
    bool (*count_cell)(const CountTask& task, std::uint8_t* mark);
    /// The mark of one household, wherever it stands.
    std::uint8_t (*count_one)(const CountTask& task, std::uint32_t at);
    /// Whether a household of `a` is within the radius of one of `b`.
    Meeting (*meet)(const PairTask& task);
    /// The least fast square between `at` and the stretch.
    float (*least_square)(Steps steps, std::uint32_t at, const NearRange& range);
    /// Moves the stretches on to a cell at `edge`, not west of the one before. `edges` of cells are
    /// in order in each row; as with steps, some behind the last are read.
    void (*move_to)(Stretches& stretches, const std::int32_t* edges, std::int32_t edge);
    /// What stands in any of the stretches; as with steps, some cells behind the last are read.
    Linked (*look)(const Stretches& stretches, const std::uint32_t* linked);
};

const NearLoops& near_loops();

}  // namespace settlements
