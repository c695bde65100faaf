#pragma once

#include <cstdint>
#include <vector>

#include "settlements/corrections.hpp"

namespace settlements {

/// What became of one settlement between two states whose numbers were carried over.
///   appeared: its number is new and none of its households were in a settlement;
///   gone: its number is no more and none of its households are in a settlement;
///   split: its number is new; most of its households that were in a settlement come from `other`;
///   merged: its number is no more; most of its households that are in a settlement are in `other`;
///   grown, shrunk: it has more, or fewer, households; changed: as many, but others; same: the
///   same.
/// Of equal shares the smaller number is `other`.
struct Change {
    enum class Kind : std::uint8_t { appeared, gone, split, merged, grown, shrunk, changed, same };
    Kind kind = Kind::same;
    std::uint32_t number = 0;
    std::uint32_t other = 0;  ///< split, merged; else 0
    std::size_t before = 0, after = 0;
    std::size_t came = 0, left = 0;  ///< households; after = before + came - left
    bool operator==(const Change&) const = default;
};

/// A household that is in another settlement than before; 0: in none.
struct Move {
    std::uint64_t household = 0;
    std::uint32_t from = 0, to = 0;
    bool operator==(const Move&) const = default;
};

struct Comparison {
    std::vector<Change> changes;  ///< one a settlement of either state, by number
    std::vector<Move> moves;      ///< by household
};

/// Neither `earlier` nor `later` may overlap or hold a number twice.
Comparison compare(const std::vector<Membership>& earlier, const std::vector<Membership>& later);

}  // namespace settlements
