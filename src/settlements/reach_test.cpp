#include "reach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace settlements {
namespace {

TEST(Reach, who_is_beyond_all_discs_is_found_as_by_trying_each) {
    for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
        std::mt19937_64 random(seed);
        const double radius = 1000;
        std::uniform_int_distribution<int> along(-1500, 1500), across(0, 707), count(1, 60);
        std::vector<Spot> lower(static_cast<std::size_t>(count(random)));
        std::vector<Spot> upper(static_cast<std::size_t>(count(random)));
        for (Spot& spot : lower) spot = {double(along(random)), double(-across(random)), 0};
        for (Spot& spot : upper) spot = {double(along(random)), double(across(random)), 0};
        std::ranges::sort(lower, {}, &Spot::along);
        std::ranges::sort(upper, {}, &Spot::along);
        std::vector<double> beyond(upper.size());
        beyond_reach(lower, upper, radius, beyond);
        for (std::size_t i = 0; i < upper.size(); ++i) {
            const bool within = std::ranges::any_of(lower, [&](const Spot& spot) {
                return std::hypot(spot.along - upper[i].along, spot.across - upper[i].across) <=
                       radius;
            });
            ASSERT_EQ(beyond[i] <= 1e-6, within) << "seed " << seed << " spot " << i;
        }
    }
}

}  // namespace
}  // namespace settlements
