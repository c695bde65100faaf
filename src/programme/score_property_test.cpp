#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <set>

#include "programme/score.hpp"
#include "test_world.hpp"

namespace {

using namespace programme;
using base::Rational;
using programme_tests::fraction;
using programme_tests::make_indicator;
using programme_tests::make_item;
using programme_tests::region_number;

// One programme with an item of every kind over four indicators.
Programme every_kind() {
    Programme p;
    for (const char* name : {"w", "x", "y", "z"})
        p.indicators.push_back(make_indicator(name, Unit::percent));
    Scorecard card;
    card.total = 70;
    card.pass = 35;
    card.top = 3;
    card.tie_break = {"x", "a"};
    Aspect aspect{"a", {}, {}};
    for (const ItemKind kind :
         {ItemKind::boolean, ItemKind::proportional, ItemKind::step, ItemKind::banded,
          ItemKind::count, ItemKind::manual, ItemKind::bonus}) {
        Item item = make_item(kind, 10, kind == ItemKind::banded ? "x" : "w");
        item.target = fraction(3, 4);
        item.threshold = fraction(1, 3);
        item.step = fraction(1, 7);
        item.cost = 2;
        item.points_each = 3;
        item.bands = {{fraction(1, 2), 10}, {fraction(1, 4), 4}};
        aspect.items.push_back(item);
    }
    Item product = make_item(ItemKind::product, 10, "");
    product.factors = {{"y", 1}, {"z", fraction(1, 2)}};
    aspect.items.push_back(product);
    card.aspects = {aspect};
    p.scorecard = card;
    return p;
}

std::vector<UnitFacts> random_units(std::mt19937_64& random, int how_many) {
    std::vector<UnitFacts> units;
    for (int u = 0; u < how_many; ++u) {
        UnitFacts facts{region_number(u), {}};
        for (int i = 0; i < 4; ++i) {
            const auto denominator = static_cast<std::int64_t>(random() % 5);
            facts.counts.push_back({static_cast<std::int64_t>(random() % 6), denominator});
        }
        units.push_back(facts);
    }
    return units;
}

std::string show(const std::vector<UnitScore>& scores) {
    std::string text;
    for (const UnitScore& s : scores) {
        text += s.region + " " + base::format_exact(s.total) + " " +
                std::to_string(s.rank.value_or(0)) + " " +
                std::to_string(static_cast<int>(s.grade));
        for (const ItemScore& i : s.items) text += " " + i.explanation.zh + i.explanation.en;
        text += "\n";
    }
    return text;
}

TEST(ScoreProperties, the_order_of_the_units_changes_nothing) {
    const Programme p = every_kind();
    EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
        std::mt19937_64 random(seed);
        std::vector<UnitFacts> units = random_units(random, 25);
        const std::string before = show(score_units(p, units));
        std::shuffle(units.begin(), units.end(), random);
        RC_ASSERT(show(score_units(p, units)) == before);
    }));
}

TEST(ScoreProperties, points_lie_within_nothing_and_the_weight_and_sum_to_the_total) {
    const Programme p = every_kind();
    EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
        std::mt19937_64 random(seed);
        for (const UnitScore& unit : score_units(p, random_units(random, 10))) {
            Rational sum;
            for (const ItemScore& item : unit.items) {
                RC_ASSERT(item.points >= 0);
                RC_ASSERT(item.points <= item.maximum);
                sum += item.points;
            }
            RC_ASSERT(unit.total == sum);
            RC_ASSERT(unit.passed == (unit.complete && unit.total >= 35));
        }
    }));
}

TEST(ScoreProperties, a_larger_numerator_never_lowers_an_item) {
    const Programme p = every_kind();
    EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
        std::mt19937_64 random(seed);
        UnitFacts facts = random_units(random, 1).at(0);
        const UnitScore before = score_units(p, {facts}).at(0);
        for (Count& count : facts.counts)
            count.numerator += static_cast<std::int64_t>(random() % 3);
        const UnitScore after = score_units(p, {facts}).at(0);
        for (std::size_t i = 0; i < before.items.size(); ++i)
            RC_ASSERT(after.items[i].points >= before.items[i].points);
    }));
}

TEST(ScoreProperties, ranks_follow_totals_and_equals_share_a_rank) {
    const Programme p = every_kind();
    EXPECT_TRUE(rc::check([&](std::uint64_t seed) {
        std::mt19937_64 random(seed);
        const auto scores = score_units(p, random_units(random, 30));
        std::int64_t awarded = 0;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            const UnitScore& s = scores[i];
            RC_ASSERT(s.rank.has_value() == s.complete);
            awarded += s.grade == Grade::excellent ? 1 : 0;
            if (i == 0 || !s.rank) continue;
            RC_ASSERT(scores[i - 1].total >= s.total);
            const bool new_rank = *s.rank == static_cast<std::int64_t>(i) + 1;
            RC_ASSERT(new_rank || s.rank == scores[i - 1].rank);
        }
        RC_ASSERT(awarded <= 3);
    }));
}

}  // namespace
