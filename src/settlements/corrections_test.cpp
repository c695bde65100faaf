#include "settlements/corrections.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace settlements {
namespace {

using Kind = Correction::Kind;

TEST(Corrections, X_16_numbers_follow_the_larger_share_of_households) {
    std::uint32_t next = 10;
    const std::vector<Membership> earlier{{4, {1, 2, 3, 4, 5}}, {7, {11, 12, 13}}};
    // The first fell apart and lost its smaller part, the second took two of it in; one is new.
    const std::vector<Membership> found{{0, {4, 5, 11, 12, 13}}, {0, {1, 2, 3}}, {0, {20, 21}}};
    EXPECT_EQ(carry_numbers(earlier, found, next), (std::vector<std::uint32_t>{7, 4, 10}));
    EXPECT_EQ(next, 11U);
}

TEST(Corrections, X_16_of_equal_shares_the_smaller_number_and_then_the_smaller_member_decide) {
    std::uint32_t next = 10;
    EXPECT_EQ(carry_numbers({{2, {1, 2}}, {1, {3, 4}}}, {{0, {1, 2, 3, 4}}}, next),
              (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(carry_numbers({{2, {1, 2, 3, 4}}}, {{0, {3, 4}}, {0, {1, 2}}}, next),
              (std::vector<std::uint32_t>{10, 2}));
}

TEST(Corrections, numbers_of_the_same_run_stay_and_no_number_goes_twice) {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        std::mt19937_64 random(seed);
        const auto groups = [&] {
            std::vector<Membership> result(6);
            for (std::uint64_t member = 0; member < 60; ++member)
                result[random() % 6].members.push_back(member);
            std::erase_if(result, [](const Membership& one) { return one.members.empty(); });
            for (std::uint32_t i = 0; i < result.size(); ++i) result[i].number = i + 1;
            return result;
        };
        const auto earlier = groups();
        std::uint32_t next = 7;
        std::vector<std::uint32_t> same;
        for (const Membership& one : earlier) same.push_back(one.number);
        EXPECT_EQ(carry_numbers(earlier, earlier, next), same);
        EXPECT_EQ(next, 7U);
        const auto carried = carry_numbers(earlier, groups(), next);
        EXPECT_EQ(std::set(carried.begin(), carried.end()).size(), carried.size());
    }
}

TEST(Corrections, X_16_what_staff_decided_is_kept_when_it_is_computed_again) {
    const std::vector<Membership> found{{1, {1, 2}}, {2, {3, 4, 5}}, {3, {6}}, {4, {8, 9}}};
    const std::vector<Correction> corrections{{Kind::merge, 2, 1, 0},
                                              {Kind::reject, 4, 0, 0},
                                              {Kind::assign, 3, 0, 5},
                                              {Kind::assign, 0, 0, 4}};
    const std::vector<Membership> decided{{2, {1, 2, 3}}, {3, {5, 6}}};
    EXPECT_EQ(apply_corrections(found, corrections), decided);
    // Household 7 has come to settlement 2, settlement 3 is gone: what can still hold holds.
    EXPECT_EQ(apply_corrections({{1, {1, 2}}, {2, {3, 4, 5, 7}}}, corrections),
              (std::vector<Membership>{{2, {1, 2, 3, 5, 7}}}));
}

TEST(Corrections, the_later_decision_about_a_household_goes_first_and_empty_settlements_fall_away) {
    EXPECT_EQ(
        apply_corrections({{1, {1}}, {2, {2}}}, {{Kind::assign, 0, 0, 1}, {Kind::assign, 2, 0, 1}}),
        (std::vector<Membership>{{2, {1, 2}}}));
    EXPECT_TRUE(apply_corrections({}, {{Kind::reject, 1, 0, 0}, {Kind::merge, 1, 2, 0}}).empty());
}

TEST(Corrections, X_16_a_part_split_off_stays_apart_and_follows_what_becomes_of_it) {
    const std::vector<Membership> found{{1, {1, 2, 3, 4}}, {2, {5, 6}}};
    std::vector<Correction> corrections{
        {Kind::found, 9, 0, 0}, {Kind::assign, 9, 0, 3}, {Kind::assign, 9, 0, 4}};
    EXPECT_EQ(apply_corrections(found, corrections),
              (std::vector<Membership>{{1, {1, 2}}, {2, {5, 6}}, {9, {3, 4}}}));
    EXPECT_EQ(apply_corrections({{1, {1, 2}}, {2, {5, 6}}}, corrections),
              (std::vector<Membership>{{1, {1, 2}}, {2, {5, 6}}}))
        << "nobody of it is found any more";
    corrections.push_back({Kind::merge, 2, 9, 0});
    EXPECT_EQ(apply_corrections(found, corrections),
              (std::vector<Membership>{{1, {1, 2}}, {2, {3, 4, 5, 6}}}));
    corrections.back() = {Kind::reject, 1, 0, 0};
    EXPECT_EQ(apply_corrections(found, corrections),
              (std::vector<Membership>{{2, {5, 6}}, {9, {3, 4}}}));
    corrections.back() = {Kind::reject, 9, 0, 0};
    EXPECT_EQ(apply_corrections(found, corrections),
              (std::vector<Membership>{{1, {1, 2}}, {2, {5, 6}}}));
}

}  // namespace
}  // namespace settlements
