#include "geo/route.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace geo {
namespace {

using testing::ElementsAre;
using Places = std::vector<std::optional<Position>>;

Places scattered(std::uint64_t seed, std::size_t count) {
    std::mt19937_64 random(seed);
    Places places;
    for (std::size_t i = 0; i < count; ++i)
        places.push_back(Position{109 + static_cast<double>(random() % 10'000) / 20'000,
                                  28 + static_cast<double>(random() % 10'000) / 20'000});
    return places;
}

TEST(RouteTest, villages_along_a_road_are_visited_along_it) {
    const Places places{Position{109.0, 28}, Position{109.3, 28}, Position{109.1, 28},
                        Position{109.2, 28}};
    EXPECT_THAT(visiting_order(places), ElementsAre(0, 2, 3, 1));
}

TEST(RouteTest, places_without_a_position_come_last_as_they_were_given) {
    const Places places{std::nullopt, Position{109.1, 28}, std::nullopt, Position{109.0, 28}};
    EXPECT_THAT(visiting_order(places), ElementsAre(1, 3, 0, 2));
    EXPECT_THAT(visiting_order(Places{}), ElementsAre());
}

TEST(RouteTest, every_place_is_visited_once_and_no_turn_shortens_the_way) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Places places = scattered(seed, 30);
        const auto order = visiting_order(places);
        auto sorted = order;
        std::ranges::sort(sorted);
        std::vector<std::size_t> all(places.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        ASSERT_EQ(sorted, all);
        EXPECT_LE(way_m(places, order), way_m(places, all)) << seed;
        for (std::size_t first = 1; first < order.size(); ++first)
            for (std::size_t last = first + 1; last < order.size(); ++last) {
                auto turned = order;
                std::reverse(turned.begin() + static_cast<std::ptrdiff_t>(first),
                             turned.begin() + static_cast<std::ptrdiff_t>(last) + 1);
                EXPECT_GE(way_m(places, turned), way_m(places, order)) << seed;
            }
    }
}

TEST(RouteTest, seven_places_are_at_most_a_quarter_longer_than_the_best_order_from_the_first) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const Places places = scattered(seed, 7);
        std::vector<std::size_t> order(places.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::int64_t best = INT64_MAX;
        do best = std::min(best, way_m(places, order));
        while (std::next_permutation(order.begin() + 1, order.end()));
        EXPECT_LE(way_m(places, visiting_order(places)) * 4, best * 5) << seed;
    }
}

}  // namespace
}  // namespace geo
