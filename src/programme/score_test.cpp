#include "programme/score.hpp"

#include <rapidcheck.h>

#include <random>
#include <set>

#include "test_world.hpp"

namespace {

using namespace programme;
using base::Rational;
using programme_tests::fraction;
using programme_tests::make_indicator;
using programme_tests::make_item;
using programme_tests::one_item;
using programme_tests::region_number;

ItemScore score_one(const Item& item, Count count, Unit unit = Unit::percent,
                    Direction direction = Direction::higher_is_better) {
    Programme p = one_item(item, unit);
    p.indicators[0].direction = direction;
    return score_units(p, {{"433124000000", {count}}}).at(0).items.at(0);
}

std::string points_of(const Item& item, Count count, Unit unit = Unit::percent,
                      Direction direction = Direction::higher_is_better) {
    return base::format_exact(score_one(item, count, unit, direction).points);
}

// The worked village of the 100-point method: 5 settlements, 1,000 residents, 300 households.
struct Worked {
    Programme programme;
    UnitFacts village{"433124101201", {}};

    void add(const std::string& aspect, ItemKind kind, std::int64_t weight, Unit unit, Count count,
             const Rational& limit) {
        const std::string name = "i" + std::to_string(programme.indicators.size());
        programme.indicators.push_back(make_indicator(name, unit));
        village.counts.push_back(count);
        Item item = make_item(kind, weight, name);
        item.target = limit;
        item.threshold = limit;
        item.points_each = limit;
        auto& aspects = programme.scorecard->aspects;
        if (aspects.empty() || aspects.back().name != aspect) aspects.push_back({aspect, {}, {}});
        aspects.back().items.push_back(item);
    }

    Worked() {
        const auto proportional = ItemKind::proportional;
        const auto boolean = ItemKind::boolean;
        programme.scorecard = Scorecard{};
        programme.scorecard->total = 100;
        programme.scorecard->pass = 80;
        programme.scorecard->top = 10;
        add("connectivity", proportional, 10, Unit::percent, {5, 5}, 1);
        add("connectivity", proportional, 10, Unit::percent, {4, 5}, 1);
        add("phones", proportional, 15, Unit::percent, {650, 1000}, fraction(7, 10));
        add("four_g", proportional, 15, Unit::percent, {560, 1000}, fraction(7, 10));
        add("broadband", proportional, 15, Unit::percent, {90, 300}, fraction(2, 5));
        add("network", boolean, 4, Unit::percent, {1, 1}, 1);
        add("network", proportional, 6, Unit::percent, {300, 1000}, fraction(1, 2));
        add("ring", boolean, 2, Unit::percent, {1, 1}, 1);
        add("ring", proportional, 3, Unit::count, {4, 1}, 5);
        add("mas", boolean, 2, Unit::percent, {1, 1}, 1);
        add("mas", proportional, 2, Unit::percent, {240, 300}, fraction(4, 5));
        add("mas", proportional, 2, Unit::count, {1, 1}, 2);
        add("mas", boolean, 2, Unit::percent, {1, 1}, 1);
        add("mas", proportional, 2, Unit::count, {4, 1}, 4);
        add("room", boolean, 2, Unit::percent, {1, 1}, 1);
        add("room", ItemKind::count, 2, Unit::count, {2, 1}, 1);
        add("room", boolean, 2, Unit::percent, {1, 1}, 1);
        add("room", boolean, 2, Unit::count, {10, 1}, 12);
        add("room", boolean, 2, Unit::count, {1, 1}, 1);
    }
};

TEST(Score, X_08_the_worked_village_has_exactly_2357_28ths_shown_84_18_and_passes) {
    const Worked worked;
    const UnitScore score = score_units(worked.programme, {worked.village}).at(0);
    EXPECT_EQ(score.total, fraction(2357, 28));
    EXPECT_EQ(base::format_fixed(score.total, 2), "84.18");
    EXPECT_TRUE(score.passed);
    EXPECT_EQ(score.rank, 1);
    std::map<std::string, Rational> aspects;
    for (const ItemScore& item : score.items) aspects[item.aspect] += item.points;
    EXPECT_EQ(aspects["connectivity"], fraction(18));
    EXPECT_EQ(aspects["phones"], fraction(195, 14));
    EXPECT_EQ(aspects["four_g"], fraction(12));
    EXPECT_EQ(aspects["broadband"], fraction(45, 4));
    EXPECT_EQ(aspects["network"], fraction(76, 10));
    EXPECT_EQ(aspects["ring"], fraction(44, 10));
    EXPECT_EQ(aspects["mas"], fraction(9));
    EXPECT_EQ(aspects["room"], fraction(8));
}

TEST(Score, X_08_every_point_is_explained_with_its_integers) {
    const Worked worked;
    const UnitScore score = score_units(worked.programme, {worked.village}).at(0);
    EXPECT_EQ(score.items[2].explanation.zh, "15 × min(1, 650/1000 ÷ 70%) = 195/14 ≈ 13.93");
    EXPECT_EQ(score.items[2].explanation.en, "15 × min(1, 650/1000 ÷ 70%) = 195/14 ≈ 13.93");
    EXPECT_EQ(score.items[4].explanation.zh, "15 × min(1, 90/300 ÷ 40%) = 11.25");
    EXPECT_EQ(score.items[5].explanation.zh, "1/1 ≥ 100%，得 4 分");
    EXPECT_EQ(score.items[8].explanation.zh, "3 × min(1, 4 ÷ 5) = 2.4");
    EXPECT_EQ(score.items[15].explanation.zh, "min(2, 1 × 2) = 2");
    EXPECT_EQ(score.items[17].explanation.zh, "10 < 12，得 0 分");
    EXPECT_EQ(score.items[17].explanation.en, "10 < 12: points 0");
}

TEST(Score, a_boolean_item_gives_all_at_its_threshold_and_nothing_below) {
    Item item = make_item(ItemKind::boolean, 4, "i");
    item.threshold = fraction(1, 2);
    EXPECT_EQ(points_of(item, {49, 100}), "0");
    EXPECT_EQ(points_of(item, {50, 100}), "4");
    EXPECT_EQ(points_of(item, {51, 100}), "4");
}

TEST(Score, a_proportional_item_grows_up_to_its_target_and_no_further) {
    Item item = make_item(ItemKind::proportional, 15, "i");
    item.target = fraction(7, 10);
    EXPECT_EQ(points_of(item, {0, 1000}), "0");
    EXPECT_EQ(points_of(item, {699, 1000}), "2097/140");
    EXPECT_EQ(points_of(item, {700, 1000}), "15");
    EXPECT_EQ(points_of(item, {701, 1000}), "15");
    EXPECT_EQ(points_of(item, {-5, 1000}), "0");
}

TEST(Score, a_step_item_loses_its_cost_for_each_step_begun) {
    Item item = make_item(ItemKind::step, 10, "i");
    item.target = 1;
    item.step = fraction(5, 100);
    item.cost = 2;
    EXPECT_EQ(points_of(item, {101, 100}), "10");
    EXPECT_EQ(points_of(item, {100, 100}), "10");
    EXPECT_EQ(points_of(item, {99, 100}), "8");
    EXPECT_EQ(points_of(item, {95, 100}), "8");
    EXPECT_EQ(points_of(item, {94, 100}), "6");
    EXPECT_EQ(points_of(item, {10, 100}), "0");
    EXPECT_EQ(score_one(item, {94, 100}).explanation.zh,
              "max(0, 10 − 2 × ⌈(100% − 94/100) ÷ 5%⌉) = 6");
    EXPECT_EQ(score_one(item, {100, 100}).explanation.en, "100/100 ≥ 100%: points 10");
}

TEST(Score, a_step_item_over_an_indicator_that_should_be_low_counts_what_is_above) {
    Item item = make_item(ItemKind::step, 10, "i");
    item.target = 0;
    item.step = 1;
    item.cost = 3;
    const auto lower = Direction::lower_is_better;
    EXPECT_EQ(points_of(item, {0, 1}, Unit::count, lower), "10");
    EXPECT_EQ(points_of(item, {1, 1}, Unit::count, lower), "7");
    EXPECT_EQ(points_of(item, {4, 1}, Unit::count, lower), "0");
}

TEST(Score, a_banded_item_gives_the_points_of_the_highest_band_reached) {
    Item item = make_item(ItemKind::banded, 10, "i");
    item.bands = {{fraction(9, 10), 10}, {fraction(6, 10), 5}};
    EXPECT_EQ(points_of(item, {59, 100}), "0");
    EXPECT_EQ(points_of(item, {60, 100}), "5");
    EXPECT_EQ(points_of(item, {89, 100}), "5");
    EXPECT_EQ(points_of(item, {90, 100}), "10");
    EXPECT_EQ(score_one(item, {59, 100}).explanation.zh, "59/100 未达到任何档次，得 0 分");
    EXPECT_EQ(score_one(item, {90, 100}).explanation.zh, "90/100 ≥ 90%，得 10 分");
}

TEST(Score, a_count_item_pays_for_whole_units_up_to_its_cap) {
    Item item = make_item(ItemKind::count, 2, "i");
    item.points_each = 1;
    EXPECT_EQ(points_of(item, {0, 1}, Unit::count), "0");
    EXPECT_EQ(points_of(item, {1, 1}, Unit::count), "1");
    EXPECT_EQ(points_of(item, {2, 1}, Unit::count), "2");
    EXPECT_EQ(points_of(item, {3, 1}, Unit::count), "2");
    EXPECT_EQ(points_of(item, {19, 10}, Unit::count), "1");
    EXPECT_EQ(points_of(item, {-3, 1}, Unit::count), "0");
}

TEST(Score, a_manual_item_gives_what_a_person_gave_up_to_its_weight) {
    const Item item = make_item(ItemKind::manual, 10, "i");
    EXPECT_EQ(points_of(item, {850, 100}, Unit::count), "17/2");
    EXPECT_EQ(points_of(item, {1000, 100}, Unit::count), "10");
    EXPECT_EQ(points_of(item, {1001, 100}, Unit::count), "10");
    EXPECT_EQ(score_one(item, {850, 100}, Unit::count).explanation.zh,
              "人工计分 8.5 分（上限 10 分）");
}

TEST(Score, a_product_multiplies_the_capped_shares_of_its_factors) {
    Item item = make_item(ItemKind::product, 20, "");
    item.factors = {{"i", 1}, {"j", fraction(1, 2)}};
    Programme p = one_item(item, Unit::percent);
    p.indicators.push_back(make_indicator("j", Unit::percent));
    const auto points = [&](Count i, Count j) {
        return base::format_exact(score_units(p, {{"1", {i, j}}}).at(0).items.at(0).points);
    };
    EXPECT_EQ(points({9, 10}, {1, 2}), "18");
    EXPECT_EQ(points({9, 10}, {1, 1}), "18");
    EXPECT_EQ(points({9, 10}, {1, 4}), "9");
    EXPECT_EQ(points({0, 10}, {1, 4}), "0");
    const UnitScore none = score_units(p, {{"1", {{9, 10}, {0, 0}}}}).at(0);
    EXPECT_FALSE(none.complete);
    EXPECT_EQ(none.items.at(0).count, Count{});
}

TEST(Score, a_veto_makes_the_total_zero_at_its_threshold_only) {
    Item earned = make_item(ItemKind::boolean, 90, "i");
    earned.threshold = 1;
    Item veto = make_item(ItemKind::veto, 0, "accidents");
    veto.threshold = 1;
    Programme p = one_item(earned, Unit::count);
    p.indicators.push_back(make_indicator("accidents", Unit::count));
    p.scorecard->aspects[0].items.push_back(veto);
    const auto score = [&](std::int64_t accidents) {
        return score_units(p, {{"1", {{1, 1}, {accidents, 1}}}}).at(0);
    };
    EXPECT_EQ(score(0).total, fraction(90));
    EXPECT_TRUE(score(0).passed);
    EXPECT_EQ(score(1).total, fraction(0));
    EXPECT_TRUE(score(1).vetoed);
    EXPECT_FALSE(score(1).passed);
    EXPECT_EQ(score(1).items.at(1).maximum, fraction(0));
}

TEST(Score, bonus_points_come_on_top_of_the_hundred) {
    Item item = make_item(ItemKind::boolean, 100, "i");
    item.threshold = 1;
    Item bonus = make_item(ItemKind::bonus, 5, "i");
    bonus.points_each = 2;
    Programme p = one_item(item, Unit::count);
    p.scorecard->aspects[0].items.push_back(bonus);
    EXPECT_EQ(score_units(p, {{"1", {{2, 1}}}}).at(0).total, fraction(104));
    EXPECT_EQ(score_units(p, {{"1", {{3, 1}}}}).at(0).total, fraction(105));
}

TEST(Score, a_zero_denominator_lists_the_unit_apart_without_rank) {
    Item item = make_item(ItemKind::proportional, 10, "i");
    item.target = 1;
    const Programme p = one_item(item, Unit::percent);
    const auto scores = score_units(p, {{"1", {{0, 0}}}, {"2", {{0, 5}}}});
    EXPECT_EQ(scores.at(0).region, "2");
    EXPECT_EQ(scores.at(0).rank, 1);
    EXPECT_EQ(scores.at(1).region, "1");
    EXPECT_FALSE(scores.at(1).complete);
    EXPECT_FALSE(scores.at(1).rank);
    EXPECT_FALSE(scores.at(1).passed);
    EXPECT_FALSE(scores.at(1).items.at(0).applicable);
}

TEST(Score, a_fallback_is_used_only_where_the_denominator_is_zero_and_said_so) {
    Item item = make_item(ItemKind::proportional, 10, "i");
    item.target = 1;
    Programme p = one_item(item, Unit::percent);
    p.indicators[0].fallback = "j";
    p.indicators.push_back(make_indicator("j", Unit::percent));
    p.indicators[1].fallback = "k";
    p.indicators.push_back(make_indicator("k", Unit::percent));
    EXPECT_EQ(effective_count(p, {"1", {{0, 1}, {1, 1}, {1, 1}}}, 0), (Count{0, 1}));
    EXPECT_EQ(effective_count(p, {"1", {{0, 0}, {1, 2}, {1, 1}}}, 0), (Count{1, 2}));
    EXPECT_EQ(effective_count(p, {"1", {{0, 0}, {0, 0}, {3, 4}}}, 0), (Count{3, 4}));
    const UnitScore score = score_units(p, {{"1", {{0, 0}, {1, 2}, {1, 1}}}}).at(0);
    EXPECT_EQ(score.items.at(0).points, fraction(5));
    EXPECT_NE(score.items.at(0).explanation.zh.find("采用替代指标"), std::string::npos);
}

// A unit scores hundredths / 100 points.
Programme hundredths_programme() {
    Programme p = one_item(make_item(ItemKind::manual, 100, "i"), Unit::count);
    p.scorecard->pass = 80;
    p.scorecard->top = 10;
    p.indicators.push_back(make_indicator("tie", Unit::count));
    p.scorecard->tie_break = {"tie"};
    return p;
}

TEST(Score, H_18_eighty_passes_and_79_995_shown_as_80_00_does_not) {
    const Programme p = hundredths_programme();
    const auto score = [&](std::int64_t thousandths) {
        return score_units(p, {{"1", {{thousandths, 1000}, {0, 1}}}}).at(0);
    };
    EXPECT_TRUE(score(80000).passed);
    EXPECT_FALSE(score(79995).passed);
    EXPECT_EQ(base::format_fixed(score(79995).total, 2), "80.00");
    EXPECT_TRUE(score(80001).passed);
}

TEST(Score, H_22_a_full_tie_at_places_ten_and_eleven_leaves_nine_fixed_and_two_to_decide) {
    const Programme p = hundredths_programme();
    std::vector<UnitFacts> units;
    for (int i = 1; i <= 12; ++i) {
        const std::int64_t points = i == 11 ? 9000 : 10000 - 100 * i;  // places 10 and 11 both 90
        units.push_back({region_number(i), {{points, 100}, {7, 1}}});
    }
    units.push_back({region_number(13), {{7999, 100}, {7, 1}}});
    const auto scores = score_units(p, units);
    std::map<Grade, int> grades;
    for (const UnitScore& s : scores) ++grades[s.grade];
    EXPECT_EQ(grades[Grade::excellent], 9);
    EXPECT_EQ(grades[Grade::awaiting_decision], 2);
    EXPECT_EQ(grades[Grade::passed], 1);
    EXPECT_EQ(grades[Grade::none], 1);
    EXPECT_EQ(scores[9].rank, 10);
    EXPECT_EQ(scores[10].rank, 10);
    EXPECT_EQ(scores[11].rank, 12);
    EXPECT_EQ(scores[9].region, region_number(10));
    EXPECT_EQ(scores[10].region, region_number(11));
}

TEST(Score, H_22_the_tie_break_decides_place_ten_when_it_can) {
    const Programme p = hundredths_programme();
    std::vector<UnitFacts> units;
    for (int i = 1; i <= 12; ++i) units.push_back({region_number(i), {{9000, 100}, {i, 1}}});
    const auto scores = score_units(p, units);
    for (std::size_t i = 0; i < 12; ++i) {
        EXPECT_EQ(scores[i].region, region_number(12 - static_cast<int>(i)));
        EXPECT_EQ(scores[i].rank, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(scores[i].grade, i < 10 ? Grade::excellent : Grade::passed);
    }
}

TEST(Score, H_22_a_group_of_equals_that_fills_the_last_place_exactly_is_excellent) {
    const Programme p = hundredths_programme();
    std::vector<UnitFacts> units;
    for (int i = 1; i <= 10; ++i) units.push_back({region_number(i), {{9000, 100}, {1, 1}}});
    units.push_back({region_number(11), {{8000, 100}, {1, 1}}});
    const auto scores = score_units(p, units);
    for (std::size_t i = 0; i < 10; ++i) {
        EXPECT_EQ(scores[i].rank, 1);
        EXPECT_EQ(scores[i].grade, Grade::excellent);
    }
    EXPECT_EQ(scores[10].rank, 11);
    EXPECT_EQ(scores[10].grade, Grade::passed);
}

TEST(Score, H_20_nobody_is_excellent_without_having_passed) {
    const Programme p = hundredths_programme();
    const auto scores =
        score_units(p, {{"1", {{7900, 100}, {1, 1}}}, {"2", {{8000, 100}, {1, 1}}}});
    EXPECT_EQ(scores[0].grade, Grade::excellent);
    EXPECT_EQ(scores[1].grade, Grade::none);
}

TEST(Score, a_tie_break_by_aspect_compares_the_aspects_points) {
    Item first = make_item(ItemKind::manual, 50, "i");
    Item second = make_item(ItemKind::manual, 50, "j");
    second.name = "second";
    Programme p = one_item(first, Unit::count);
    p.indicators.push_back(make_indicator("j", Unit::count));
    p.scorecard->aspects.push_back({"b", {}, {second}});
    p.scorecard->tie_break = {"b"};
    const auto scores = score_units(p, {{"1", {{20, 1}, {30, 1}}}, {"2", {{10, 1}, {40, 1}}}});
    EXPECT_EQ(scores[0].region, "2");
    EXPECT_EQ(scores[1].rank, 2);
}

TEST(Judge, a_rate_meets_its_line_at_it_and_not_just_below) {
    Programme p;
    p.indicators = {make_indicator("i", Unit::percent)};
    p.indicators[0].pass = fraction(7, 10);
    EXPECT_EQ(judge(p, {"1", {{700, 1000}}}, 0), Judgement::met);
    EXPECT_EQ(judge(p, {"1", {{699, 1000}}}, 0), Judgement::not_met);
    EXPECT_EQ(judge(p, {"1", {{701, 1000}}}, 0), Judgement::met);
    EXPECT_EQ(judge(p, {"1", {{0, 0}}}, 0), Judgement::not_applicable);
    p.indicators[0].direction = Direction::lower_is_better;
    EXPECT_EQ(judge(p, {"1", {{700, 1000}}}, 0), Judgement::met);
    EXPECT_EQ(judge(p, {"1", {{701, 1000}}}, 0), Judgement::not_met);
}

TEST(Judge, a_soft_target_alone_is_never_plainly_not_met) {
    Programme p;
    p.indicators = {make_indicator("i", Unit::percent)};
    EXPECT_EQ(judge(p, {"1", {{1, 2}}}, 0), Judgement::no_target);
    p.indicators[0].soft = fraction(1);
    EXPECT_EQ(judge(p, {"1", {{1, 2}}}, 0), Judgement::soft_not_met);
    EXPECT_EQ(judge(p, {"1", {{2, 2}}}, 0), Judgement::met);
    p.indicators[0].full = fraction(1);
    EXPECT_EQ(judge(p, {"1", {{1, 2}}}, 0), Judgement::not_met);
    p.indicators[0].pass = fraction(1, 2);
    EXPECT_EQ(judge(p, {"1", {{1, 2}}}, 0), Judgement::met);
}

TEST(Judge, G_09_nothing_is_judged_before_the_precondition_is_fully_met) {
    Programme p;
    p.indicators = {make_indicator("coverage", Unit::percent),
                    make_indicator("exit", Unit::percent), make_indicator("base", Unit::percent)};
    p.indicators[0].pass = fraction(95, 100);
    p.indicators[0].precondition = "exit";
    EXPECT_EQ(judge(p, {"1", {{1, 1}, {0, 1}, {1, 1}}}, 0), Judgement::precondition_unmet);
    EXPECT_EQ(judge(p, {"1", {{1, 1}, {0, 0}, {1, 1}}}, 0), Judgement::precondition_unmet);
    EXPECT_EQ(judge(p, {"1", {{1, 1}, {1, 1}, {1, 1}}}, 0), Judgement::met);
    p.indicators[1].precondition = "base";
    EXPECT_EQ(judge(p, {"1", {{1, 1}, {1, 1}, {1, 2}}}, 0), Judgement::precondition_unmet);
    EXPECT_EQ(judge(p, {"1", {{1, 1}, {1, 1}, {2, 2}}}, 0), Judgement::met);
}

TEST(Judge, a_percentage_that_only_looks_reached_is_a_rounding_trap) {
    Indicator i = make_indicator("i", Unit::percent);
    i.pass = fraction(95, 100);
    EXPECT_TRUE(is_rounding_trap(i, {94996, 100000}));
    EXPECT_TRUE(is_rounding_trap(i, {94995, 100000}));
    EXPECT_FALSE(is_rounding_trap(i, {94994, 100000}));
    EXPECT_FALSE(is_rounding_trap(i, {95, 100}));
    EXPECT_FALSE(is_rounding_trap(i, {0, 0}));
    i.pass.reset();
    EXPECT_FALSE(is_rounding_trap(i, {94996, 100000}));
}

}  // namespace
