#include "settlements/changes.hpp"

#include <gmock/gmock.h>

#include <random>

namespace settlements {
namespace {

using ::testing::ElementsAre;
using Kind = Change::Kind;

TEST(SettlementChanges, X_16_two_runs_say_which_settlements_appeared_went_joined_and_parted) {
    const std::vector<Membership> earlier{
        {1, {1, 2, 3}}, {2, {4, 5}}, {3, {6, 7, 8, 9}}, {4, {20, 21}}, {5, {30, 31}}};
    const std::vector<Membership> later{
        {1, {1, 2, 3, 4, 5}}, {3, {6, 7}}, {6, {8, 9}}, {7, {40, 41}}, {5, {30, 32}}};
    const Comparison comparison = compare(earlier, later);
    EXPECT_THAT(
        comparison.changes,
        ElementsAre(Change{Kind::grown, 1, 0, 3, 5, 2, 0}, Change{Kind::merged, 2, 1, 2, 0, 0, 2},
                    Change{Kind::shrunk, 3, 0, 4, 2, 0, 2}, Change{Kind::gone, 4, 0, 2, 0, 0, 2},
                    Change{Kind::changed, 5, 0, 2, 2, 1, 1}, Change{Kind::split, 6, 3, 0, 2, 2, 0},
                    Change{Kind::appeared, 7, 0, 0, 2, 2, 0}));
    EXPECT_EQ(comparison.moves.size(), 10U);
    EXPECT_EQ(comparison.moves.front(), (Move{4, 2, 1}));
}

TEST(SettlementChanges,
     X_16_of_two_that_a_settlement_came_from_equally_the_smaller_number_is_named) {
    const auto comparison = compare({{5, {1, 2}}, {4, {3, 4}}}, {{5, {1}}, {4, {3}}, {6, {2, 4}}});
    EXPECT_EQ(comparison.changes.back(), (Change{Kind::split, 6, 4, 0, 2, 2, 0}));
}

TEST(SettlementChanges, X_16_a_comparison_adds_up_and_turned_round_says_the_opposite) {
    std::mt19937_64 random(20);
    const auto any_state = [&] {
        std::vector<Membership> state(6);
        for (std::uint32_t i = 0; i < state.size(); ++i) state[i].number = i + 1;
        for (std::uint64_t household = 1; household <= 40; ++household)
            if (const auto pick = random() % 9; pick < state.size())
                state[pick].members.push_back(household);
        std::erase_if(state, [](const Membership& one) { return one.members.empty(); });
        return state;
    };
    for (int round = 0; round < 200; ++round) {
        const auto earlier = any_state(), later = any_state();
        const auto there = compare(earlier, later), back = compare(later, earlier);
        ASSERT_EQ(there.changes.size(), back.changes.size());
        for (std::size_t i = 0; i < there.changes.size(); ++i) {
            const Change &a = there.changes[i], &b = back.changes[i];
            EXPECT_EQ(a.before + a.came, a.after + a.left);
            EXPECT_EQ(a.came, b.left);
            EXPECT_EQ(a.other, b.other);
            EXPECT_EQ(a.kind == Kind::same, b.kind == Kind::same);
        }
        EXPECT_EQ(there.moves.size(), back.moves.size());
        EXPECT_TRUE(compare(later, later).moves.empty());
    }
}

}  // namespace
}  // namespace settlements
