#include <gmock/gmock.h>

#include "ledgers_for_tests.hpp"
#include "places_for_tests.hpp"

// What comes round by itself, and the standing tasks, as the five notices ask for them.
namespace {

using namespace for_tests;
using ::testing::ElementsAre;

class DutiesTest : public LedgersTest {};

TEST_P(DutiesTest, C_60_each_power_and_telecom_unit_owes_a_list_every_quarters_end) {
    today("2020-07-01");
    put_chengkou();
    put_unit("500229000000", "power", "power_company");
    for (const char* name : {"mobile", "telecom", "unicom"})
        put_unit("500229000000", name, "telecom_company", name);
    put_unit("500229000000", "office", "department");
    put_unit("500999000000", "elsewhere", "power_company");
    (void)evaluate("2020-06-15");
    EXPECT_THAT(numbers("report_duty"),
                ElementsAre("DQ-QD-mobile-2020-Q2", "DQ-QD-power-2020-Q2", "DQ-QD-telecom-2020-Q2",
                            "DQ-QD-unicom-2020-Q2"));
    EXPECT_EQ(entries("report_duty").front().at("due_on"), "2020-06-30");
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "quarter_lists_in_time"), (programme::Count{0, 4}));
}

TEST_P(DutiesTest, what_a_ledger_opened_under_its_former_numbers_is_not_opened_again) {
    today("2020-10-01");
    put_chengkou();
    put_unit("500229000000", "power", "power_company");
    std::string yaml = files_.read(places::source("schema/ledgers/report_duty.yaml"));
    const auto numbering = yaml.find("number: "), fields = yaml.find("fields:\n");
    const auto load_as = [&](const std::string& version, const std::string& numbers) {
        std::string file = yaml;
        file.replace(numbering, fields - numbering, numbers);
        const std::string said = "version: ";
        file.replace(file.find(said), said.size() + 1, said + version);
        apply("load_ledger", {{"yaml", file}});
    };
    load_as("8", "number: \"{kind}-{unit}-{period}\"\n");
    (void)evaluate("2020-06-15");
    load_as("9", yaml.substr(numbering, fields - numbering));
    EXPECT_EQ(evaluate("2020-06-15"), 0);
    (void)evaluate("2020-09-15");
    EXPECT_THAT(numbers("report_duty"),
                ElementsAre("DQ-QD-power-2020-Q3", "quarter_list-power-2020-Q2"));
}

TEST_P(DutiesTest, C_12_every_township_owes_a_round_a_month_and_looking_twice_adds_none) {
    today("2020-04-01");
    put_chengkou();
    put_unit("500229101000", "gecheng", "street");
    for (const char* day : {"2020-01-10", "2020-02-10", "2020-03-10", "2020-03-10"})
        (void)evaluate(day);
    EXPECT_THAT(numbers("screening_round"),
                ElementsAre("PC-gecheng-2020-01", "PC-gecheng-2020-02", "PC-gecheng-2020-03"));
    EXPECT_EQ(evaluate("2020-03-10"), 0);
}

TEST_P(DutiesTest, C_31_a_staffed_post_has_a_record_a_month_and_a_vacant_one_none) {
    today("2020-07-01");
    put_chengkou();
    put_region("500229101002", "二村", "village", "500229101000");
    const auto post = [&](const char* region, const char* staffed) {
        put("patrol_post",
            {{"region", region}, {"number", "1"}, {"kind", "welfare"}, {"staffed", staffed}});
    };
    post("500229101001", "是");
    post("500229101002", "否");
    EXPECT_EQ(evaluate("2020-01-15"), 1);
    EXPECT_THAT(numbers("patrol_month"), ElementsAre("XH-500229101001-2020-01"));
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "patrol_vacant"), (programme::Count{1, 1}));
}

TEST_P(DutiesTest, C_02_seven_key_tasks_in_two_categories_in_the_order_of_the_text) {
    today("2020-06-01");
    put_chengkou();
    EXPECT_EQ(seed("chengkou-2020").opened, 7);
    std::vector<std::string> items;
    for (const auto& row : entries("task")) items.push_back(row.at("item"));
    EXPECT_THAT(items, ElementsAre("基本1", "基本2", "基本3", "基本4", "提升1", "提升2", "提升3"));
    EXPECT_EQ(seed("chengkou-2020").opened, 0);
    EXPECT_EQ(seed("chengkou-2020").known, 7);
    EXPECT_EQ(total("chengkou-2020", "2020-Q2", "tasks_with_person"), (programme::Count{0, 7}));
}

TEST_P(DutiesTest, C_01_a_notice_to_25_townships_makes_25_receipts_and_a_later_one_gets_none) {
    today("2020-06-01");
    put_chengkou();
    for (int i = 0; i < 25; ++i) put_unit("500229000000", "town" + std::to_string(i), "township");
    put_unit("500229000000", "office", "department");
    const ordered_json notice{{"ledger", "notice_receipt"},
                              {"where", "kind = 'township'"},
                              {"values", {{"kind", "notice"}, {"document", "通知"}}}};
    const auto answer = ordered_json::parse(apply("open_for_units", notice).json);
    EXPECT_EQ(answer.at("numbers").size(), 25U);
    put_unit("500229000000", "town25", "township");
    (void)evaluate("2020-06-01");
    EXPECT_EQ(entries("notice_receipt").size(), 25U);
    EXPECT_EQ(entries("notice_receipt").front().at("unit"), "town0");
    EXPECT_THROW(apply("open_for_units", {{"ledger", "notice_receipt"}, {"where", "kind ="}}),
                 base::Error);
    EXPECT_THROW(
        apply("open_for_units", {{"ledger", "notice_receipt"}, {"where", "kind = 'none'"}}),
        base::Error)
        << "a dispatch that reaches nobody is no success";
}

TEST_P(DutiesTest, C_15_an_entry_waits_for_the_action_items_of_the_units_that_assist) {
    today("2020-06-01");
    put_chengkou();
    const std::string issue = opened("issue", {{"region", "500229101001"},
                                               {"source", "screening"},
                                               {"found_on", "2020-06-01"},
                                               {"category", "power"},
                                               {"description", "无电"}});
    const std::string item = opened("task", {{"region", "500229101001"},
                                             {"programme", "chengkou-2020"},
                                             {"list", "key_task"},
                                             {"content", "架线"},
                                             {"parent", issue}});
    step("issue", issue, "assign", {{"unit", "power"}}, "county");
    step("issue", issue, "sign", ordered_json::object(), "power");
    step("issue", issue, "measure", {{"measure", "架线"}}, "power");
    step("issue", issue, "request", ordered_json::object(), "power", {evidence_of("issue", issue)});
    step("issue", issue, "check", {{"verify_method", "site"}}, "county");
    try {
        step("issue", issue, "close", ordered_json::object(), "county");
        FAIL() << "closed above an open action item";
    } catch (const base::Error& error) {
        EXPECT_NE(error.message().zh.find(item), std::string::npos) << error.message().zh;
    }
    by("ask", {{"ledger", "task"}, {"number", item}, {"request", "drop"}, {"reason", "已并入"}},
       "power");
    by("decide", {{"ledger", "task"}, {"number", item}, {"granted", true}}, "county");
    step("issue", issue, "close", ordered_json::object(), "county");
    EXPECT_EQ(entries("issue").front().at("state"), "closed");
}

TEST_P(DutiesTest, G_31_no_duty_opens_before_its_programme_is_loaded_or_outside_its_scope) {
    today("2020-07-01");
    put_region("360700000000", "赣州市", "prefecture", "");
    put_region("360731000000", "于都县", "county", "360700000000");
    put_region("360730000000", "宁都县", "county", "360700000000");
    put_region("500229000000", "城口县", "county", "");
    put_unit("360731000000", "yudu", "economy_commission");
    put_unit("360730000000", "ningdu", "economy_commission");
    put_unit("500229000000", "chengkou", "economy_commission");
    EXPECT_EQ(evaluate("2020-04-05"), 0);
    load("ganzhou-2020");
    (void)evaluate("2020-04-05");
    EXPECT_THAT(numbers("monthly_progress"),
                ElementsAre("DQ-JZ-ningdu-2020-04", "DQ-JZ-yudu-2020-04"));
    EXPECT_EQ(entries("monthly_progress").front().at("due_on"), "2020-04-25");
}

TEST_P(DutiesTest, G_25_a_leader_of_two_counties_owes_a_visit_a_month_to_each) {
    today("2020-07-01");
    put_region("360700000000", "赣州市", "prefecture", "");
    put_region("360731000000", "于都县", "county", "360700000000");
    put_region("360730000000", "宁都县", "county", "360700000000");
    load("ganzhou-2020");
    put("supervision_assignment", {{"region", "360731000000"}, {"number", "1"}});
    put("supervision_assignment", {{"region", "360730000000"}, {"number", "2"}});
    (void)evaluate("2020-05-20");
    EXPECT_THAT(numbers("leader_visit"),
                ElementsAre("XC-360730-2020-03", "XC-360730-2020-04", "XC-360730-2020-05",
                            "XC-360731-2020-03", "XC-360731-2020-04", "XC-360731-2020-05"));
}

TEST_P(DutiesTest, G_05_the_campaign_of_the_four_counties_lasts_one_month) {
    today("2020-04-01");
    put_region("360700000000", "赣州市", "prefecture", "");
    for (const char* code : {"360731000000", "360730000000", "360732000000", "360704000000"})
        put_region(code, std::string("县") + code, "county", "360700000000");
    load("ganzhou-2020");
    (void)seed("ganzhou-2020");
    int campaign = 0;
    for (const auto& row : entries("task")) {
        if (row.at("category") != "集中行动") continue;
        ++campaign;
        EXPECT_EQ(row.at("begin_on"), "2020-03-25");
        EXPECT_EQ(row.at("due_on"), "2020-04-25");
    }
    EXPECT_EQ(campaign, 4);
}

TEST_P(DutiesTest, H_35_and_N_27_what_is_due_in_the_next_month_is_opened_in_its_own_period) {
    today("2020-07-01");
    put_regions(1);
    put_region("530000000000", "云南省", "province", "");
    put_region("530600000000", "昭通市", "prefecture", "530000000000");
    load("huayuan-2019");
    load("yunnan-grid-2020");
    put_unit(county, "mobile", "telecom_company", "mobile");
    put_unit(county, "unicom", "telecom_company", "unicom");
    put_unit("530600000000", "zhaotong", "power_company");
    (void)evaluate("2019-01-20");
    EXPECT_THAT(numbers("report_duty"), ElementsAre("DQ-YB-mobile-2019-01"));
    EXPECT_EQ(entries("report_duty").front().at("due_on"), "2019-02-03");
    (void)evaluate("2020-01-15");
    EXPECT_EQ(entries("report_duty").back().at("number"), "DQ-TJ-zhaotong-2020-01");
    EXPECT_EQ(entries("report_duty").back().at("due_on"), "2020-02-05");
}

TEST_P(DutiesTest, N_30_every_supply_unit_is_due_in_june_and_in_october) {
    today("2020-12-01");
    put_region("530000000000", "云南省", "province", "");
    put_region("530600000000", "昭通市", "prefecture", "530000000000");
    load("yunnan-grid-2020");
    put("grid_unit", {{"number", "1"}, {"region", "530600000000"}, {"name", "昭通供电局"}});
    for (const char* day : {"2020-05-31", "2020-06-02", "2020-08-01", "2020-10-02"})
        (void)evaluate(day);
    EXPECT_THAT(numbers("unit_check"),
                ElementsAre("HC-昭通供电局-2020-06", "HC-昭通供电局-2020-10"));
    EXPECT_EQ(total("yunnan-grid-2020", "2020-10", "units_checked"), (programme::Count{0, 2}));
}

TEST_P(DutiesTest, Y_17_five_six_and_six_projects_stand_in_the_order_of_the_text) {
    today("2021-09-01");
    put_region("500118000000", "永川区", "county", "");
    put_region("500118901000", "中山路街道", "township", "500118000000");
    load("yongchuan-zhongshan-2021");
    EXPECT_EQ(seed("yongchuan-zhongshan-2021").opened, 17);
    std::map<std::string, int> categories;
    std::vector<std::string> without_government;
    for (const auto& row : entries("task")) {
        ++categories[row.at("category").get<std::string>()];
        if (row.at("lead_government").is_null()) without_government.push_back(row.at("item"));
    }
    EXPECT_EQ(categories,
              (std::map<std::string, int>{{"安全项目", 5}, {"生产项目", 6}, {"营销项目", 6}}));
    EXPECT_THAT(without_government, testing::IsSupersetOf({"营销3", "营销4", "营销6"}));
    // Y_18 and Y_23: one has no date, one a date before the notice.
    EXPECT_EQ(total("yongchuan-zhongshan-2021", "2021-09", "tasks_without_date").numerator, 1);
    EXPECT_EQ(total("yongchuan-zhongshan-2021", "2021-09", "tasks_before_issue").numerator, 1);
}

TEST_P(DutiesTest, Y_50_every_day_week_and_month_owes_its_talk_meeting_and_summary) {
    today("2021-10-01");
    put_region("500118000000", "永川区", "county", "");
    put_region("500118901000", "中山路街道", "township", "500118000000");
    load("yongchuan-zhongshan-2021");
    put_unit("500118901000", "office", "street");
    (void)evaluate("2021-09-30");
    std::map<std::string, int> kinds;
    for (const auto& row : entries("routine")) ++kinds[row.at("kind").get<std::string>()];
    EXPECT_EQ(kinds.at("daily_contact"), 30);
    EXPECT_EQ(kinds.at("weekly_meeting"), 5);
    EXPECT_EQ(kinds.at("monthly_summary"), 1);
    EXPECT_EQ(kinds.at("vehicle"), 1);
}

TEST_P(DutiesTest, H_23_and_H_24_and_H_36_phases_and_meetings_are_tasks_that_follow_each_other) {
    today("2019-01-24");
    put_regions(1);
    load("huayuan-2019");
    EXPECT_EQ(seed("huayuan-2019").opened, 8);
    std::map<std::string, ordered_json> by_item;
    for (const auto& row : entries("task")) by_item[row.at("item")] = row;
    EXPECT_EQ(by_item.at("启动").at("due_on"), "2018-12-31");  // H_24: before the notice
    EXPECT_EQ(by_item.at("能力").at("due_on"), "2019-05-31");  // H_36, read as before June
    EXPECT_EQ(by_item.at("一批").at("predecessors"), by_item.at("启动").at("number"));
}

INSTANTIATE_ON_BOTH_DATABASES(DutiesTest);

}  // namespace
