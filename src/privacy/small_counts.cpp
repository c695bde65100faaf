#include "privacy/small_counts.hpp"

#include <algorithm>
#include <numeric>

#include "base/error.hpp"

namespace privacy {
namespace {

struct Held {
    std::int64_t number = 0;
    std::int64_t sum = 0;

    void add(std::int64_t count) {
        ++number;
        sum += count;
    }
    [[nodiscard]] bool tells(std::int64_t least) const {
        return number < 2 || sum - (number - 1) < least;
    }
};

void require_counts(std::span<const std::int64_t> counts, std::int64_t least) {
    const bool good = least >= smallest_published_count &&
                      std::all_of(counts.begin(), counts.end(), [](auto n) { return n >= 0; });
    if (!good)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"计数不得为负，公布下限不得小于 3。",
                           "Counts must not be negative, and the least published count must be at "
                           "least 3."});
}

// The shown counts from 1 on, the smallest first.
std::vector<std::size_t> candidates(std::span<const std::int64_t> counts,
                                    const std::vector<bool>& held) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0 && !held[i]) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return counts[a] < counts[b]; });
    return order;
}

}  // namespace

HeldBack hold_back_small(std::span<const std::int64_t> counts, std::int64_t least) {
    require_counts(counts, least);
    HeldBack result{std::vector<bool>(counts.size()), false};
    Held held;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (counts[i] < 1 || counts[i] >= least) continue;
        result.counts[i] = true;
        held.add(counts[i]);
    }
    if (held.number == 0) return result;
    for (const std::size_t i : candidates(counts, result.counts)) {
        if (!held.tells(least)) break;
        result.counts[i] = true;
        held.add(counts[i]);
    }
    result.total = held.tells(least);
    return result;
}

}  // namespace privacy
