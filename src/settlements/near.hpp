#pragma once

#include <cstdint>
#include <span>

#include "grid.hpp"

namespace settlements {

/// A stretch of households in the order of the grid, and the scale between them and the asker.
struct NearRange {
    std::uint32_t begin = 0, end = 0;
    Scale scale;
};

/// The households of one cell, each to be counted.
struct CountTask {
    const std::int32_t* east = nullptr;
    const std::int32_t* north = nullptr;
    std::uint32_t first = 0, last = 0;    ///< the cell
    const NearRange* ranges = nullptr;    ///< without the cell itself
    std::uint32_t range_count = 0;
    std::uint32_t wanted = 0;             ///< neighbours outside the cell that make a core
    Limits limits;
};

constexpr std::uint8_t not_core = 0;
constexpr std::uint8_t is_core = 1;
constexpr std::uint8_t maybe_core = 2;  ///< only the exact distance can tell

/// Marks each household of the cell; true when one is `maybe_core`.
bool count_cell(const CountTask& task, std::uint8_t* mark);

struct PairTask {
    const std::int32_t* east = nullptr;
    const std::int32_t* north = nullptr;
    std::uint32_t begin_a = 0, end_a = 0, begin_b = 0, end_b = 0;
    Scale scale;
    Limits limits;
};

enum class Meeting : std::uint8_t { none, possible, certain };

/// Whether a household of `a` is within the radius of one of `b`.
Meeting meet(const PairTask& task);

}  // namespace settlements
