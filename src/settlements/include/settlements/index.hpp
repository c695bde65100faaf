#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "settlements/describe.hpp"

namespace settlements {

struct Household {
    std::uint64_t id = 0;  ///< smaller ids go first among equally near cores
    std::int32_t lon_e7 = 0, lat_e7 = 0;
};

struct Placement {
    std::uint32_t settlement = 0;  ///< 0: none
    Role role = Role::none;
    bool operator==(const Placement&) const = default;
};

/// A settlement as it stands; its members by id.
struct Standing {
    std::vector<std::uint64_t> members;
    Corner centre;
    std::vector<Corner> hull;
};

/// The settlements of a set of households that changes one at a time, by the density rule. After
/// every change they are those of `delineate` on the households as they are then: the same groups,
/// roles and hulls. Numbers last: a settlement that grows, shrinks or takes in others keeps its
/// number; of those that join, and of the parts of one that falls apart, the one with most
/// households keeps it (the smaller number; the part with the smallest core id). A number is never
/// given twice. Work for a change grows with the settlements it touches, not with the set.
class Index {
public:
    /// Numbers as `delineate` gives them in the order of the ids. Throws invalid_input as it does,
    /// for the chain rule, and for an id that stands twice.
    Index(std::span<const Household> households, const Rule& rule);
    ~Index();
    Index(Index&&) noexcept;
    Index& operator=(Index&&) noexcept;

    /// The numbers of the settlements that are new, other than before, or gone, in order. Throw,
    /// and change nothing: conflict for an id that is there, not_found for one that is not,
    /// invalid_input for a position more than a degree outside those of the beginning.
    std::vector<std::uint32_t> add(const Household& household);
    std::vector<std::uint32_t> move(const Household& household);
    std::vector<std::uint32_t> remove(std::uint64_t id);

    /// Throws not_found.
    [[nodiscard]] Placement placement(std::uint64_t id) const;
    /// Throws not_found for a number that is not, or no longer, one.
    [[nodiscard]] Standing settlement(std::uint32_t number) const;
    /// In order.
    [[nodiscard]] std::vector<std::uint32_t> numbers() const;

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace settlements
