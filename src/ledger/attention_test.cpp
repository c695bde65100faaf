#include "ledger/attention.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using ledger::UnitLoad;

std::vector<UnitLoad> units(int count) {
    std::vector<UnitLoad> loads;
    for (int i = 0; i < count; ++i)
        loads.push_back({"U" + std::to_string(10 + i), 20, i % 20, i, i / 2});
    return loads;
}

std::size_t watched(const std::vector<UnitLoad>& loads) {
    const auto ranked = ledger::rank_attention(loads);
    return static_cast<std::size_t>(
        std::count_if(ranked.begin(), ranked.end(), [](const auto& each) { return each.watched; }));
}

TEST(Attention, N_39_of_31_units_six_are_watched_and_whoever_ties_with_the_sixth) {
    EXPECT_EQ(watched(units(31)), 6U);
    auto tied = units(31);
    const auto ranked = ledger::rank_attention(tied);
    // The seventh becomes equal to the sixth.
    for (UnitLoad& load : tied)
        if (load.unit == ranked[6].load.unit) {
            const std::string unit = load.unit;
            load = ranked[5].load;
            load.unit = unit;
        }
    EXPECT_EQ(watched(tied), 7U);
}

TEST(Attention, N_39_lag_weighs_half_problems_three_tenths_and_overdue_a_fifth) {
    const auto ranked = ledger::rank_attention(
        {{"A", 10, 10, 0, 0}, {"B", 10, 0, 4, 0}, {"C", 10, 0, 0, 3}, {"D", 10, 5, 2, 0}});
    EXPECT_EQ(ranked[0].load.unit, "A");
    EXPECT_EQ(ranked[0].score, base::make_rational(1, 2));
    EXPECT_EQ(ranked[1].load.unit, "D");
    EXPECT_EQ(ranked[1].score, base::make_rational(2, 5)) << "half of a half and half of 3/10";
    EXPECT_EQ(ranked[2].score, base::make_rational(3, 10));
    EXPECT_EQ(ranked[3].score, base::make_rational(1, 5));
}

TEST(Attention, N_39_a_unit_against_which_nothing_stands_is_never_watched) {
    EXPECT_EQ(watched({{"A", 5, 0, 0, 0}, {"B", 5, 0, 0, 0}}), 0U);
    EXPECT_EQ(watched({{"A", 5, 0, 0, 0}, {"B", 5, 1, 0, 0}}), 1U) << "of two units at least one";
    EXPECT_EQ(watched({}), 0U);
}

TEST(Attention, N_39_the_order_of_the_units_changes_nothing) {
    auto loads = units(31);
    const auto before = ledger::rank_attention(loads);
    std::reverse(loads.begin(), loads.end());
    const auto after = ledger::rank_attention(loads);
    for (std::size_t i = 0; i < before.size(); ++i)
        EXPECT_EQ(before[i].load.unit, after[i].load.unit);
}

}  // namespace
