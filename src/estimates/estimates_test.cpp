#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "estimates/lot.hpp"
#include "estimates/proportion.hpp"

namespace estimates {
namespace {

using Random = std::mt19937_64;

double uniform(Random& random) {
    return static_cast<double>(random() >> 11U) * 0x1p-53;
}

/// `n` of the `size` units 0, 1, … without replacement.
std::vector<std::int64_t> take(Random& random, std::int64_t size, std::int64_t n) {
    std::vector<std::int64_t> all(static_cast<std::size_t>(size));
    std::iota(all.begin(), all.end(), 0);
    for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i)
        std::swap(all[i], all[i + random() % (all.size() - i)]);
    all.resize(static_cast<std::size_t>(n));
    return all;
}

/// How many of `n` units taken without replacement are among the first `good` of `size`.
std::int64_t count_taken(Random& random, std::int64_t size, std::int64_t good, std::int64_t n) {
    std::int64_t count = 0;
    for (std::int64_t i = 0; i < n; ++i)
        if (static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(size - i)) <
            good - count)
            ++count;
    return count;
}

bool covers(const Proportion& estimate, double truth) {
    return estimate.interval && estimate.interval->low <= truth && truth <= estimate.interval->high;
}

TEST(Quantile, agrees_with_the_tables) {
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540, 1e-9);
    EXPECT_NEAR(normal_quantile(0.05), -1.644853626951, 1e-9);
    EXPECT_NEAR(student_quantile(0.975, 1), 12.706204736175, 1e-7);
    EXPECT_NEAR(student_quantile(0.975, 4), 2.776445105198, 1e-9);
    EXPECT_NEAR(student_quantile(0.975, 30), 2.042272456301, 1e-9);
    EXPECT_NEAR(student_quantile(0.975, 1e6), 1.959966, 1e-5);
}

TEST(Wilson, gives_the_interval_of_its_equation) {
    // 90 of 100: roots of (p − 0.9)² = z² p(1 − p)/100.
    const double z = normal_quantile(0.975);
    const Interval interval = wilson(0.9, 100, z);
    for (const double p : {interval.low, interval.high})
        EXPECT_NEAR((p - 0.9) * (p - 0.9), z * z * p * (1 - p) / 100, 1e-12);
    EXPECT_EQ(wilson(0, 20, z).low, 0);
    EXPECT_EQ(wilson(1, 20, z).high, 1);
    EXPECT_LT(wilson(1, 20, z).low, 0.9) << "twenty of twenty do not prove ninety per cent";
}

TEST(Simple, ninety_five_per_cent_intervals_cover_about_so_many) {
    Random random(11);
    int covered = 0;
    constexpr int runs = 20'000;
    for (int i = 0; i < runs; ++i) {
        const std::int64_t population = 400 + static_cast<std::int64_t>(random() % 4000);
        const auto good = static_cast<std::int64_t>((0.1 + 0.8 * uniform(random)) *
                                                    static_cast<double>(population));
        const std::int64_t sampled = 60 + static_cast<std::int64_t>(random() % 140);
        const auto estimate =
            simple(count_taken(random, population, good, sampled), sampled, population);
        covered += covers(estimate, static_cast<double>(good) / static_cast<double>(population));
    }
    EXPECT_GE(covered, runs * 94 / 100);
    EXPECT_LE(covered, runs * 96 / 100);
}

TEST(Simple, too_few_are_called_so_at_nine_and_not_at_ten) {
    const auto few = simple(9, units_min - 1, 100);
    EXPECT_FALSE(few.value);
    EXPECT_FALSE(few.interval);
    ASSERT_EQ(few.remarks.size(), 1U);
    EXPECT_NE(few.remarks[0].zh.find("样本太少"), std::string::npos);
    EXPECT_TRUE(simple(9, units_min, 100).interval);
}

TEST(Simple, a_census_has_no_error) {
    const auto all = simple(30, 40, 40);
    EXPECT_EQ(all.interval->low, 0.75);
    EXPECT_EQ(all.interval->high, 0.75);
}

TEST(Simple, impossible_counts_are_refused) {
    EXPECT_THROW((void)simple(-1, 10, 10), base::Error);
    EXPECT_THROW((void)simple(11, 10, 20), base::Error);
    EXPECT_THROW((void)simple(5, 21, 20), base::Error);
    EXPECT_THROW((void)simple(5, 10, 20, 1.0), base::Error);
}

TEST(Stratified, ninety_five_per_cent_intervals_cover_about_so_many) {
    Random random(12);
    int covered = 0;
    constexpr int runs = 10'000;
    for (int i = 0; i < runs; ++i) {
        std::vector<Stratum> strata;
        double good_in_all = 0;
        double all = 0;
        const double level = 0.2 + 0.6 * uniform(random);
        for (int h = 0; h < 8; ++h) {
            const std::int64_t population = 100 + static_cast<std::int64_t>(random() % 900);
            const double share = std::clamp(level + 0.3 * (uniform(random) - 0.5), 0.05, 0.95);
            const auto good = static_cast<std::int64_t>(share * static_cast<double>(population));
            const std::int64_t sampled = 10 + static_cast<std::int64_t>(random() % 30);
            strata.push_back({"S" + std::to_string(h), population, sampled,
                              count_taken(random, population, good, sampled)});
            good_in_all += static_cast<double>(good);
            all += static_cast<double>(population);
        }
        covered += covers(stratified(strata), good_in_all / all);
    }
    EXPECT_GE(covered, runs * 94 / 100);
    EXPECT_LE(covered, runs * 96 / 100);
}

TEST(Stratified, one_stratum_is_nearly_a_simple_sample) {
    const auto one = stratified({{"S", 1000, 100, 80}});
    const auto same = simple(80, 100, 1000);
    EXPECT_NEAR(*one.value, *same.value, 1e-12);
    EXPECT_NEAR(one.interval->low, same.interval->low, 2e-3);
    EXPECT_NEAR(one.interval->high, same.interval->high, 2e-3);
}

TEST(Stratified, weights_are_those_of_the_population) {
    const auto estimate = stratified({{"small", 100, 20, 20}, {"large", 900, 20, 10}});
    EXPECT_NEAR(*estimate.value, 0.1 * 1 + 0.9 * 0.5, 1e-12);
}

TEST(Stratified, a_stratum_with_one_or_none_inspected_is_said) {
    const auto alone = stratified({{"A", 100, 20, 10}, {"B", 50, 1, 1}});
    EXPECT_TRUE(alone.value);
    EXPECT_FALSE(alone.interval);
    EXPECT_EQ(alone.remarks.size(), 1U);
    const auto none = stratified({{"A", 100, 20, 10}, {"B", 50, 0, 0}});
    EXPECT_FALSE(none.value);
    EXPECT_NE(none.remarks[0].en.find("stratum B"), std::string::npos);
    EXPECT_TRUE(stratified({{"A", 100, 20, 10}, {"B", 1, 1, 1}}).interval) << "B is known wholly";
}

struct Village {
    std::int64_t households;
    std::int64_t good;
};

std::vector<Village> villages_of(Random& random, int count, double level) {
    std::vector<Village> villages;
    for (int i = 0; i < count; ++i) {
        const std::int64_t households = 30 + static_cast<std::int64_t>(random() % 200);
        const double share = std::clamp(level + 0.5 * (uniform(random) - 0.5), 0.0, 1.0);
        villages.push_back(
            {households, static_cast<std::int64_t>(share * static_cast<double>(households))});
    }
    return villages;
}

TEST(Clustered, ninety_five_per_cent_intervals_cover_about_so_many) {
    Random random(13);
    int covered = 0;
    constexpr int runs = 6'000;
    for (int i = 0; i < runs; ++i) {
        std::vector<ClusterStratum> strata;
        std::vector<Cluster> clusters;
        double good = 0;
        double all = 0;
        const double level = 0.3 + 0.4 * uniform(random);
        for (int h = 0; h < 4; ++h) {
            const std::string name = "S" + std::to_string(h);
            const auto villages = villages_of(random, 300, level);
            strata.push_back({name, 300});
            for (const Village& v : villages) {
                good += static_cast<double>(v.good);
                all += static_cast<double>(v.households);
            }
            for (const std::int64_t at : take(random, 300, 12)) {
                const Village& v = villages[static_cast<std::size_t>(at)];
                clusters.push_back(
                    {name, v.households, 8, count_taken(random, v.households, v.good, 8)});
            }
        }
        covered += covers(clustered(strata, clusters), good / all);
    }
    EXPECT_GE(covered, runs * 94 / 100);
    EXPECT_LE(covered, runs * 96 / 100);
}

TEST(Clustered, households_of_like_villages_count_for_less_than_their_number) {
    std::vector<Cluster> clusters;
    for (int i = 0; i < 10; ++i) clusters.push_back({"S", 50, 10, i % 2 == 0 ? 10 : 0});
    const auto estimate = clustered({{"S", 100}}, clusters);
    EXPECT_LT(estimate.effective_size, 15);
    EXPECT_GT(estimate.interval->high - estimate.interval->low,
              simple(50, 100, 5000).interval->high - simple(50, 100, 5000).interval->low);
}

TEST(Clustered, too_few_villages_are_said) {
    std::vector<Cluster> clusters(4, {"S", 50, 10, 5});
    EXPECT_FALSE(clustered({{"S", 100}}, clusters).interval);
    clusters.push_back({"S", 50, 10, 6});
    EXPECT_TRUE(clustered({{"S", 100}}, clusters).interval);
    clusters.push_back({"T", 50, 10, 6});
    EXPECT_FALSE(clustered({{"S", 100}, {"T", 9}}, clusters).interval) << "one village of T";
    EXPECT_FALSE(clustered({{"S", 100}, {"T", 9}, {"U", 9}}, clusters).value) << "none of U";
}

TEST(Judge, says_met_only_when_the_whole_interval_is) {
    Proportion estimate;
    estimate.interval = Interval{0.9, 0.95};
    EXPECT_EQ(judge(estimate, 9, 10), Answer::met);
    EXPECT_EQ(judge(estimate, 91, 100), Answer::cannot_say);
    EXPECT_EQ(judge(estimate, 95, 100), Answer::cannot_say);
    EXPECT_EQ(judge(estimate, 951, 1000), Answer::not_met);
    EXPECT_EQ(judge(Proportion{}, 1, 2), Answer::cannot_say);
}

TEST(Lot, passing_is_as_likely_as_counting_all_samples_says) {
    // 10 units, 3 failing, 4 inspected: C(7,4) + C(3,1)·C(7,3) of C(10,4) samples have at most one.
    EXPECT_NEAR(acceptance({10, 4, 1}, 3), (35.0 + 3 * 35) / 210, 1e-12);
    EXPECT_EQ(acceptance({10, 4, 1}, 1), 1);
    EXPECT_EQ(acceptance({10, 4, 0}, 8), 0);
}

TEST(Lot, a_plan_keeps_both_risks_and_one_unit_less_does_not) {
    for (const std::int64_t size : {50, 193, 1000}) {
        const std::int64_t good = size / 50;
        const std::int64_t bad = size / 5;
        const LotPlan plan = plan_lot(size, good, bad, 0.05, 0.1);
        const LotRisk risk = risks(plan, good, bad);
        EXPECT_LE(risk.good_refused, 0.05);
        EXPECT_LE(risk.bad_accepted, 0.1);
        for (std::int64_t d = 0; d < plan.sample; ++d) {
            const LotRisk less = risks({size, plan.sample - 1, d}, good, bad);
            EXPECT_TRUE(less.good_refused > 0.05 || less.bad_accepted > 0.1) << size << " " << d;
        }
    }
    EXPECT_EQ(plan_lot(10, 4, 5, 0.01, 0.01), (LotPlan{10, 10, 4})) << "only a census tells";
    EXPECT_THROW((void)plan_lot(10, 5, 5, 0.1, 0.1), base::Error);
    EXPECT_THROW((void)plan_lot(10, 1, 11, 0.1, 0.1), base::Error);
    EXPECT_THROW((void)plan_lot(10, 1, 5, 0, 0.1), base::Error);
}

}  // namespace
}  // namespace estimates
