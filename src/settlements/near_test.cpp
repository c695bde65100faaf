#include "near.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "near_machines.hpp"

namespace settlements {
namespace {

std::vector<NearLoops> machines() {
    std::vector<NearLoops> all{near_loops_plain(), near_loops()};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        all.push_back(near_loops_avx2());
#endif
    return all;
}

// Some askers in a block of cells and who stands around them, by the handful or by the thousand.
class Near : public testing::TestWithParam<int> {
protected:
    Near() {
        const int most = GetParam();
        std::uniform_int_distribution<int> some(0, most), east(-14'000, 14'000),
            north(-5'000, 5'000);
        around_.range_count = 5;
        around_.limits = {7'990 * 7'990, 8'010 * 8'010};
        for (std::uint32_t i = 0; i < 5; ++i) {
            const auto begin = static_cast<std::uint32_t>(places_.size());
            const Place shift = place_at(static_cast<std::uint32_t>(east(random_)),
                                         static_cast<std::uint32_t>(north(random_)));
            const int count = some(random_) + (i == 0 ? 1 : 0);
            for (int k = 0; k < count; ++k)
                places_.push_back(moved(moved(origin_, i == 0 ? Place{0} : shift),
                                        place_at(static_cast<std::uint32_t>(east(random_)),
                                                 static_cast<std::uint32_t>(north(random_)))));
            around_.ranges[i] = {begin, static_cast<std::uint32_t>(places_.size()),
                                 i == 0 ? Place{0} : shift};
        }
        around_.first = 0;
        around_.last = std::min(around_.ranges[0].end, 40U);
        for (std::size_t i = 0; i < places_.size(); ++i)
            mark_.push_back(some(random_) % 2 == 0 ? is_core : not_core);
        places_.resize(places_.size() + read_beyond, origin_);
        mark_.resize(places_.size(), is_core);
        around_.places = places_.data();
    }

    template <class Take>
    void for_each_near(std::uint32_t at, Take take) const {
        for (std::uint32_t r = 0; r < around_.range_count; ++r)
            for (std::uint32_t i = around_.ranges[r].begin; i < around_.ranges[r].end; ++i)
                if (around_.mark == nullptr || around_.mark[i] == is_core)
                    take(i, short_square(places_[i], moved(places_[at], around_.ranges[r].shift)));
    }

    std::mt19937 random_{static_cast<unsigned>(GetParam())};
    const Place origin_ = place_at(31'000, 40'000);  // so that places go around
    Neighbourhood around_;
    std::vector<Place> places_;
    std::vector<std::uint8_t> mark_;
};

TEST_P(Near, every_machine_counts_as_by_pairs) {
    for (const bool only_marked : {false, true}) {
        around_.mark = only_marked ? mark_.data() : nullptr;
        for (const NearLoops& loops : machines()) {
            std::vector<NearCount> counts(around_.last);
            loops.count_around(around_, ~0U, counts.data());
            for (std::uint32_t at = 0; at < around_.last; ++at) {
                std::uint32_t certain = 0, possible = 0;
                for_each_near(at, [&](std::uint32_t, std::int32_t square) {
                    certain += square <= around_.limits.certain ? 1 : 0;
                    possible += square <= around_.limits.possible ? 1 : 0;
                });
                EXPECT_EQ(counts[at].certain, certain);
                EXPECT_EQ(counts[at].possible, possible);
            }
        }
    }
}

TEST_P(Near, every_machine_stops_counting_only_where_there_are_enough) {
    for (const NearLoops& loops : machines()) {
        std::vector<NearCount> all(around_.last), enough(around_.last);
        loops.count_around(around_, ~0U, all.data());
        loops.count_around(around_, 20, enough.data());
        for (std::uint32_t at = 0; at < around_.last; ++at)
            EXPECT_EQ(std::min(enough[at].certain, 20U), std::min(all[at].certain, 20U));
    }
}

TEST_P(Near, every_machine_finds_the_nearest_marked) {
    constexpr std::int32_t nearly_same = 500'000;
    around_.mark = mark_.data();
    for (const NearLoops& loops : machines()) {
        std::vector<Nearest> nearest(around_.last);
        loops.find_nearest(around_, nearly_same, nearest.data());
        for (std::uint32_t at = 0; at < around_.last; ++at) {
            if (mark_[at] == is_core) continue;
            std::int32_t least = around_.limits.possible + 1;
            for_each_near(
                at, [&](std::uint32_t, std::int32_t square) { least = std::min(least, square); });
            ASSERT_EQ(nearest[at].square, least);
            if (least > around_.limits.possible) continue;
            int as_near = 0;
            std::uint32_t first = 0;
            for_each_near(at, [&](std::uint32_t i, std::int32_t square) {
                if (square > least + nearly_same) return;
                if (as_near++ == 0) first = i;
            });
            if (nearest[at].is_alone) {
                EXPECT_EQ(as_near, 1);
                EXPECT_EQ(nearest[at].at, first);
                EXPECT_LE(around_.ranges[nearest[at].range].begin, first);
                EXPECT_LT(first, around_.ranges[nearest[at].range].end);
            } else if (GetParam() < 60) {
                EXPECT_GT(as_near, 1);  // all looked at together
            }
        }
    }
}

TEST_P(Near, every_machine_says_alike_whether_two_cells_meet) {
    for (const NearRange& range : around_.ranges) {
        Meeting expected = Meeting::none;
        for (std::uint32_t at = 0; at < around_.last; ++at)
            for (std::uint32_t i = range.begin; i < range.end; ++i) {
                const std::int32_t square =
                    short_square(places_[i], moved(places_[at], range.shift));
                if (square <= around_.limits.certain) expected = Meeting::certain;
                if (square <= around_.limits.possible && expected == Meeting::none)
                    expected = Meeting::possible;
            }
        for (const NearLoops& loops : machines())
            EXPECT_EQ(loops.meet({places_.data(), 0, around_.last, range, around_.limits}),
                      expected);
    }
}

INSTANTIATE_TEST_SUITE_P(, Near, testing::Values(1, 2, 5, 17, 33, 59, 130, 513, 2000));

TEST(NearPlaces, a_step_and_back_is_where_it_began_even_around_the_end) {
    for (const Place place : {place_at(0, 0), place_at(65'535, 65'535), place_at(32'768, 1)})
        for (const Place step : {place_at(1, 1), place_at(40'000, 0), place_at(0, 65'535)})
            EXPECT_EQ(moved(moved(place, step), back(step)), place);
    EXPECT_EQ(short_square(place_at(65'535, 0), place_at(2, 4)), 9 + 16);
}

}  // namespace
}  // namespace settlements
