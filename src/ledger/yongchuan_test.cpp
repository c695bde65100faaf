#include "ledger_for_tests.hpp"

// The ledgers as the Yongchuan plan asks for them.
namespace {

using namespace ledger_tests;
using ledger::Light;

Sets notice_of(const char* level) {
    static Sets general = {{"region", "500118901001"}, {"unit", "s1"},
                           {"customer_number", "8"},   {"inspected_on", "2021-09-10"},
                           {"inspector_1", "检查员"},  {"inspector_2", "安全员"},
                           {"items", "表后线老化"},    {"item_count", 3},
                           {"level", "general"},       {"requirement", "更换"}};
    static Sets serious = {{"region", "500118901001"}, {"unit", "s1"},
                           {"customer_number", "8"},   {"inspected_on", "2021-09-10"},
                           {"inspector_1", "检查员"},  {"inspector_2", "安全员"},
                           {"items", "表后线老化"},    {"item_count", 3},
                           {"level", "serious"},       {"requirement", "更换"}};
    return std::string_view(level) == "serious" ? serious : general;
}

Case delivered() {
    Case c("rectification_notice");
    c.on("2021-09-10");
    c.open(notice_of("general"), station);
    c.step("deliver",
           {{"delivery", "in_person"}, {"delivered_on", "2021-09-10"}, {"received_by", "户主"}},
           station, photo);
    return c;
}

TEST(Yongchuan, Y_05_a_complaint_without_reply_after_one_working_day_is_yellow) {
    Case c("complaint");
    c.on("2021-09-03");  // a Friday
    c.open({{"region", "500118901000"},
            {"kind", "complaint"},
            {"content", "停电"},
            {"received_on", "2021-09-03"}},
           county);
    EXPECT_EQ(c.text("step_due_on"), "2021-09-06");
    EXPECT_EQ(c.light("2021-09-07"), Light::yellow);
    EXPECT_EQ(c.light("2021-09-11"), Light::red);  // not closed within 7 days
}

TEST(Yongchuan, Y_08_completion_confirmed_by_one_side_waits_for_the_other) {
    Case c("task");
    c.open({{"region", "500118901000"},
            {"programme", "yongchuan-zhongshan-2021"},
            {"list", "project"},
            {"content", "鱼塘绝缘化"},
            {"two_sided", "yes"}},
           county);
    c.step("submit", {{"unit", "p1"}}, county);
    c.step("approve", {}, heads);
    c.step("sign", {}, power);
    c.step("start", {{"accountable", "生技科专责"}}, power);
    c.step("report", {}, power, photo);
    c.step("confirm_power", {{"power_confirmed", "yes"}}, power);
    c.step("verify", {}, county);
    EXPECT_NE(c.refused("close", {}, county).find("待对方确认"), std::string::npos);
    c.step("confirm_government", {{"government_confirmed", "yes"}}, county);
    c.step("close", {}, county);
    EXPECT_EQ(c.state(), "closed");
}

TEST(Yongchuan, Y_09_a_crossing_measured_10_cm_short_stays_a_hazard) {
    Case c("crossing");
    c.open({{"region", "500118901001"}, {"kind", "telecom_line"}, {"voltage", "ten_kv"}}, station);
    c.step("confirm", {{"required_m", 200}, {"measured_m", 190}, {"measured_on", "2021-09-01"}},
           station);
    c.step("assign", {{"unit", "p1"}, {"measure", "升高杆塔"}, {"due_on", "2021-12-31"}}, power);
    EXPECT_NE(c.refused("finish", {}, power, photo).find("净距"), std::string::npos);
    c.step("finish", {{"measured_m", 200}}, power, photo);
}

TEST(Yongchuan,
     Y_14_an_area_is_eliminated_31_days_after_its_last_low_day_and_never_without_a_measure) {
    Case c("low_voltage_area");
    c.open({{"region", "500118901001"}, {"area_code", "T1"}}, power);
    c.step("observe", {{"last_low_on", "2021-09-01"}}, power);
    c.on("2021-10-02");
    EXPECT_FALSE(c.refused("eliminate", {}, county, photo).empty());
    c.step("finish", {{"measure_done", "yes"}, {"last_low_on", "2021-09-01"}}, power, photo);
    c.on("2021-10-01");
    EXPECT_NE(c.refused("eliminate", {}, county).find("2021-10-02"), std::string::npos);
    c.on("2021-10-02");
    c.step("eliminate", {}, county);
    EXPECT_EQ(c.state(), "eliminated");
}

TEST(Yongchuan, Y_16_residential_requests_have_3_days_small_businesses_15_others_25) {
    const std::pair<const char*, const char*> limits[] = {{"residential", "2021-09-04"},
                                                          {"small_business", "2021-09-16"},
                                                          {"low_voltage", "2021-09-26"}};
    for (const auto& [time_class, due] : limits) {
        Case c("power_demand");
        c.open({{"region", "500118901001"},
                {"applicant", "household"},
                {"kind", "single_phase"},
                {"applied_on", "2021-09-01"},
                {"time_class", time_class}},
               station);
        EXPECT_EQ(c.text("due_on"), due);
    }
}

TEST(Yongchuan, Y_18_a_task_without_a_date_is_kept_and_shows_no_light) {
    Case c("task");
    c.open({{"region", "500118901000"},
            {"programme", "yongchuan-zhongshan-2021"},
            {"list", "project"},
            {"item", "生产6"},
            {"content", "表后线"}},
           county);
    EXPECT_EQ(c.text("due_on"), "");
    EXPECT_EQ(c.light("2021-12-31"), Light::grey);
}

TEST(Yongchuan, Y_21_a_drive_in_november_does_not_heal_october) {
    Case c("routine");
    c.on("2021-10-01");
    c.open({{"region", "500118901000"},
            {"unit", "t1"},
            {"kind", "vehicle"},
            {"period", "2021-10"},
            {"due_on", "2021-10-31"}},
           county);
    EXPECT_EQ(c.light("2021-11-01"), Light::red);
    EXPECT_FALSE(
        c.refused("record", {{"done_on", "2021-11-05"}, {"content", "流动宣传"}}, township, photo)
            .empty());
    c.step("record", {{"done_on", "2021-10-31"}, {"content", "流动宣传"}}, township, photo);
    EXPECT_EQ(c.light("2021-11-01"), Light::green);
}

TEST(Yongchuan, Y_22_a_help_case_shows_a_photo_before_and_after) {
    Case c("help_case");
    c.open({{"region", "500118901001"},
            {"kind", "indoor"},
            {"service_team", "服务队"},
            {"problem", "线路凌乱"}},
           power);
    c.step("start", {}, power);
    EXPECT_FALSE(c.refused("finish", {}, power, photo).empty());
    c.step("finish", {}, power, {2, ""});
}

TEST(Yongchuan,
     Y_23_and_Y_37_a_task_due_before_the_notice_was_issued_is_accepted_and_late_from_that_day) {
    Case c("task");
    c.on("2021-09-01");
    c.open({{"region", "500118901000"},
            {"programme", "yongchuan-zhongshan-2021"},
            {"list", "project"},
            {"content", "选出协管员"},
            {"due_on", "2021-08-05"},
            {"issued_on", "2021-09-01"}},
           county);
    EXPECT_EQ(c.text("due_on"), "2021-08-05");
    c.step("submit", {{"unit", "t1"}}, county);
    EXPECT_TRUE(c.history_.back().is_late());
}

TEST(Yongchuan, Y_26_a_finished_pond_crossing_without_its_sign_is_not_closed) {
    Case c("crossing");
    c.open({{"region", "500118901001"}, {"kind", "pond"}, {"voltage", "ten_kv"}}, station);
    c.step("confirm", {}, station);
    c.step("assign", {{"unit", "p1"}, {"measure", "绝缘化"}, {"due_on", "2021-10-31"}}, power);
    EXPECT_FALSE(c.refused("finish", {}, power, photo).empty());
    c.step("finish", {{"isolated", "yes"}}, power, photo);
    EXPECT_NE(c.refused("close", {{"agreement_signed", "yes"}}, county).find("缺警示牌"),
              std::string::npos);
    c.step("close", {{"agreement_signed", "yes"}, {"warning_sign", "yes"}}, county);
}

TEST(Yongchuan, Y_27_a_reserve_project_names_the_problem_it_solves) {
    Case c("grid_project");
    c.open({{"region", "500118901000"}, {"name", "布局优化"}, {"category", "network"}}, power);
    EXPECT_NE(c.refused("study", {{"designed_on", "2021-10-31"}}, power).find("解决的问题"),
              std::string::npos);
}

TEST(Yongchuan, Y_28_a_target_to_strive_for_turns_yellow_but_never_red) {
    Case c("task");
    c.on("2021-09-01");
    c.open({{"region", "500118901000"},
            {"programme", "yongchuan-zhongshan-2021"},
            {"list", "project"},
            {"content", "清障"},
            {"due_on", "2021-12-31"},
            {"soft", "yes"},
            {"planned_quantity", 100}},
           county);
    EXPECT_EQ(c.light("2021-12-31"), Light::yellow);
    EXPECT_EQ(c.light("2022-06-30"), Light::yellow);
}

TEST(Yongchuan, Y_30_a_hazard_is_worked_on_only_with_measure_person_and_date) {
    Case c("hazard");
    c.open({{"region", "500118901001"},
            {"category", "tree"},
            {"level", "larger"},
            {"found_on", "2021-10-01"}},
           station);
    EXPECT_EQ(c.text("due_on"), "2021-10-16");
    EXPECT_FALSE(c.refused("assign", {{"unit", "p1"}, {"measure", "修剪"}}, power).empty());
    EXPECT_FALSE(c.refused("assign", {{"unit", "p1"}, {"accountable", "班长"}}, power).empty());
    c.step("assign", {{"unit", "p1"}, {"measure", "修剪"}, {"accountable", "班长"}}, power);
}

TEST(Yongchuan, Y_35_help_behind_the_meter_names_its_hazard) {
    Case c("help_case");
    c.open({{"region", "500118901001"},
            {"kind", "behind_meter"},
            {"service_team", "服务队"},
            {"problem", "表后线老化"}},
           power);
    EXPECT_FALSE(c.refused("start", {}, power).empty());
    c.step("start", {{"hazard_number", "YH-1"}}, power);
}

TEST(Yongchuan, Y_40_a_notice_gives_15_days_and_3_for_serious_hazards) {
    for (const auto& [level, due] :
         {std::pair{"general", "2021-09-25"}, {"serious", "2021-09-13"}}) {
        Case c("rectification_notice");
        c.open(notice_of(level), station);
        EXPECT_EQ(c.text("due_on"), due);
    }
}

TEST(Yongchuan, Y_40_a_refused_signature_needs_a_witness) {
    Case c("rectification_notice");
    c.open(notice_of("general"), station);
    EXPECT_FALSE(c.refused("deliver",
                           {{"delivery", "in_person"},
                            {"delivered_on", "2021-09-10"},
                            {"signature_refused", "yes"}},
                           station, photo)
                     .empty());
    c.step("deliver",
           {{"delivery", "in_person"},
            {"delivered_on", "2021-09-10"},
            {"signature_refused", "yes"},
            {"witness", "村干部"}},
           station, photo);
}

TEST(Yongchuan, Y_41_refusal_is_in_writing_or_two_failed_rechecks) {
    Case c = delivered();
    EXPECT_FALSE(c.refused("refuse", {}, power, said).empty());
    c.step("recheck_failed", {}, station, said);
    EXPECT_FALSE(c.refused("refuse", {}, power, said).empty());
    c.step("rectified", {}, village, photo);
    c.step("recheck_failed", {}, station, said);
    c.step("refuse", {}, power, said);
    EXPECT_EQ(c.state(), "refused");
}

TEST(Yongchuan, Y_41_what_is_refused_passes_to_the_village_with_15_days_of_its_own) {
    Case c = delivered();
    c.on("2021-10-08");
    c.step("refuse", {{"refused_in_writing", "yes"}}, power, said);
    c.step("transfer", {{"unit", "v1"}}, power);
    EXPECT_EQ(c.text("due_on"), "2021-10-23");
    EXPECT_EQ(c.text("unit"), "v1");
    c.step("urge", {{"urging", "上门劝导"}}, village);
    EXPECT_FALSE(c.refused("recheck_passed", {}, station).empty());
    c.step("rectified", {}, village, photo);
    c.step("recheck_passed", {}, station);
    EXPECT_EQ(c.state(), "closed");
}

TEST(Yongchuan, Y_45_who_verified_a_report_does_not_pay_the_reward_and_none_is_paid_before) {
    const ledger::Actor one{"one", "", {"discipline"}};
    const ledger::Actor two{"two", "", {"discipline"}};
    Case c("clue_report");
    c.open({{"region", "500118901001"}, {"kind", "theft"}, {"content", "私接"}}, one);
    EXPECT_FALSE(c.refused("reward", {{"reward", 20000}, {"paid_on", "2021-11-01"}}, two).empty());
    c.step("verify", {{"finding", "属实"}}, one, photo);
    EXPECT_FALSE(c.refused("reward", {{"reward", 20000}, {"paid_on", "2021-11-01"}}, one).empty());
    c.step("reward", {{"reward", 20000}, {"paid_on", "2021-11-01"}}, two);
}

TEST(Yongchuan, Y_45_the_reporter_is_a_sensitive_field_and_others_hold_no_role) {
    const auto ledger = load_ledger("clue_report");
    const auto& fields = ledger.declaration.fields;
    EXPECT_EQ(fields[ledger.declaration.find("reporter").value()].field_class,
              registers::FieldClass::sensitive);
    for (const auto& step : ledger.steps)
        EXPECT_EQ(step.who, std::vector<std::string>{"discipline"}) << step.name;
}

TEST(Yongchuan, Y_50_a_week_without_a_meeting_is_red_after_sunday) {
    Case c("routine");
    c.on("2021-09-06");
    c.open({{"region", "500118901000"},
            {"unit", "t1"},
            {"kind", "weekly_meeting"},
            {"period", "2021-W36"},
            {"due_on", "2021-09-12"}},
           county);
    EXPECT_EQ(c.light("2021-09-12"), Light::yellow);
    EXPECT_EQ(c.light("2021-09-13"), Light::red);
}

TEST(Yongchuan, Y_24_no_more_coordinators_pass_than_were_trained) {
    Case c("activity");
    c.open({{"region", "500118901000"}, {"kind", "training"}}, power);
    c.step("schedule", {{"place", "供电所"}, {"planned_on", "2021-09-20"}}, power);
    EXPECT_FALSE(
        c.refused("hold",
                  {{"held_on", "2021-09-20"}, {"reached", 14}, {"attended", 14}, {"passed", 15}},
                  power, photo)
            .empty());
    c.step("hold", {{"held_on", "2021-09-20"}, {"reached", 14}, {"attended", 14}, {"passed", 14}},
           power, photo);
}

TEST(Yongchuan, Y_25_a_coordinators_clue_is_checked_on_site_within_three_days) {
    const ledger::Actor coordinator{"coordinator", "", {"coordinator"}};
    Case c("violation");
    c.on("2021-10-01");
    c.open({{"region", "500118901001"}, {"clue", "coordinator"}, {"found_on", "2021-10-01"}},
           coordinator);
    EXPECT_EQ(c.text("due_on"), "2021-10-04");
    EXPECT_FALSE(c.refused("check", {{"finding", "theft"}}, coordinator, photo).empty());
    EXPECT_FALSE(c.refused("check", {{"finding", "theft"}}, station).empty());
    c.step("check", {{"finding", "theft"}}, station, photo);
}

TEST(Yongchuan, Y_03_a_major_issue_is_settled_only_with_its_decision) {
    Case c("matter");
    c.open({{"region", "500118901000"}, {"kind", "major"}, {"content", "资金"}}, county);
    EXPECT_FALSE(c.refused("close", {}, heads, photo).empty());
    EXPECT_FALSE(c.refused("decide", {{"meeting_on", "2021-09-10"}}, heads, photo).empty());
    c.step("decide", {{"meeting_on", "2021-09-10"}, {"decision", "列入预算"}}, heads, photo);
}

}  // namespace
