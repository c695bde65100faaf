#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "settlements/points.hpp"

namespace settlements {

/// How households become settlements.
///   density: a household with at least `min_households` households within the radius, itself
///     counted, is a core; cores within the radius of each other belong together (Ester, Kriegel,
///     Sander, Xu 1996); any other household within the radius of a core is a border household of
///     the nearest core's settlement, the smaller id among equally near ones.
///   chain: households within the radius of each other belong together; groups of at least
///     `min_households` are settlements, all their households cores. Along a valley chains have no
///     end: docs/methods/settlements.md.
enum class Kind : std::uint8_t { density, chain };

struct Rule {
    Kind kind = Kind::density;
    std::int64_t radius_mm = 300'000;  ///< `radius_mm_min` to `radius_mm_max`; inclusive
    std::int64_t min_households = 20;  ///< 1 to `min_households_max`; inclusive
};

constexpr std::int64_t radius_mm_min = 1'000;
constexpr std::int64_t radius_mm_max = 10'000'000;
constexpr std::int64_t min_households_max = 1'000'000;

enum class Role : std::uint8_t { none, border, core };

struct Delineation {
    /// By household: its settlement from 1, or 0. Settlements are numbered in the order of their
    /// first core household.
    std::vector<std::uint32_t> settlement;
    std::vector<Role> role;
    std::uint32_t count = 0;  ///< settlements
};

/// A function of points and rule alone: the number of threads (1 to `threads_max`; 0 is one a
/// processor) and the machine change nothing. Throws invalid_input when the rule or a coordinate is
/// outside its range.
Delineation delineate(const Points& points, const Rule& rule, int threads = 1);

constexpr int threads_max = 256;

}  // namespace settlements
