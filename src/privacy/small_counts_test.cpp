#include "privacy/small_counts.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "base/error.hpp"

namespace {

using Counts = std::vector<std::int64_t>;

constexpr std::int64_t hidden = -1;

// What a reader sees: every count or a mark, then the total or a mark.
Counts published(const Counts& counts) {
    const auto held = privacy::hold_back_small(counts);
    Counts seen = counts;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (held.counts[i]) seen[i] = hidden;
    seen.push_back(held.total ? hidden
                              : std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    return seen;
}

// Every table of that many counts up to `most`.
template <class Visit>
void for_each_table(std::size_t size, std::int64_t most, Visit visit) {
    Counts counts(size, 0);
    for (;;) {
        visit(counts);
        std::size_t i = 0;
        while (i < size && counts[i] == most) counts[i++] = 0;
        if (i == size) return;
        ++counts[i];
    }
}

TEST(SmallCounts, X_25_no_count_from_one_to_two_is_ever_shown) {
    for (std::size_t size = 1; size <= 4; ++size)
        for_each_table(size, 8, [](const Counts& counts) {
            const Counts seen = published(counts);
            for (const std::int64_t each : seen) ASSERT_TRUE(each != 1 && each != 2);
        });
}

// Whether a table says what is shown of another: the counts shown, at least 1 where one is held
// back (none is always shown), and the total unless it is held back.
bool fits(const Counts& counts, const Counts& seen) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (seen[i] == hidden ? counts[i] < 1 : counts[i] != seen[i]) return false;
        sum += counts[i];
    }
    return seen.back() == hidden || sum == seen.back();
}

TEST(SmallCounts, X_25_what_is_shown_leaves_every_count_held_back_open_and_perhaps_large) {
    for (std::size_t size = 1; size <= 3; ++size)
        for_each_table(size, 7, [&](const Counts& counts) {
            const Counts seen = published(counts);
            std::vector<std::set<std::int64_t>> possible(size);
            for_each_table(size, 14, [&](const Counts& other) {
                if (!fits(other, seen)) return;
                for (std::size_t i = 0; i < size; ++i) possible[i].insert(other[i]);
            });
            for (std::size_t i = 0; i < size; ++i)
                if (seen[i] == hidden) {
                    ASSERT_GE(possible[i].size(), 2U);
                    ASSERT_GE(*possible[i].rbegin(), privacy::smallest_published_count);
                }
        });
}

TEST(SmallCounts, counts_of_none_and_of_the_least_or_more_are_shown_when_no_other_is_small) {
    for_each_table(3, 8, [](const Counts& counts) {
        for (const std::int64_t each : counts)
            if (each == 1 || each == 2) return;
        const Counts seen = published(counts);
        ASSERT_TRUE(std::equal(counts.begin(), counts.end(), seen.begin()));
    });
}

TEST(SmallCounts, one_small_count_takes_the_next_smallest_with_it) {
    EXPECT_EQ(published({2, 40, 7, 0, 19}), (Counts{hidden, 40, hidden, 0, 19, 68}));
}

TEST(SmallCounts, two_small_counts_whose_sum_would_tell_them_take_a_third) {
    EXPECT_EQ(published({1, 1, 30, 9}), (Counts{hidden, hidden, 30, hidden, 41}));
}

TEST(SmallCounts, the_total_goes_when_there_is_nothing_else_to_hold_back) {
    EXPECT_EQ(published({2, 0, 0}), (Counts{hidden, 0, 0, hidden}));
}

TEST(SmallCounts, a_negative_count_or_a_limit_below_three_is_refused) {
    EXPECT_THROW((void)privacy::hold_back_small(Counts{-1}), base::Error);
    EXPECT_THROW((void)privacy::hold_back_small(Counts{5}, 2), base::Error);
    EXPECT_NO_THROW((void)privacy::hold_back_small(Counts{5}, 3));
}

}  // namespace
