#pragma once

#include <cstdint>
#include <vector>

namespace settlements {

/// A settlement as a run found it or as staff know it: its households by id, in order.
struct Membership {
    std::uint32_t number = 0;
    std::vector<std::uint64_t> members;
    bool operator==(const Membership&) const = default;
};

/// Numbers of an earlier run carried over to a new one. A settlement takes the number of the
/// earlier one with which it shares most households; each number goes to one settlement, the
/// largest share first, of equal ones the smaller number, then the one with the smaller first
/// member. The others get numbers from `next_number` on, in the order of their first members;
/// `next_number` moves on. `found` must not overlap, nor must `earlier`; all have members. The
/// result is in the order of `found`.
std::vector<std::uint32_t> carry_numbers(const std::vector<Membership>& earlier,
                                         const std::vector<Membership>& found,
                                         std::uint32_t& next_number);

/// What staff decided about settlements; a later decision goes before an earlier one.
struct Correction {
    enum class Kind : std::uint8_t {
        reject,  ///< the settlement is none: its households are in no settlement
        merge,   ///< the settlement and `other` are one, under the settlement's number
        found,   ///< there is a settlement of this number, made of what is assigned to it
        assign   ///< the household belongs to the settlement; 0: to none
    };
    Kind kind = Kind::reject;
    std::uint32_t settlement = 0;
    std::uint32_t other = 0;      ///< merge
    std::uint64_t household = 0;  ///< assign
};

/// The settlements of a run, whose numbers were carried over, as staff decided: those that staff
/// founded first, then merges, then single households, who follow the settlement they are assigned
/// to into the one it was merged with, then rejections. A correction about a settlement or a
/// household that is gone does nothing. A household that is in no settlement of the run stays in
/// none: what staff assign must have been found somewhere. Settlements without members fall away;
/// the order is that of the numbers.
std::vector<Membership> apply_corrections(std::vector<Membership> found,
                                          const std::vector<Correction>& corrections);

}  // namespace settlements
