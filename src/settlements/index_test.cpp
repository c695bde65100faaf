#include "settlements/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "base/error.hpp"

namespace settlements {
namespace {

using Random = std::mt19937_64;
using Set = std::map<std::uint64_t, Household>;

std::int64_t below(Random& random, std::int64_t bound) {
    return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(random);
}

Household somewhere(Random& random, std::uint64_t id, std::int64_t spread) {
    const std::int64_t grain = below(random, 3) == 0 ? 9'000 : 1;
    return {id, static_cast<std::int32_t>(1'086'000'000 + below(random, spread) / grain * grain),
            static_cast<std::int32_t>(319'000'000 + below(random, spread) / grain * grain)};
}

// The same groups, roles, centres and hulls as a run over all households; numbers may differ.
void expect_as_from_scratch(const Index& index, const Set& households, const Rule& rule) {
    std::vector<std::int32_t> lon, lat;
    std::vector<std::uint64_t> ids;
    for (const auto& [id, household] : households) {
        ids.push_back(id);
        lon.push_back(household.lon_e7);
        lat.push_back(household.lat_e7);
    }
    const Points points = GeographicPoints{lon, lat};
    const auto found = delineate(points, rule);
    const auto described = describe(points, found);
    std::map<std::uint32_t, std::uint32_t> number_of;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const Placement placement = index.placement(ids[i]);
        ASSERT_EQ(placement.role, found.role[i]) << ids[i];
        if (found.settlement[i] == 0) {
            ASSERT_EQ(placement.settlement, 0U);
            continue;
        }
        const auto [known, fresh] =
            number_of.try_emplace(found.settlement[i], placement.settlement);
        ASSERT_EQ(known->second, placement.settlement) << ids[i];
    }
    ASSERT_EQ(index.numbers().size(), found.count);
    for (const auto& [number, own] : number_of) {
        const Standing standing = index.settlement(own);
        ASSERT_EQ(standing.hull, described[number - 1].hull);
        ASSERT_EQ(standing.centre, described[number - 1].centre);
        ASSERT_EQ(standing.members.size(), described[number - 1].members.size());
    }
}

std::vector<Household> values(const Set& households) {
    std::vector<Household> result;
    for (const auto& [id, household] : households) result.push_back(household);
    return result;
}

TEST(Index, X_16_any_row_of_changes_gives_what_a_run_over_all_gives) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Random random(seed);
        const Rule rule{Kind::density, 300'000, 2 + below(random, 9)};
        const std::int64_t spread = 60'000 + below(random, 250'000);
        Set households;
        for (std::uint64_t id = 0; id < 120; ++id) households[id] = somewhere(random, id, spread);
        Index index(values(households), rule);
        expect_as_from_scratch(index, households, rule);
        for (int change = 0; change < 120; ++change) {
            const auto id = static_cast<std::uint64_t>(below(random, 200));
            const Household household = somewhere(random, id, spread);
            if (!households.contains(id)) {
                index.add(household);
                households[id] = household;
            } else if (below(random, 2) == 0) {
                index.move(household);
                households[id] = household;
            } else {
                index.remove(id);
                households.erase(id);
            }
            expect_as_from_scratch(index, households, rule);
            if (HasFatalFailure()) return;
        }
    }
}

Household beside(std::uint64_t id, std::int32_t steps) {
    return {id, 1'086'000'000 + steps, 319'000'000};
}

// 300 m are about 31,700 steps of longitude here.
TEST(Index, X_16_a_settlement_keeps_its_number_when_it_grows_joins_and_falls_apart) {
    std::vector<Household> households;
    for (std::uint64_t id = 0; id < 5; ++id) households.push_back(beside(id, 0));
    for (std::uint64_t id = 10; id < 17; ++id) households.push_back(beside(id, 50'000));
    Index index(households, {Kind::density, 300'000, 4});
    EXPECT_EQ(index.numbers(), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(index.add(beside(20, 1)), (std::vector<std::uint32_t>{1}));
    index.add(beside(21, 25'000));  // joins both
    EXPECT_EQ(index.numbers(), (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(index.placement(0).settlement, 2U);
    EXPECT_EQ(index.remove(21), (std::vector<std::uint32_t>{2, 3}));
    EXPECT_EQ(index.placement(10).settlement, 2U);
    EXPECT_EQ(index.placement(0).settlement, 3U);
    for (std::uint64_t id = 0; id < 3; ++id) index.remove(id);
    EXPECT_EQ(index.numbers(), (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(index.placement(4), (Placement{0, Role::none}));
}

TEST(Index, what_cannot_be_is_refused_and_changes_nothing) {
    std::vector<Household> households;
    for (std::uint64_t id = 0; id < 5; ++id) households.push_back(beside(id, 0));
    Index index(households, {Kind::density, 300'000, 4});
    EXPECT_THROW(index.add(beside(4, 0)), base::Error);
    EXPECT_THROW(index.move(beside(9, 0)), base::Error);
    EXPECT_THROW(index.remove(9), base::Error);
    EXPECT_THROW(index.add({9, 1'100'000'000, 319'000'000}), base::Error);
    EXPECT_THROW((void)index.placement(9), base::Error);
    EXPECT_THROW((void)index.settlement(2), base::Error);
    EXPECT_EQ(index.settlement(1).members.size(), 5U);
    EXPECT_THROW(Index(households, {Kind::chain, 300'000, 4}), base::Error);
    households.push_back(beside(0, 1));
    EXPECT_THROW(Index(households, {Kind::density, 300'000, 4}), base::Error);
    Index none({}, {});
    EXPECT_TRUE(none.numbers().empty());
    none.add(beside(1, 0));
    EXPECT_EQ(none.placement(1).role, Role::none);
}

TEST(Describe, a_hull_holds_all_members_and_has_no_straight_corner) {
    std::vector<Corner> square;
    for (std::int64_t x = 0; x <= 4; ++x)
        for (std::int64_t y = 0; y <= 4; ++y) square.push_back({x, y});
    EXPECT_EQ(hull_of(square), (std::vector<Corner>{{0, 0}, {4, 0}, {4, 4}, {0, 4}}));
    std::vector<Corner> line{{3, 3}, {1, 1}, {2, 2}, {1, 1}};
    EXPECT_EQ(hull_of(line), (std::vector<Corner>{{1, 1}, {3, 3}}));
    std::vector<Corner> one{{7, 8}, {7, 8}};
    EXPECT_EQ(hull_of(one), (std::vector<Corner>{{7, 8}}));
}

TEST(Describe, a_mean_is_rounded_half_up_on_either_side_of_zero) {
    EXPECT_EQ(mean_of(3, 2), 2);
    EXPECT_EQ(mean_of(-3, 2), -1);
    EXPECT_EQ(mean_of(-5, 3), -2);
    EXPECT_EQ(mean_of(0, 5), 0);
}

}  // namespace
}  // namespace settlements
