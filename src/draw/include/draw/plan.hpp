#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "draw/protocol.hpp"

namespace draw {

/// A list that a frame is made of, as an office keeps it.
struct UnitList {
    std::string name;
    std::vector<Unit> units;  ///< in any order
};
/// A list's text: `unit stratum` a line, parted by TAB, comma or spaces; empty lines and lines that
/// begin with # are passed over. Throws invalid_input with the line.
UnitList read_unit_list(std::string_view name, std::string_view text);

/// A unit of the union with the lists that hold it.
struct ListedUnit {
    Unit unit;
    std::vector<std::string> lists;
};
/// The union, sorted by id; a unit of two lists is there once. Throws invalid_input when two lists
/// put one unit into different strata.
std::vector<ListedUnit> unite(const std::vector<UnitList>& lists);

/// What is wished of a stratum: a number of units, or a share of them (rounded up).
struct Wish {
    std::string stratum;
    std::int64_t count = 0;
    std::int64_t share_of = 0;  ///< 0: `count` units; else count/share_of of the stratum
};
/// `stratum wish` a line, parted as in a list of units; a wish is 3, 10% or 1/20.
std::vector<Wish> read_wishes(std::string_view text);
/// The same number of each of the strata.
std::vector<Wish> wish_each(const std::vector<std::string>& strata, std::int64_t count);

/// A stratum with fewer units than were wished: an exception for somebody to approve.
struct Shortfall {
    std::string stratum;
    std::int64_t wanted = 0;
    std::int64_t available = 0;
    bool operator==(const Shortfall&) const = default;
};
base::Text describe(const Shortfall& shortfall);

/// What can be drawn: min(wish, units) of each stratum that has any. A stratum of the frame without
/// a wish is refused (invalid_input); one that the wishes name and the frame lacks is a shortfall.
struct Plan {
    std::vector<Allocation> allocations;  ///< sorted
    std::vector<Shortfall> shortfalls;    ///< sorted
};
Plan plan_sample(const std::vector<Unit>& units, const std::vector<Wish>& wishes);

}  // namespace draw
