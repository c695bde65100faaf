#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "draw_for_tests.hpp"

namespace draw {
namespace {

/// Value that a χ² of so many degrees of freedom exceeds with the probability of the normal
/// quantile `z` (Wilson and Hilferty's cube root, good to a thousandth for 100 degrees or more).
double chi_square_quantile(double degrees, double z) {
    const double k = 2.0 / (9.0 * degrees);
    return degrees * std::pow(1.0 - k + z * std::sqrt(k), 3);
}
constexpr double z_of_one_in_a_thousand = 3.0902;

void expect_in_band(double chi_square, double degrees, const char* what) {
    EXPECT_GT(chi_square, chi_square_quantile(degrees, -z_of_one_in_a_thousand)) << what;
    EXPECT_LT(chi_square, chi_square_quantile(degrees, z_of_one_in_a_thousand)) << what;
}

struct Counts {
    std::vector<int> single;
    std::vector<int> pairs;  ///< of the first `pair_units` units
};

/// Draws with seeds of their own; the frame is one of `units` in one stratum of two.
Counts draw_often(int draws, std::size_t units, std::int64_t taken, std::size_t pair_units) {
    Frame frame{number_of('7'), {}};
    for (std::size_t i = 0; i < units; ++i)
        frame.units.push_back({std::to_string(100000 + i), i % 2 == 0 ? "A" : "B"});
    Counts counts{std::vector<int>(units), std::vector<int>(pair_units * pair_units)};
    for (int i = 0; i < draws; ++i) {
        const auto sample = take_sample(
            rank_units(HashName::sha256, hash(HashName::sha256, std::to_string(i)), frame),
            {{"A", taken / 2}, {"B", taken / 2}});
        std::vector<std::size_t> drawn;
        for (const Drawn& d : sample) drawn.push_back(std::stoul(d.unit) - 100000);
        for (const std::size_t u : drawn) ++counts.single[u];
        for (const std::size_t u : drawn)
            for (const std::size_t v : drawn)
                if (u < v && v < pair_units && u % 2 == v % 2) ++counts.pairs[u * pair_units + v];
    }
    return counts;
}

TEST(Uniformity, X_09_every_unit_of_a_stratum_is_drawn_equally_often_and_so_is_every_pair) {
    constexpr int draws = 10'000;
    constexpr std::size_t units = 1000;
    constexpr std::int64_t taken = 50;
    const Counts counts = draw_often(draws, units, taken, 200);
    const double share = static_cast<double>(taken) / units;
    const double expected = draws * share;
    for (const std::size_t stratum : {0U, 1U}) {
        double chi_square = 0;
        for (std::size_t i = stratum; i < units; i += 2)
            chi_square += std::pow(counts.single[i] - expected, 2) / (expected * (1 - share));
        // Without replacement the counts of a stratum of N sum up: N−1 free ones, each with
        // variance shrunk by (N−1)/N.
        expect_in_band(chi_square * (units / 2.0 - 1) / (units / 2.0), units / 2.0 - 1, "units");
    }
    const double half = units / 2.0;
    const double pair_share = (taken / 2.0) / half * (taken / 2.0 - 1) / (half - 1);
    double chi_square = 0;
    double pairs = 0;
    for (std::size_t u = 0; u < 200; ++u)
        for (std::size_t v = u + 2; v < 200; v += 2) {
            chi_square += std::pow(counts.pairs[u * 200 + v] - draws * pair_share, 2) /
                          (draws * pair_share * (1 - pair_share));
            ++pairs;
        }
    expect_in_band(chi_square, pairs, "pairs");
}

TEST(Uniformity, X_09_the_order_of_the_list_does_not_matter) {
    RandomBits random(3);
    const auto units = random_units(random, 300, 7);
    std::vector<Wish> wishes;
    for (int s = 0; s < 7; ++s) wishes.push_back({"s" + std::to_string(s), 5});
    Documents first;
    freeze(first, request_of(units, wishes), number_of('5'));
    finish(first, usual_terms());
    for (int i = 0; i < 1000; ++i) {
        auto shuffled = units;
        std::shuffle(shuffled.begin(), shuffled.end(), random);
        Documents again;
        freeze(again, request_of(shuffled, wishes), number_of('5'));
        ASSERT_EQ(again["frame.tsv"], first["frame.tsv"]);
        Frame frame = read_frame(first["frame.tsv"]);
        std::shuffle(frame.units.begin(), frame.units.end(), random);
        const auto sample = take_sample(
            rank_units(HashName::sha256, hash(HashName::sha256, first["seed.txt"]), frame),
            read_allocations(first["alloc.tsv"]));
        ASSERT_EQ(format_sample(sample), first["sample.tsv"]);
    }
}

TEST(Uniformity, X_09_removing_a_unit_that_was_not_drawn_changes_no_other_place) {
    RandomBits random(4);
    Frame frame{number_of('5'), random_units(random, 200, 3)};
    const std::string seed = random_number(random);
    const std::vector<Allocation> allocations = {{"s0", 4}, {"s1", 4}, {"s2", 4}};
    const auto sample = take_sample(rank_units(HashName::sm3, seed, frame), allocations);
    for (std::size_t i = 0; i < frame.units.size(); ++i) {
        const std::string& id = frame.units[i].id;
        if (std::any_of(sample.begin(), sample.end(), [&](const Drawn& d) { return d.unit == id; }))
            continue;
        Frame smaller = frame;
        smaller.units.erase(smaller.units.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(take_sample(rank_units(HashName::sm3, seed, smaller), allocations), sample);
    }
}

}  // namespace
}  // namespace draw
