#include "ledger_for_tests.hpp"

// The ledgers as the Chengkou notice asks for them.
namespace {

using namespace ledger_tests;
using ledger::Light;

void open_task(Case& c) {
    c.open({{"region", "500229000000"},
            {"programme", "chengkou-2020"},
            {"list", "key_task"},
            {"content", "完成漏电保护器安装"},
            {"due_on", "2020-06-30"}},
           county);
    c.step("submit", {{"unit", "p1"}}, county);
    c.step("approve", {}, heads);
}

TEST(Chengkou, C_01_a_receipt_unsigned_after_two_working_days_is_yellow_and_never_red) {
    Case c("notice_receipt");
    c.on("2020-06-05");  // a Friday
    c.open({{"region", "500229000000"}, {"unit", "t1"}, {"kind", "notice"}, {"document", "通知"}},
           county);
    EXPECT_EQ(c.text("step_due_on"), "2020-06-09");
    EXPECT_EQ(c.light("2020-06-08"), Light::blue);
    EXPECT_EQ(c.light("2020-06-10"), Light::yellow);
    EXPECT_EQ(c.light("2020-12-31"), Light::yellow);
    c.step("sign", {}, township);
    EXPECT_EQ(c.text("signed_on"), "2020-06-05");
    EXPECT_EQ(c.light("2020-12-31"), Light::green);
}

TEST(Chengkou, C_07_a_blind_spot_closes_only_with_a_new_measurement) {
    Case c("blind_spot");
    c.open({{"region", "500229101001"}, {"origin", "complaint"}, {"found_on", "2020-06-01"}},
           village);
    c.step("measure", {{"unit", "m1"}, {"measure_text", "新建基站"}}, county);
    EXPECT_FALSE(c.refused("close", {}, county, photo).empty());
    EXPECT_FALSE(c.refused("retest", {}, telecom, photo).empty());
    c.on("2020-07-01");
    c.step("retest",
           {{"remeasured_on", "2020-07-01"},
            {"samples", 100},
            {"good_samples", 95},
            {"call_ok", "yes"},
            {"data_ok", "yes"}},
           telecom, photo);
    c.step("close", {}, county);
    EXPECT_EQ(c.state(), "closed");
}

// A measured settlement with so many samples of which so many are good.
std::string judged(int samples, int good) {
    Case c("listed_settlement");
    c.open({{"region", "500229101001"}, {"settlement_number", "1"}, {"class", "no_signal"}},
           county);
    c.step("lock", {{"basis", "实测"}, {"list_version", 1}}, county);
    c.step("assign",
           {{"unit", "m1"},
            {"measure", "new_station"},
            {"operator", "mobile"},
            {"due_on", "2020-12-31"}},
           county);
    c.step("start", {}, telecom);
    c.step("test",
           {{"tested_on", "2020-06-01"},
            {"samples", samples},
            {"good_samples", good},
            {"call_ok", "yes"},
            {"data_ok", "yes"}},
           telecom, photo);
    try {
        c.step("close", {}, county);
    } catch (const base::Error& error) {
        return error.message().zh;
    }
    return c.state();
}

TEST(Chengkou, C_22_95_of_100_samples_pass_94_do_not_and_19_are_too_few) {
    EXPECT_EQ(judged(100, 95), "closed");
    EXPECT_NE(judged(100, 94).find("未达有效覆盖"), std::string::npos);
    EXPECT_NE(judged(19, 19).find("样本不足"), std::string::npos);
    EXPECT_EQ(judged(20, 19), "closed");
}

TEST(Chengkou, C_19_a_locked_list_loses_a_row_only_to_a_higher_version_with_a_reason) {
    Case c("listed_settlement");
    c.open({{"region", "500229101001"}, {"settlement_number", "1"}, {"class", "no_signal"}},
           county);
    c.step("lock", {{"basis", "实测"}, {"list_version", 1}}, county);
    EXPECT_FALSE(c.refused("remove", {{"removed_in_version", 1}}, county, said).empty());
    EXPECT_FALSE(c.refused("remove", {{"removed_in_version", 2}}, county).empty());
    c.step("remove", {{"removed_in_version", 2}}, county, said);
    EXPECT_EQ(c.state(), "removed");
}

TEST(Chengkou, C_20_a_settlement_without_a_measure_is_not_handed_out) {
    Case c("listed_settlement");
    c.open({{"region", "500229101001"}, {"settlement_number", "1"}, {"class", "no_signal"}},
           county);
    c.step("lock", {{"basis", "实测"}, {"list_version", 1}}, county);
    EXPECT_NE(c.refused("assign",
                        {{"unit", "m1"}, {"operator", "mobile"}, {"due_on", "2020-12-31"}}, county)
                  .find("措施"),
              std::string::npos);
    EXPECT_NE(c.refused("assign",
                        {{"unit", "m1"},
                         {"operator", "mobile"},
                         {"measure", "repeater"},
                         {"due_on", "2020-12-31"}},
                        county)
                  .find("主基站"),
              std::string::npos);  // C-45: a repeater has its host
}

TEST(Chengkou, C_11_and_N_06_a_request_31_days_old_and_not_connected_is_red) {
    Case c("power_demand");
    c.open({{"region", "500229101001"},
            {"applicant", "cooperative"},
            {"kind", "three_phase"},
            {"applied_on", "2020-06-01"},
            {"time_class", "three_phase"}},
           village);
    EXPECT_EQ(c.light("2020-07-01"), Light::yellow);
    EXPECT_EQ(c.light("2020-07-02"), Light::red);
}

TEST(Chengkou, C_12_finding_nothing_is_reported_and_a_month_without_a_record_is_yellow) {
    Case c("screening_round");
    c.on("2020-02-01");
    c.open({{"region", "500229101000"},
            {"unit", "t1"},
            {"period", "2020-02"},
            {"due_on", "2020-02-29"}},
           county);
    EXPECT_EQ(c.light("2020-03-01"), Light::yellow);
    EXPECT_EQ(c.light("2020-12-31"), Light::yellow);
    EXPECT_FALSE(c.refused("submit",
                           {{"villages_covered", 9},
                            {"households_checked", 80},
                            {"found", 0},
                            {"screener", "驻村干部"}},
                           township, photo)
                     .empty());
    c.step("submit",
           {{"villages_covered", 9},
            {"households_checked", 80},
            {"found", 0},
            {"screener", "驻村干部"},
            {"zero_report", "yes"}},
           township, photo);
    EXPECT_EQ(c.light("2020-12-31"), Light::green);
    EXPECT_EQ(c.text("submitted_on"), "2020-02-01");
}

TEST(Chengkou, C_23_the_only_signal_of_telephones_not_upgraded_is_not_switched_off) {
    Case c("cell_exit");
    c.open({{"region", "500229101001"},
            {"cell_code", "1"},
            {"technology", "gsm"},
            {"old_terminals", 12}},
           telecom);
    EXPECT_FALSE(c.refused("approve", {{"four_g_effective", "no"}}, county).empty());
    c.step("approve", {{"four_g_effective", "yes"}}, county);
    EXPECT_EQ(c.state(), "approved");
}

TEST(Chengkou, C_24_received_equals_installed_in_stock_sent_back_and_scrapped) {
    Case c("protector_batch");
    c.open({{"region", "500229000000"},
            {"model", "A"},
            {"ordered", 100},
            {"rated_ma", 30},
            {"break_time_ms", 100}},
           county);
    c.step("receive", {{"received", 100}, {"in_stock", 100}}, power, photo);
    const auto move = [&](int installed, int stock, int fee) {
        return c.attempt("move", {{"installed", installed},
                                  {"in_stock", stock},
                                  {"returned_items", 2},
                                  {"scrapped", 1},
                                  {"household_fee", fee}});
    };
    EXPECT_FALSE(c.refused("move",
                           {{"installed", 60},
                            {"in_stock", 38},
                            {"returned_items", 2},
                            {"scrapped", 1},
                            {"household_fee", 0}},
                           power)
                     .empty());
    EXPECT_THROW(c.keep(ledger::take_step(c.ledger_, c.row_, c.history_, move(60, 37, 100), power,
                                          c.moment(), {})),
                 base::Error);
    c.keep(
        ledger::take_step(c.ledger_, c.row_, c.history_, move(60, 37, 0), power, c.moment(), {}));
    EXPECT_EQ(ledger::whole_of(c.ledger_, c.row_, "in_stock"), 37);
}

TEST(Chengkou, C_25_a_house_protector_of_100_mA_is_refused) {
    Case c("protector_batch");
    c.open({{"region", "500229000000"},
            {"model", "A"},
            {"ordered", 1},
            {"rated_ma", 100},
            {"break_time_ms", 100}},
           county);
    EXPECT_NE(c.refused("receive", {{"received", 1}, {"in_stock", 1}}, power, photo).find("30mA"),
              std::string::npos);
}

TEST(Chengkou, C_32_one_patrol_of_two_is_20_of_40_points) {
    Case c("patrol_month");
    c.open({{"region", "500229101001"}, {"period", "2020-06"}, {"due_on", "2020-06-30"}}, county);
    const ledger::Actor patroller{"patroller", "", {"patroller"}};
    c.step("submit", {{"patrols", 1}, {"contacts", 0}, {"households_reached", 0}, {"findings", 0}},
           patroller, photo);
    EXPECT_FALSE(c.refused("close",
                           {{"score_patrol", 40},
                            {"score_reports", 0},
                            {"score_publicity", 0},
                            {"score_training", 0}},
                           township)
                     .empty());
    c.step(
        "close",
        {{"score_patrol", 20}, {"score_reports", 0}, {"score_publicity", 0}, {"score_training", 0}},
        township);
}

TEST(Chengkou, C_31_a_finding_of_a_patrol_needs_its_hazard) {
    Case c("patrol_month");
    c.open({{"region", "500229101001"}, {"period", "2020-06"}, {"due_on", "2020-06-30"}}, county);
    const ledger::Actor patroller{"patroller", "", {"patroller"}};
    EXPECT_NE(
        c.refused("submit",
                  {{"patrols", 2}, {"contacts", 0}, {"households_reached", 0}, {"findings", 1}},
                  patroller, photo)
            .find("隐患"),
        std::string::npos);
}

TEST(Chengkou, C_39_a_low_voltage_case_has_exactly_one_of_project_measure_and_reason) {
    Case c("low_voltage_area");
    c.open({{"region", "500229101001"}, {"area_code", "T1"}}, power);
    EXPECT_FALSE(c.refused("plan", {}, power).empty());
    EXPECT_FALSE(c.refused("plan", {{"project", "X"}, {"waiting_reason", "排队"}}, power).empty());
    c.step("plan", {{"project", "X"}}, power);
    EXPECT_EQ(c.state(), "planned");
}

TEST(Chengkou, C_40_and_N_14_and_H_14_more_than_has_arrived_cannot_be_spent) {
    Case c("fund");
    c.open({{"region", "500229000000"}, {"source", "中央预算内"}, {"applied", 10000}}, power);
    c.step("approve", {{"approved", 9000}}, county);
    EXPECT_FALSE(c.refused("arrive", {{"arrived", 9001}}, power).empty());
    c.step("arrive", {{"arrived", 5000}}, power);
    EXPECT_FALSE(c.refused("spend", {{"spent", 5001}}, power, photo).empty());
    c.step("spend", {{"spent", 5000}}, power, photo);
}

TEST(Chengkou, C_46_an_exempt_household_is_explained_to_before_it_is_approved) {
    Case c("exemption");
    c.open({{"region", "500229101001"},
            {"household_number", "7"},
            {"reason", "山谷"},
            {"opinion", "无法覆盖"}},
           telecom);
    EXPECT_FALSE(c.refused("approve", {}, county).empty());
    c.step("explain",
           {{"explained_on", "2020-06-01"}, {"explained_by", "村干部"}, {"household_view", "理解"}},
           township, photo);
    c.step("approve", {}, county);
    EXPECT_EQ(c.text("due_on"), "2021-06-01");  // looked at again within a year
}

TEST(Chengkou, C_51_an_objection_is_kept_and_neither_state_nor_deadline_moves) {
    Case c("task");
    open_task(c);
    c.step("object", {{"objection", "资金未到位"}}, power);
    EXPECT_EQ(c.state(), "assigned");
    EXPECT_EQ(c.text("due_on"), "2020-06-30");
    EXPECT_EQ(c.text("objection"), "资金未到位");
}

TEST(Chengkou, C_52_a_decision_without_a_task_after_three_working_days_is_yellow) {
    Case c("matter");
    c.open({{"region", "500229000000"}, {"kind", "coordination"}, {"content", "杆路共享"}}, county);
    c.step("decide", {{"meeting_on", "2020-06-01"}, {"decision", "同意"}}, county, photo);
    EXPECT_EQ(c.text("step_due_on"), "2020-06-04");
    EXPECT_EQ(c.light("2020-06-05"), Light::yellow);
    EXPECT_EQ(c.light("2020-12-31"), Light::yellow);
    EXPECT_FALSE(c.refused("handle", {}, county).empty());
    c.step("handle", {{"task_number", "2020-500229-0001"}}, county);
}

TEST(Chengkou, C_53_a_dispute_names_its_project_and_has_its_days) {
    Case c("dispute");
    EXPECT_THROW(c.open({{"region", "500229101001"}, {"kind", "land"}, {"content", "占地"}}, power),
                 base::Error);
    c.open({{"region", "500229101001"}, {"kind", "land"}, {"content", "占地"}, {"project", "X1"}},
           power);
    c.step("take", {}, township);
    c.step("settle", {{"result", "补偿后同意"}}, township, photo);
    c.on("2020-06-09");
    c.step("close", {}, power);
    EXPECT_EQ(c.text("opened_on"), "2020-06-01");
    EXPECT_EQ(c.text("closed_on"), "2020-06-09");
}

TEST(Chengkou, C_56_a_task_without_an_accountable_person_cannot_start) {
    Case c("task");
    open_task(c);
    c.step("sign", {}, power);
    EXPECT_NE(c.refused("start", {}, power).find("责任人"), std::string::npos);
    c.step("start", {{"accountable", "营销部主任"}}, power);
    EXPECT_EQ(c.state(), "in_progress");
}

TEST(Chengkou, C_59_work_starts_only_with_a_task_force_and_a_manager) {
    Case c("grid_project");
    c.open({{"region", "500229000000"}, {"name", "改造"}, {"category", "network"}}, power);
    c.step("study", {{"designed_on", "2020-05-01"}, {"problems", "薄弱环节1"}}, power);
    c.step("approve", {{"plan_year", 2020}, {"unit", "p1"}}, power);
    EXPECT_FALSE(c.refused("start", {{"manager", "项目经理"}}, power).empty());
    EXPECT_FALSE(c.refused("start", {{"task_force", "专班"}}, power).empty());
    c.step("start", {{"task_force", "专班"}, {"manager", "项目经理"}}, power);
    EXPECT_EQ(c.text("started_on"), "2020-06-01");
}

TEST(Chengkou, C_60_who_has_not_reported_by_the_quarters_end_is_red_the_day_after) {
    Case c("report_duty");
    c.open({{"region", "500229000000"},
            {"unit", "p1"},
            {"kind", "quarter_list"},
            {"period", "2020-Q2"},
            {"due_on", "2020-06-30"}},
           county);
    EXPECT_EQ(c.light("2020-06-30"), Light::yellow);
    EXPECT_EQ(c.light("2020-07-01"), Light::red);
    c.on("2020-06-30");
    c.step("submit", {{"progress", "按计划"}}, power, photo);
    EXPECT_FALSE(c.history_.back().is_late());
    EXPECT_NE(c.light("2020-07-01"), Light::red);  // waits for the county, not for the unit
    c.step("send_back", {}, county, said);
    c.on("2020-07-02");
    c.step("submit", {{"progress", "补充"}}, power, photo);
    EXPECT_FALSE(c.refused("lock", {}, power).empty());
    c.step("lock", {}, county);
    EXPECT_EQ(c.state(), "locked");
}

TEST(Chengkou, C_61_a_quarter_without_a_round_is_red_and_each_finding_has_an_issue) {
    Case c("supervision_round");
    c.open({{"region", "500229000000"},
            {"unit", "c1"},
            {"kind", "quarter"},
            {"period", "2020-Q2"},
            {"due_on", "2020-06-30"}},
           county);
    EXPECT_EQ(c.light("2020-07-01"), Light::red);
    EXPECT_FALSE(c.refused("hold",
                           {{"checklist", "清单"},
                            {"places", "甲村"},
                            {"findings", 2},
                            {"held_on", "2020-06-20"}},
                           county, photo)
                     .empty());
    c.step("hold",
           {{"checklist", "清单"},
            {"places", "甲村"},
            {"findings", 2},
            {"held_on", "2020-06-20"},
            {"issue_numbers", "1、2"}},
           county, photo);
    EXPECT_EQ(c.light("2020-07-01"), Light::green);
}

TEST(Chengkou, C_21_a_settlement_handed_to_one_operator_is_not_signed_for_by_another) {
    Case c("listed_settlement");
    c.open({{"region", "500229101001"}, {"settlement_number", "1"}, {"class", "no_signal"}},
           county);
    c.step("lock", {{"basis", "实测"}, {"list_version", 1}}, county);
    c.step("assign",
           {{"unit", "m1"},
            {"measure", "new_station"},
            {"operator", "mobile"},
            {"due_on", "2020-12-31"}},
           county);
    const ledger::Actor other{"other", "u1", {"operator"}};
    EXPECT_FALSE(c.refused("start", {}, other).empty());
    c.step("start", {}, telecom);
    EXPECT_EQ(c.state(), "in_work");
}

TEST(Chengkou, C_62_a_rounds_result_goes_up_before_it_is_filed) {
    Case c("supervision_round");
    c.open({{"region", "500229000000"},
            {"unit", "c1"},
            {"kind", "quarter"},
            {"period", "2020-Q2"},
            {"due_on", "2020-06-30"}},
           county);
    c.step("hold",
           {{"checklist", "清单"}, {"places", "甲村"}, {"findings", 0}, {"held_on", "2020-06-01"}},
           county, photo);
    EXPECT_FALSE(c.refused("close", {}, heads).empty());
    EXPECT_FALSE(c.refused("report", {}, county).empty());
    c.step("report", {{"reported_to", "县脱贫攻坚办"}}, county);
    EXPECT_EQ(c.text("reported_on"), "2020-06-01");
    c.step("close", {}, heads);
}

TEST(Chengkou, C_47_and_X_23_a_held_event_shows_photos_and_reach_and_another_person_checks_it) {
    Case c("activity");
    c.open({{"region", "500229101000"}, {"kind", "sales"}}, telecom);
    c.step("schedule", {{"place", "集镇"}, {"planned_on", "2020-06-01"}}, telecom);
    EXPECT_FALSE(c.refused("hold", {{"held_on", "2020-06-01"}, {"reached", 40}}, telecom).empty());
    EXPECT_FALSE(c.refused("hold", {{"held_on", "2020-06-01"}}, telecom, photo).empty());
    c.step("hold", {{"held_on", "2020-06-01"}, {"reached", 40}}, telecom, photo);
    const ledger::Actor same{"telecom", "m1", {"county_department"}};
    EXPECT_FALSE(c.refused("close", {}, same).empty());
    c.step("close", {}, county);
}

}  // namespace
