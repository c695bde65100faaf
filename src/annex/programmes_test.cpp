#include <gmock/gmock.h>

#include "programmes_for_tests.hpp"

namespace {

using namespace programmes_tests;

using programme::Count;
using programme::Programme;
using programme::UnitFacts;

class EveryProgramme : public testing::TestWithParam<std::string> {};

TEST_P(EveryProgramme, X_01_loads_without_a_problem) {
    const auto checked = check(GetParam());
    for (const auto& problem : checked.problems)
        ADD_FAILURE() << GetParam() << ":" << problem.line << ":" << problem.column << " "
                      << problem.path << " " << problem.message.en;
    ASSERT_TRUE(checked.programme);
    EXPECT_EQ(checked.programme->code, GetParam());
    EXPECT_FALSE(checked.programme->goals.empty());
}

TEST_P(EveryProgramme, X_01_every_goal_has_an_indicator_with_a_target_or_a_trend) {
    const Programme loaded = load(GetParam());
    for (const auto& goal : loaded.goals) {
        EXPECT_FALSE(goal.indicators.empty()) << goal.name;
        for (const auto& name : goal.indicators) EXPECT_TRUE(loaded.find_indicator(name)) << name;
    }
}

TEST_P(EveryProgramme, X_07_every_indicator_is_labelled_in_both_languages) {
    for (const auto& each : load(GetParam()).indicators) {
        EXPECT_FALSE(each.label.zh.empty()) << each.name;
        EXPECT_FALSE(each.label.en.empty()) << each.name;
    }
}

TEST_P(EveryProgramme, X_02_its_scope_stands_in_its_region_file) {
    const std::string regions = read_file(source_dir / "programmes" / GetParam() / "regions.csv");
    for (const auto& scope : load(GetParam()).scope)
        EXPECT_NE(regions.find("\n" + scope + ","), std::string::npos) << scope;
}

INSTANTIATE_TEST_SUITE_P(Programmes, EveryProgramme,
                         testing::Values("huayuan-2019", "ganzhou-2020", "chengkou-2020",
                                         "yongchuan-zhongshan-2021", "yunnan-grid-2020",
                                         "weixi-2020", "yongchuan-self-check-2021"));

// The worked village of the scoring method: 5 settlements, 1,000 residents, 300 households.
UnitFacts worked_village(const Programme& huayuan, const std::string& region) {
    const std::map<std::string, Count> counts = {{"settlement_four_g", {5, 5}},
                                                 {"settlement_fibre", {4, 5}},
                                                 {"phone_rate", {650, 1000}},
                                                 {"four_g_rate", {560, 1000}},
                                                 {"broadband_rate", {90, 300}},
                                                 {"network_formed", {1, 1}},
                                                 {"network_member_rate", {300, 1000}},
                                                 {"ring_opened", {1, 1}},
                                                 {"ring_numbers", {4, 1}},
                                                 {"mas_opened", {1, 1}},
                                                 {"mas_household_rate", {240, 300}},
                                                 {"mas_sends", {1, 1}},
                                                 {"cloud_opened", {1, 1}},
                                                 {"cloud_logins", {4, 1}},
                                                 {"room_place", {1, 1}},
                                                 {"room_computers", {2, 1}},
                                                 {"room_broadband", {1, 1}},
                                                 {"room_open", {0, 1}},
                                                 {"room_activity", {1, 1}}};
    UnitFacts unit{region, {}};
    for (const auto& each : huayuan.indicators) {
        const auto it = counts.find(each.name);
        unit.counts.push_back(it == counts.end() ? Count{0, 1} : it->second);
    }
    return unit;
}

void set(const Programme& huayuan, UnitFacts& unit, std::string_view name, Count count) {
    unit.counts.at(huayuan.find_indicator(name).value()) = count;
}

// A village with every point, by filling each indicator of the scorecard beyond its target.
UnitFacts full_village(const Programme& huayuan, const std::string& region) {
    UnitFacts unit{region, std::vector<Count>(huayuan.indicators.size(), Count{1, 1})};
    for (const char* name : {"ring_numbers", "mas_sends", "cloud_logins", "room_computers"})
        set(huayuan, unit, name, {5, 1});
    return unit;
}

TEST(Huayuan, H_02_three_goals_hold_two_three_and_three_indicators) {
    std::vector<std::size_t> sizes;
    for (const auto& goal : load("huayuan-2019").goals) sizes.push_back(goal.indicators.size());
    EXPECT_THAT(sizes, testing::ElementsAre(2, 3, 3));
}

TEST(Huayuan, H_03_one_village_short_of_two_hundred_is_not_met) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts county = full_village(huayuan, "433124000000");
    const auto index = huayuan.find_indicator("four_g_villages").value();
    set(huayuan, county, "four_g_villages", {199, 200});
    EXPECT_EQ(programme::judge(huayuan, county, index), programme::Judgement::not_met);
    set(huayuan, county, "four_g_villages", {200, 200});
    EXPECT_EQ(programme::judge(huayuan, county, index), programme::Judgement::met);
}

TEST(Huayuan, H_03_a_settlement_of_twenty_households_without_signal_keeps_the_goal_open) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts county = full_village(huayuan, "433124000000");
    set(huayuan, county, "settlement_20_four_g", {49, 50});
    EXPECT_EQ(programme::judge(huayuan, county, huayuan.find_indicator("four_g_villages").value()),
              programme::Judgement::precondition_unmet);
}

TEST(Huayuan, H_04_rates_meet_their_pass_line_at_seventy_seventy_and_forty_percent) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts village = full_village(huayuan, "433124101201");
    const std::map<std::string, std::int64_t> lines = {
        {"phone_rate", 700}, {"four_g_rate", 700}, {"broadband_rate", 400}};
    for (const auto& [name, line] : lines) {
        const auto index = huayuan.find_indicator(name).value();
        set(huayuan, village, name, {line, 1000});
        EXPECT_EQ(programme::judge(huayuan, village, index), programme::Judgement::met) << name;
        set(huayuan, village, name, {line - 1, 1000});
        EXPECT_EQ(programme::judge(huayuan, village, index), programme::Judgement::not_met) << name;
        EXPECT_FALSE(indicator(huayuan, name).note.zh.empty()) << "the denominator is printed";
    }
}

TEST(Huayuan, H_17_and_H_47_and_A_15_eight_aspects_share_one_hundred_points) {
    const auto scorecard = load("huayuan-2019").scorecard.value();
    std::vector<base::Rational> weights;
    for (const auto& aspect : scorecard.aspects) {
        base::Rational weight = 0;
        for (const auto& item : aspect.items) weight += item.weight;
        weights.push_back(weight);
    }
    EXPECT_THAT(weights, testing::ElementsAre(20, 15, 15, 15, 10, 5, 10, 10));
    EXPECT_EQ(scorecard.total, 100);
}

TEST(Huayuan, H_18_and_H_47_the_worked_village_scores_2357_28ths_and_passes) {
    const Programme huayuan = load("huayuan-2019");
    const auto scores = programme::score_units(huayuan, {worked_village(huayuan, "433124101201")});
    ASSERT_EQ(scores.size(), 1u);
    EXPECT_EQ(scores[0].total, base::make_rational(2357, 28));
    EXPECT_EQ(base::format_fixed(scores[0].total, 2), "84.18");
    EXPECT_TRUE(scores[0].complete);
    EXPECT_TRUE(scores[0].passed);
    EXPECT_EQ(scores[0].grade, programme::Grade::excellent);
}

TEST(Huayuan, H_18_the_worked_village_scores_each_aspect_as_the_method_states) {
    const Programme huayuan = load("huayuan-2019");
    const auto scores = programme::score_units(huayuan, {worked_village(huayuan, "433124101201")});
    std::map<std::string, base::Rational> points;
    for (const auto& item : scores.at(0).items) points[item.aspect] += item.points;
    EXPECT_EQ(points.at("connectivity"), 18);
    EXPECT_EQ(points.at("phones"), base::make_rational(195, 14));
    EXPECT_EQ(points.at("mobile_internet"), 12);
    EXPECT_EQ(points.at("broadband"), base::make_rational(45, 4));
    EXPECT_EQ(points.at("home_town_network"), base::make_rational(38, 5));
    EXPECT_EQ(points.at("group_ring"), base::make_rational(22, 5));
    EXPECT_EQ(points.at("village_affairs"), 9);
    EXPECT_EQ(points.at("learning_room"), 8);
}

TEST(Huayuan, H_18_exactly_eighty_passes_and_anything_less_does_not) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts village = full_village(huayuan, "433124101201");
    // 100 less the twenty points of 双百.
    set(huayuan, village, "settlement_four_g", {0, 5});
    set(huayuan, village, "settlement_fibre", {0, 5});
    EXPECT_EQ(programme::score_units(huayuan, {village}).at(0).total, 80);
    EXPECT_TRUE(programme::score_units(huayuan, {village}).at(0).passed);
    set(huayuan, village, "network_member_rate", {49999, 100000});
    const auto score = programme::score_units(huayuan, {village}).at(0);
    EXPECT_EQ(base::format_fixed(score.total, 2), "80.00");
    EXPECT_FALSE(score.passed);
}

TEST(Huayuan, H_17_a_village_without_registered_settlements_is_scored_by_its_committees_seat) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts village = full_village(huayuan, "433124101201");
    set(huayuan, village, "settlement_four_g", {0, 0});
    set(huayuan, village, "settlement_fibre", {0, 0});
    set(huayuan, village, "committee_fibre", {0, 1});
    const auto score = programme::score_units(huayuan, {village}).at(0);
    EXPECT_TRUE(score.complete);
    EXPECT_EQ(score.total, 90);
}

TEST(Huayuan, H_22_full_ties_across_the_tenth_place_wait_for_the_leading_group) {
    const Programme huayuan = load("huayuan-2019");
    std::vector<UnitFacts> units;
    for (int i = 0; i < 12; ++i) {
        units.push_back(full_village(huayuan, "4331241012" + std::to_string(10 + i)));
        const std::int64_t rank = i < 9 ? i : (i < 11 ? 9 : 11);
        set(huayuan, units.back(), "settlement_fibre", {100 - rank, 100});
    }
    const auto scores = programme::score_units(huayuan, units);
    const auto count = [&](programme::Grade grade) {
        return std::count_if(scores.begin(), scores.end(),
                             [&](const auto& score) { return score.grade == grade; });
    };
    EXPECT_EQ(count(programme::Grade::excellent), 9);
    EXPECT_EQ(count(programme::Grade::awaiting_decision), 2);
    EXPECT_EQ(count(programme::Grade::passed), 1);
}

TEST(Huayuan, H_22_equal_totals_are_parted_by_double_hundred_then_broadband) {
    const Programme huayuan = load("huayuan-2019");
    UnitFacts first = full_village(huayuan, "433124101203");
    UnitFacts second = full_village(huayuan, "433124101202");
    UnitFacts third = full_village(huayuan, "433124101201");
    set(huayuan, first, "room_open", {0, 1});
    set(huayuan, second, "room_open", {0, 1});
    set(huayuan, second, "broadband_rate", {1, 2});
    set(huayuan, third, "settlement_fibre", {8, 10});
    const auto scores = programme::score_units(huayuan, {third, second, first});
    ASSERT_EQ(scores.size(), 3u);
    EXPECT_EQ(scores[0].total, scores[2].total);
    EXPECT_EQ(scores[0].region, "433124101203");
    EXPECT_EQ(scores[1].region, "433124101202");
    EXPECT_EQ(scores[2].region, "433124101201");
}

TEST(Huayuan, H_34_is_scored_every_month_from_january_to_july) {
    EXPECT_THAT(programme::list_periods(load("huayuan-2019").periods),
                testing::ElementsAre("2019-01", "2019-02", "2019-03", "2019-04", "2019-05",
                                     "2019-06", "2019-07"));
}

TEST(Ganzhou, G_03_the_goals_are_exactly_two_families_at_three_levels) {
    const Programme ganzhou = load("ganzhou-2020");
    ASSERT_EQ(ganzhou.goals.size(), 2u);
    for (const auto& goal : ganzhou.goals) EXPECT_EQ(goal.indicators.size(), 3u) << goal.name;
    for (const char* family : {"four_g", "broadband"})
        for (const char* place : {"seat", "settlement", "village"})
            for (const char* operator_name : {"mobile", "telecom", "unicom"})
                EXPECT_TRUE(ganzhou.find_indicator(std::string(place) + "_" + family + "_" +
                                                   operator_name));
}

TEST(Ganzhou, G_09_settlement_rates_are_judged_only_when_the_exit_indicators_are_met) {
    const Programme ganzhou = load("ganzhou-2020");
    UnitFacts county{"360731000000", std::vector<Count>(ganzhou.indicators.size(), Count{1, 1})};
    const auto index = ganzhou.find_indicator("settlement_four_g").value();
    EXPECT_EQ(programme::judge(ganzhou, county, index), programme::Judgement::met);
    set(ganzhou, county, "exit_done", {16, 17});
    EXPECT_EQ(programme::judge(ganzhou, county, index), programme::Judgement::precondition_unmet);
}

TEST(Ganzhou, G_10_nineteen_and_fifteen_of_twenty_settlements_meet_their_lines) {
    const Programme ganzhou = load("ganzhou-2020");
    UnitFacts county{"360731000000", std::vector<Count>(ganzhou.indicators.size(), Count{1, 1})};
    const std::map<std::string, std::int64_t> lines = {{"settlement_four_g", 19},
                                                       {"settlement_broadband", 15}};
    for (const auto& [name, line] : lines) {
        const auto index = ganzhou.find_indicator(name).value();
        set(ganzhou, county, name, {line, 20});
        EXPECT_EQ(programme::judge(ganzhou, county, index), programme::Judgement::met) << name;
        set(ganzhou, county, name, {line - 1, 20});
        EXPECT_EQ(programme::judge(ganzhou, county, index), programme::Judgement::not_met) << name;
    }
}

TEST(Ganzhou, G_10_a_settlement_of_24_households_is_not_in_the_denominator) {
    const Programme ganzhou = load("ganzhou-2020");
    const auto& settlement = declaration("settlement");
    const auto& where = indicator(ganzhou, "settlement_four_g").denominator.where.value();
    EXPECT_TRUE(programme::matches(where, settlement, row_of(settlement, {{"households", 25}})));
    EXPECT_FALSE(programme::matches(where, settlement, row_of(settlement, {{"households", 24}})));
}

TEST(Ganzhou, G_08_poverty_incidence_counts_from_one_percent_exactly) {
    const Programme ganzhou = load("ganzhou-2020");
    const auto& village = declaration("village");
    const auto& where = indicator(ganzhou, "poor_villages").numerator.where.value();
    EXPECT_TRUE(programme::matches(
        where, village,
        row_of(village, {{"poor_population", 10}, {"registered_population", 1000}})));
    EXPECT_FALSE(programme::matches(
        where, village,
        row_of(village, {{"poor_population", 9}, {"registered_population", 1000}})));
    EXPECT_FALSE(programme::matches(
        where, village, row_of(village, {{"poor_population", 0}, {"registered_population", 0}})));
}

TEST(Ganzhou, G_12_a_seat_counts_only_when_verified_since_the_notice) {
    const Programme ganzhou = load("ganzhou-2020");
    const auto& place = declaration("public_place");
    const auto& where = indicator(ganzhou, "seat_four_g").numerator.among.value().where.value();
    const auto seat = [&](const std::string& covered, const std::string& date) {
        return row_of(
            place,
            {{"kind", std::string("committee")}, {"four_g", covered}, {"verified_on", date}});
    };
    EXPECT_TRUE(programme::matches(where, place, seat("yes", "2020-03-25")));
    EXPECT_FALSE(programme::matches(where, place, seat("yes", "2020-03-24")));
    EXPECT_FALSE(programme::matches(where, place, seat("unknown", "2020-04-01")));
}

TEST(Chengkou, C_11a_and_A_26_settlements_show_the_basic_line_beside_the_full_target) {
    const auto chengkou = load("chengkou-2020");
    const auto& both = indicator(chengkou, "settlement_both");
    EXPECT_EQ(both.pass, base::make_rational(95, 100));
    EXPECT_EQ(both.full, base::make_rational(1));
}

TEST(Chengkou, C_07_blind_spots_are_a_target_to_strive_for) {
    const auto chengkou = load("chengkou-2020");
    const auto& spots = indicator(chengkou, "open_blind_spots");
    EXPECT_FALSE(spots.pass);
    EXPECT_EQ(spots.soft, base::make_rational(0));
}

TEST(Chengkou, C_06_and_A_03_the_plan_of_51200_households_bears_its_rounding_of_fifty) {
    const auto chengkou = load("chengkou-2020");
    const auto& installed = indicator(chengkou, "protectors_installed");
    EXPECT_EQ(installed.pass, base::make_rational(51150));
    EXPECT_EQ(installed.full, base::make_rational(51200));
}

TEST(Yongchuan, Y_12_and_A_08_house_protectors_pass_at_95_and_are_full_at_100_percent) {
    const Programme yongchuan = load("yongchuan-zhongshan-2021");
    UnitFacts village{"500118901000", std::vector<Count>(yongchuan.indicators.size(), Count{1, 1})};
    for (const char* name : {"household_installed", "household_in_service"}) {
        EXPECT_EQ(indicator(yongchuan, name).full, base::make_rational(1));
        const auto index = yongchuan.find_indicator(name).value();
        set(yongchuan, village, name, {190, 200});
        EXPECT_EQ(programme::judge(yongchuan, village, index), programme::Judgement::met);
        set(yongchuan, village, name, {189, 200});
        EXPECT_EQ(programme::judge(yongchuan, village, index), programme::Judgement::not_met);
    }
}

TEST(Yongchuan, Y_07_a_fence_treats_a_pond_crossing_but_does_not_insulate_it) {
    const Programme yongchuan = load("yongchuan-zhongshan-2021");
    const auto& crossing = declaration("crossing");
    const auto fenced = row_of(crossing, {{"kind", std::string("pond")},
                                          {"voltage", std::string("ten_kv")},
                                          {"insulated", std::string("no")},
                                          {"isolated", std::string("yes")}});
    EXPECT_TRUE(programme::matches(*indicator(yongchuan, "pond_treated").numerator.where, crossing,
                                   fenced));
    EXPECT_FALSE(programme::matches(*indicator(yongchuan, "ten_kv_pond_insulated").numerator.where,
                                    crossing, fenced));
    const auto counts = [&](const char* state) {
        return programme::matches(
            *indicator(yongchuan, "pond_treated").denominator.where, crossing,
            row_of(crossing, {{"kind", std::string("pond")}, {"state", std::string(state)}}));
    };
    EXPECT_TRUE(counts("confirmed"));
    EXPECT_FALSE(counts("candidate")) << "what nobody has confirmed is no crossing yet";
    EXPECT_FALSE(counts("rejected"));
}

TEST(Yunnan, N_07_power_on_the_day_the_houses_are_done_is_in_time) {
    const Programme yunnan = load("yunnan-grid-2020");
    const auto& site = declaration("resettlement_site");
    const auto& where = indicator(yunnan, "power_with_houses").numerator.where.value();
    const auto powered = [&](const std::string& date) {
        return row_of(
            site, {{"house_completed_on", std::string("2020-05-20")}, {"power_ready_on", date}});
    };
    EXPECT_TRUE(programme::matches(where, site, powered("2020-05-20")));
    EXPECT_FALSE(programme::matches(where, site, powered("2020-05-21")));
}

}  // namespace
