#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace privacy {

/// Counts from 1 below this one are not published. The requirement says 3; less would say the
/// value.
inline constexpr std::int64_t smallest_published_count = 3;

/// Which of some counts, published together with their sum, are held back.
struct HeldBack {
    std::vector<bool> counts;  ///< in the order given
    bool total = false;        ///< the sum too
};

/// Holds back every count from 1 to `least` - 1 (none says nothing about anybody and is shown), and
/// as many others, the smallest first, as it takes so that the sum of those held back, which
/// follows from the total, tells none of them: they are at least two, and each could still be as
/// large as `least` with every other at 1. Where even all of them are too few, the total is held
/// back too.
///
/// So no count held back follows from those shown and the total. A reader who also knows this rule
/// word for word may in rare small tables still rule out all but one: of 3, 2, 2 the last two are
/// held back with a sum of 4, and 1 and 3 would have been held back otherwise. Counts are not
/// negative and `least` is at least 3, or invalid_input is thrown. Ties go to the earlier count.
HeldBack hold_back_small(std::span<const std::int64_t> counts,
                         std::int64_t least = smallest_published_count);

}  // namespace privacy
