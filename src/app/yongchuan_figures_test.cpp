#include <gmock/gmock.h>

#include "yongchuan_for_tests.hpp"

// Tables, clues, plans and answers of the Yongchuan plan.
namespace {

using namespace for_tests;
using namespace for_tests::yongchuan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class YongchuanFiguresTest : public ZhongshanTest {};

TEST_P(YongchuanFiguresTest, Y_36_metering_hazards_are_counted_by_their_defect) {
    const std::string closed = hazard(one, {{"category", "metering"}, {"metering_defect", "seal"}});
    hazard(two, {{"category", "metering"}, {"metering_defect", "seal"}});
    hazard(two, {{"category", "metering"}, {"metering_defect", "box"}});
    close_hazard(closed);
    const auto table = counts({"hazard", {"metering_defect"}, {}, {}, "category = 'metering'", {}});
    EXPECT_EQ(group(table, {"seal"}).at("rows"), 2);
    EXPECT_EQ(group(table, {"seal"}).at("closed"), 1);
    EXPECT_EQ(group(table, {"live_box"}).at("rows"), 0);
    EXPECT_EQ(table.at("total").at("rows"), 3);
    expect("metering_closed", 1, 3);
}

TEST_P(YongchuanFiguresTest, Y_38_an_expired_contractor_gets_no_order_and_15_of_1000_are_listed) {
    put("contractor", {{"region", street},
                       {"code", "C1"},
                       {"name", "电力安装公司"},
                       {"licence", "承装五级"},
                       {"valid_to", "2021-10-31"}});
    const auto order = [&](const char* on) {
        return opened(
            "protector_order",
            {{"region", one}, {"household_number", "1"}, {"contractor", "C1"}, {"ordered_on", on}});
    };
    order("2021-10-31");
    EXPECT_NE(refused([&] { order("2021-11-01"); }).find("过期"), std::string::npos);
    const auto house = [&](int number, const char* protector, const char* in_service) {
        put("household", {{"region", one},
                          {"number", std::to_string(number)},
                          {"occupancy", "permanent"},
                          {"protector", protector},
                          {"protector_in_service", in_service}});
    };
    for (int i = 0; i < 20; ++i) house(i, i < 18 ? "是" : "否", i < 17 ? "是" : "否");
    expect("occupied_in_service", 17, 20);
    expect("occupied_not_installed", 2, 1);
    expect("occupied_not_in_service", 1, 1);
}

TEST_P(YongchuanFiguresTest, Y_42_a_hall_without_a_log_in_a_week_is_overdue) {
    put("public_place", {{"region", one}, {"kind", "hall"}, {"name", "中山路营业厅"}});
    today("2021-11-08");
    (void)evaluate("2021-11-07");
    app::EntryFilter overdue;
    overdue.ledger = "routine";
    overdue.only_overdue = true;
    std::vector<std::string> weeks;
    const auto late = ordered_json::parse(app_->ledgers().entries(overdue));
    for (const auto& entry : late.at("entries")) {
        if (entry.at("values").at("kind") != "hall_display") continue;
        EXPECT_EQ(entry.at("values").at("unit"), "中山路营业厅");
        weeks.push_back(entry.at("values").at("period"));
    }
    EXPECT_THAT(weeks, testing::Contains("2021-W44"));
    for (const auto& row : entries("routine"))
        if (row.at("kind") == "hall_display" && row.at("period") == "2021-W44")
            step("routine", row.at("number"), "record",
                 {{"done_on", "2021-11-05"}, {"content", "循环播放"}}, "station");
    const auto still = ordered_json::parse(app_->ledgers().entries(overdue));
    for (const auto& entry : still.at("entries"))
        EXPECT_NE(entry.at("values").at("period"), "2021-W44");
}

TEST_P(YongchuanFiguresTest, Y_43_leaflets_and_questions_add_up_by_hall_and_month) {
    const auto day = [&](const char* on, const char* leaflets) {
        put("hall_day", {{"region", one},
                         {"hall", "中山路营业厅"},
                         {"day", on},
                         {"leaflets", leaflets},
                         {"consultations", "3"}});
    };
    day("2021-10-01", "10");
    day("2021-10-31", "15");
    day("2021-11-01", "7");
    const auto table = counts({"hall_day", {"hall", "day"}, {"leaflets", "consultations"}});
    const auto october = group(table, {"中山路营业厅", "2021-10"});
    EXPECT_EQ(october.at("sums").at("leaflets"), "25");
    EXPECT_EQ(october.at("sums").at("consultations"), "6");
    EXPECT_EQ(table.at("total").at("sums").at("leaflets"), "32");
}

TEST_P(YongchuanFiguresTest, Y_44_eight_percent_and_minus_two_percent_are_clues) {
    const auto month = [&](const char* area, const char* period, const char* sold,
                           const char* before) {
        put("line_loss", {{"region", one},
                          {"area_code", area},
                          {"period", period},
                          {"supplied_kwh", "10000"},
                          {"sold_kwh", sold},
                          {"month_before", before}});
    };
    month("T1", "2021-11", "9200", "");
    month("T2", "2021-11", "10200", "");
    month("T3", "2021-11", "9300", "");   // 7 %
    month("T4", "2021-11", "10100", "");  // -1 %
    month("T5", "2021-10", "9700", "");
    month("T5", "2021-11", "9400", "2021-10");  // 3 points more
    month("T6", "2021-10", "9701", "");
    month("T6", "2021-11", "9400", "2021-10");  // 3.01 points more
    EXPECT_THAT(found("loss_high"), ElementsAre(HasSubstr("台区T1")));
    EXPECT_THAT(found("loss_negative"), ElementsAre(HasSubstr("台区T2")));
    EXPECT_THAT(found("loss_rises"), ElementsAre(HasSubstr("台区T6")));
}

TEST_P(YongchuanFiguresTest, Y_46_villages_that_plan_less_than_the_street_are_refused) {
    const auto plan = [&](const char* region, const char* planned) {
        put("app_binding", {{"region", region},
                            {"period", "2021-12"},
                            {"customers", "3000"},
                            {"planned", planned}});
    };
    plan(one, "2000");
    plan(two, "2499");
    const std::string number =
        opened("app_plan", {{"region", street}, {"period", "2021-12"}, {"target", "4500"}});
    const auto submit = [&] {
        step("app_plan", number, "submit", ordered_json::object(), "power",
             {evidence_of("app_plan", number)});
    };
    EXPECT_NE(refused(submit).find("4499"), std::string::npos);
    plan(two, "2500");
    submit();
    step("app_plan", number, "approve", ordered_json::object(), "office");
}

TEST_P(YongchuanFiguresTest, Y_47_a_matrix_of_level_and_theme_shows_its_empty_cells) {
    held(one, "village", "2021-10-10", {{"level", "village"}, {"theme", "3"}});
    held(one, "village", "2021-10-11", {{"level", "street"}, {"theme", "1"}});
    const auto table = counts({"activity", {"level", "theme"}});
    EXPECT_EQ(table.at("rows").size(), 16U);
    EXPECT_EQ(group(table, {"village", "3"}).at("rows"), 1);
    EXPECT_EQ(group(table, {"group", "4"}).at("rows"), 0);
}

TEST_P(YongchuanFiguresTest, Y_49_clippings_are_counted_by_level_and_month) {
    const auto clip = [&](const char* level, const char* on) {
        opened("story", {{"region", street},
                         {"kind", "clip"},
                         {"title", "报道"},
                         {"outlet_level", level},
                         {"published_on", on}});
    };
    clip("district", "2021-10-01");
    clip("district", "2021-10-20");
    clip("province", "2021-11-01");
    const auto table =
        counts({"story", {"outlet_level", "published_on"}, {}, {}, "kind = 'clip'", {}});
    EXPECT_EQ(group(table, {"district", "2021-10"}).at("rows"), 2);
    EXPECT_EQ(group(table, {"district", "2021-11"}).at("rows"), 0);
    EXPECT_EQ(table.at("total").at("rows"), 3);
}

TEST_P(YongchuanFiguresTest, Y_52_four_lines_of_common_prevention_have_their_rates) {
    put("coordinator",
        {{"region", one}, {"number", "1"}, {"identity", "electrician"}, {"active", "是"}});
    put("coordinator",
        {{"region", two}, {"number", "1"}, {"identity", "village_cadre"}, {"active", "是"}});
    expect("self_managed", 1, 2);
    const std::string tree = hazard(one, {{"category", "tree"}});
    hazard(two, {{"category", "tree"}});
    close_hazard(tree);
    expect("tree_cured", 1, 2);
    const auto table = app_->score("yongchuan-zhongshan-2021", "2021-12");
    for (const auto& goal : table.programme.goals) {
        if (goal.name != "group_prevention") continue;
        EXPECT_THAT(goal.indicators, ElementsAre("pond_treated", "household_installed",
                                                 "tree_cured", "self_managed"));
    }
}

TEST_P(YongchuanFiguresTest, Y_53_and_Y_59_an_event_resets_its_own_class_and_causes_add_up) {
    today("2021-12-20");
    const auto event = [&](const char* number, const char* category, const char* on,
                           const char* cause) {
        put("safety_event", {{"number", number},
                             {"region", one},
                             {"category", category},
                             {"occurred_on", on},
                             {"state", "confirmed"},
                             {"cause", cause}});
    };
    EXPECT_NE(refused([&] { event("1", "shock", "2021-12-01", ""); }).find("主要原因"),
              std::string::npos);
    event("1", "shock", "2021-12-01", "wiring");
    event("2", "house_fire", "2021-11-20", "old_wires");
    event("3", "shock", "2021-12-18", "wiring");
    const auto table = counts({"safety_event", {"category", "region"}, {}, "occurred_on"});
    EXPECT_EQ(group(table, {"shock", one}).at("days_since"), 2);
    EXPECT_EQ(group(table, {"house_fire", one}).at("days_since"), 30);
    EXPECT_TRUE(group(table, {"forest_fire", one}).at("days_since").is_null());
    const auto causes = counts({"safety_event", {"cause"}});
    int rows = 0;
    for (const auto& row : causes.at("rows")) rows += row.at("rows").get<int>();
    EXPECT_EQ(rows, 3);
    EXPECT_EQ(group(causes, {"wiring"}).at("rows"), 2);
}

TEST_P(YongchuanFiguresTest, Y_54_a_case_with_one_visit_is_not_without_a_visit) {
    const auto served = [&](const char* number, const char* visits, const char* cost) {
        put("service_case", {{"number", number},
                             {"region", one},
                             {"visits", visits},
                             {"approvals", "0"},
                             {"customer_cost_fen", cost}});
    };
    served("1", "0", "0");
    served("2", "1", "0");
    served("3", "0", "1");
    expect("zero_visit", 2, 3);
    expect("zero_approval", 3, 3);
    expect("three_zeros", 1, 3);
}

TEST_P(YongchuanFiguresTest, Y_60_a_report_to_somebody_who_is_not_listed_asks_for_confirmation) {
    put("report_recipient", {{"region", street},
                             {"programme", "yongchuan-zhongshan-2021"},
                             {"recipient", "区安委办"},
                             {"every", "month"}});
    const auto report = [&](const char* recipient) {
        return opened("outgoing_report", {{"region", street},
                                          {"programme", "yongchuan-zhongshan-2021"},
                                          {"document", "月总结"},
                                          {"recipient", recipient}});
    };
    step("outgoing_report", report("区安委办"), "send", ordered_json::object(), "office");
    const std::string other = report("邻区经信委");
    EXPECT_NE(refused([&] {
                  step("outgoing_report", other, "send", ordered_json::object(), "office");
              }).find("请确认"),
              std::string::npos);
    step("outgoing_report", other, "send", {{"confirmed", "是"}}, "office");
}

TEST_P(YongchuanFiguresTest, Y_61_a_load_of_80_percent_for_two_hours_is_heavy_and_79_9_is_not) {
    const auto area = [&](const char* code, const char* load, const char* hours, const char* low) {
        put("area_load", {{"region", one},
                          {"area_code", code},
                          {"period", "2021-12"},
                          {"load_percent", load},
                          {"load_hours", hours},
                          {"low_user_days", low}});
    };
    area("T1", "80.0", "2", "0");
    area("T2", "79.9", "2", "0");
    area("T3", "80.0", "1.99", "0");
    area("T4", "50.0", "5", "1");
    expect("heavy_areas", 1, 1);
    expect("good_use", 2, 4);
}

TEST_P(YongchuanFiguresTest, Y_62_29_answers_are_too_few_and_30_state_whether_the_mean_rose) {
    const auto answers = [&](const char* round, int from, int to, const char* score) {
        for (int i = from; i < to; ++i)
            put("survey_answer", {{"round", round},
                                  {"number", std::string(round) + std::to_string(i)},
                                  {"region", one},
                                  {"score", score},
                                  {"topic", "safe_use"}});
    };
    const auto round = [&](const char* name) {
        return opened("survey_round", {{"region", street}, {"round", name}, {"topic", "safe_use"}});
    };
    const auto count = [&](const std::string& number, const char* rows, const char* points) {
        step("survey_round", number, "count", {{"answers", rows}, {"points", points}}, "office");
    };
    answers("始", 0, 29, "3");
    const std::string before = round("始");
    EXPECT_NE(refused([&] { count(before, "29", "87"); }).find("样本不足"), std::string::npos);
    answers("始", 29, 30, "3");
    EXPECT_FALSE(refused([&] { count(before, "30", "120"); }).empty());
    count(before, "30", "90");
    answers("终", 0, 30, "4");
    const std::string after = round("终");
    count(after, "30", "120");
    const auto compare = [&](const char* improved) {
        step("survey_round", after, "compare",
             {{"before_round", "始"},
              {"before_answers", "30"},
              {"before_points", "90"},
              {"improved", improved}},
             "office");
    };
    EXPECT_FALSE(refused([&] { compare("否"); }).empty());
    compare("是");
}

INSTANTIATE_ON_BOTH_DATABASES(YongchuanFiguresTest);

}  // namespace
