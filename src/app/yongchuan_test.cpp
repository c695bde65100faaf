#include <gmock/gmock.h>

#include "yongchuan_for_tests.hpp"

// What the Yongchuan plan asks of rows together: documents, posts, surveys, schools, poles.
namespace {

using namespace for_tests;
using namespace for_tests::yongchuan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class YongchuanTest : public ZhongshanTest {};

TEST_P(YongchuanTest, Y_01_a_serial_is_not_padded_and_an_attachment_has_its_notice) {
    EXPECT_NE(refused([&] { document("永中办〔2021〕083号", "notice", ""); }).find("序号不编虚位"),
              std::string::npos);
    EXPECT_NE(refused([&] { document("永中办[2021]83号", "notice", ""); }).find("六角括号"),
              std::string::npos);
    EXPECT_NE(refused([&] {
                  document("永中办〔2021〕83号附件", "plan", "永中办〔2021〕83号");
              }).find("没有登记文号"),
              std::string::npos);
    document("永中办〔2021〕83号", "notice", "");
    document("永中办〔2021〕83号附件", "plan", "永中办〔2021〕83号");
    document("没有文号的折页", "material", "");
    EXPECT_FALSE(refused([&] {
                     apply("remove", {{"register", "official_document"},
                                      {"values", {{"number", "永中办〔2021〕83号"}}}});
                 }).empty());
}

TEST_P(YongchuanTest, Y_02_with_one_heads_sign_the_plan_waits_for_the_other) {
    post("leading_group", 1, "head", "street");
    const std::string plan = opened("plan_approval", {{"region", street},
                                                      {"programme", "yongchuan-zhongshan-2021"},
                                                      {"title", "工作方案"},
                                                      {"edition", "1"},
                                                      {"mode", "both"}});
    const auto submit = [&] {
        step("plan_approval", plan, "submit", ordered_json::object(), "office",
             {evidence_of("plan_approval", plan)});
    };
    EXPECT_NE(refused(submit).find("1名组长"), std::string::npos);
    post("leading_group", 2, "head", "power");
    post("leading_group", 3, "first_deputy", "street");
    submit();
    EXPECT_FALSE(refused([&] {
                     step("plan_approval", plan, "sign_alone", ordered_json::object(), "head1");
                 }).empty());
    step("plan_approval", plan, "sign_first", ordered_json::object(), "head1");
    EXPECT_EQ(entries("plan_approval").front().at("state"), "waiting_other");
    EXPECT_FALSE(refused([&] {
                     step("plan_approval", plan, "sign_second", ordered_json::object(), "head1");
                 }).empty());
    step("plan_approval", plan, "sign_second", ordered_json::object(), "head2");
    EXPECT_EQ(entries("plan_approval").front().at("state"), "effective");
}

TEST_P(YongchuanTest, Y_04_an_office_has_a_director_of_each_side_and_shows_roles_not_names) {
    post("office", 1, "director", "street");
    post("office", 2, "member", "power");
    EXPECT_THAT(found("director_of_the_power_branch"), testing::SizeIs(2));
    EXPECT_TRUE(found("director_of_the_street").empty());
    post("office", 2, "director", "power");
    EXPECT_TRUE(found("director_of_the_power_branch").empty());
    const auto shown = app_->register_rows("org_post", {}, 0, 10).rows.at(0).texts;
    EXPECT_THAT(shown, testing::Contains("经发办负责人"));
    EXPECT_THAT(shown, testing::Not(testing::Contains(HasSubstr("小明"))));
}

TEST_P(YongchuanTest, Y_06_shocks_of_this_year_stand_beside_those_of_the_last_by_village) {
    const auto shock = [&](const char* number, const char* region, const char* on) {
        put("safety_event", {{"number", number},
                             {"region", region},
                             {"category", "shock"},
                             {"occurred_on", on},
                             {"state", "confirmed"},
                             {"cause", "old_wires"}});
    };
    shock("1", one, "2020-05-01");
    shock("2", one, "2020-12-31");
    shock("3", two, "2021-01-01");
    expect("shock_last_year", 2, 1);
    expect("shock_this_year", 1, 1);
    const auto table = app_->score("yongchuan-zhongshan-2021", "2021-12");
    const auto last = table.programme.find_indicator("shock_last_year").value();
    for (const auto& unit : table.units)
        EXPECT_EQ(unit.counts.at(last).numerator, unit.region == one ? 2 : 0) << unit.region;
}

TEST_P(YongchuanTest, Y_19_each_school_is_due_by_the_end_of_november_and_five_of_six_are_5_of_6) {
    for (int i = 1; i <= 6; ++i)
        put("public_place", {{"region", one},
                             {"kind", i < 4 ? "school" : "kindergarten"},
                             {"name", "第" + std::to_string(i) + "校"}});
    today("2021-11-10");
    (void)evaluate("2021-11-10");
    int schools = 0;
    for (const auto& row : entries("routine")) {
        if (row.at("kind") != "school_visit") continue;
        EXPECT_EQ(row.at("due_on"), "2021-11-30");
        if (++schools > 5) continue;
        step("routine", row.at("number"), "record",
             {{"done_on", "2021-11-10"}, {"content", "三年级一班"}}, "power");
    }
    EXPECT_EQ(schools, 6);
    expect("school_events", 5, 6);
    today("2021-12-01");
    app::EntryFilter overdue;
    overdue.ledger = "routine";
    overdue.only_overdue = true;
    int red = 0;
    const auto late = ordered_json::parse(app_->ledgers().entries(overdue));
    for (const auto& entry : late.at("entries"))
        if (entry.at("values").at("kind") == "school_visit") red += entry.at("light") == "red";
    EXPECT_EQ(red, 1);
}

TEST_P(YongchuanTest, Y_20_each_of_three_kinds_is_held_in_november_and_not_in_december) {
    held(one, "housing_estate", "2021-11-01");
    held(one, "household", "2021-11-30");
    held(two, "field", "2021-12-01");
    expect("estate_events", 1, 1);
    expect("farm_events", 1, 1);
    expect("field_events", 0, 1);
}

TEST_P(YongchuanTest, Y_29_what_a_survey_reports_is_what_the_register_holds_for_it) {
    const std::string survey = opened("hazard_survey", {{"region", street},
                                                        {"area", "fringe"},
                                                        {"start_from", "2021-11-11"},
                                                        {"start_by", "2021-11-20"},
                                                        {"finish_by", "2021-12-31"}});
    hazard(one, {{"source", "survey"}, {"source_number", survey}});
    hazard(two, {{"source", "survey"}, {"source_number", survey}});
    hazard(two, {{"source", "patrol"}});
    const auto report = [&](const char* found) {
        today("2021-10-31");
        step("hazard_survey", survey, "report", {{"found", found}}, "power");
    };
    EXPECT_NE(refused([&] { report("3"); }).find("为2处"), std::string::npos);
    report("2");
    expect("areas_surveyed", 1, 1);
    today("2021-11-15");
    EXPECT_NE(refused([&] {
                  step("hazard_survey", survey, "start", ordered_json::object(), "power");
              }).find("没有一处"),
              std::string::npos);
}

TEST_P(YongchuanTest,
       Y_32_one_pole_of_1200_not_done_is_not_100_percent_and_no_number_stands_twice) {
    const auto pole = [&](const char* code, const char* number, const char* signs) {
        put("pole", {{"region", one},
                     {"code", code},
                     {"line", "中山线"},
                     {"number", number},
                     {"painted", "是"},
                     {"signs", signs}});
    };
    pole("A1", "001", "是");
    pole("A2", "002", "否");
    EXPECT_NE(refused([&] { pole("A3", "002", "是"); }).find("A2"), std::string::npos);
    pole("A3", "003", "是");
    expect("poles_done", 2, 3);
}

TEST_P(YongchuanTest, Y_33_51_metres_are_too_long_and_50_are_not_until_the_parameter_changes) {
    for (const char* length : {"50", "51"})
        put("meter_line", {{"region", one}, {"number", length}, {"length_m", length}});
    expect("long_meter_lines", 1, 1);
    for (const auto& file : app::built_in_programmes()) {
        if (file.name != "yongchuan-zhongshan-2021") continue;
        std::string yaml = file.text;
        yaml.replace(yaml.find("length_m > 50"), 13, "length_m > 40");
        yaml.replace(yaml.find("version: 1"), 10, "version: 2");
        apply("load_programme", {{"yaml", yaml}, {"from", "2021-09"}});
    }
    expect("long_meter_lines", 2, 1);
}

TEST_P(YongchuanTest, Y_34_a_village_without_a_meeting_is_missing_and_customers_hazards_close) {
    held(one, "mobilisation", "2021-10-01");
    expect("villages_mobilised", 1, 2);
    const std::string number = hazard(one, {{"owner", "customer"}});
    hazard(one, {{"owner", "customer"}});
    hazard(one, {{"owner", "company"}});
    close_hazard(number);
    expect("customer_assets_closed", 1, 2);
}

INSTANTIATE_ON_BOTH_DATABASES(YongchuanTest);

}  // namespace
