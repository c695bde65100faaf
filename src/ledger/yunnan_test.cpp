#include "ledger_for_tests.hpp"

// The ledgers as the Yunnan grid company's notice asks for them.
namespace {

using namespace ledger_tests;
using ledger::Light;

Case check_of_june() {
    Case c("unit_check");
    c.on("2020-06-01");
    c.open({{"region", "530600000000"},
            {"unit", "昭通供电局"},
            {"period", "2020-06"},
            {"due_on", "2020-06-30"}},
           county);
    c.on("2020-06-20");
    return c;
}

// A complete visit but for what the test changes.
ledger::Attempt visit(const Case& c, Sets changes) {
    ledger::Attempt attempt = c.attempt("visit",
                                        {{"visited_on", "2020-06-20"},
                                         {"work_group", "第一组"},
                                         {"eligible_villages", 5},
                                         {"villages_visited", 2},
                                         {"villages_interviewed", 2},
                                         {"households_checked", 4},
                                         {"tasks_checked", 3},
                                         {"open_tasks", 3},
                                         {"briefings", 1},
                                         {"field_stops", 3},
                                         {"findings", 0}},
                                        photo);
    const ledger::Attempt changed = c.attempt("visit", changes);
    for (std::size_t i = 0; i < changed.present.size(); ++i)
        if (changed.present[i]) {
            attempt.values.values[i] = changed.values.values[i];
            attempt.present[i] = true;
        }
    return attempt;
}

bool is_accepted(Sets changes) {
    Case c = check_of_june();
    try {
        c.keep(ledger::take_step(c.ledger_, c.row_, c.history_, visit(c, changes), group,
                                 c.moment(), {}));
        return true;
    } catch (const base::Error&) {
        return false;
    }
}

TEST(Yunnan, N_04_nothing_is_delisted_while_an_issue_below_it_is_open) {
    Case c("listing");
    c.open({{"region", "530600000000"},
            {"kind", "county"},
            {"object", "县"},
            {"level", "company"},
            {"listed_on", "2020-03-01"},
            {"reason", "未摘帽"},
            {"standard", "问题清零"}},
           county);
    const ledger::Actor unit{"unit", "", {"power_company"}};
    c.step("request", {}, unit, photo);
    c.around_.open_children = {"530600-2020-0001"};
    EXPECT_NE(c.refused("delist", {{"conclusion", "达到"}}, county).find("530600-2020-0001"),
              std::string::npos);
    c.around_ = {};
    EXPECT_FALSE(c.refused("delist", {}, county).empty());  // without the record of the check
    c.step("delist", {{"conclusion", "达到"}}, county);
    EXPECT_EQ(c.state(), "delisted");
}

TEST(Yunnan, N_09_done_needs_its_criterion_or_a_verifiers_signature) {
    Case c("task");
    c.open({{"region", "530600000000"},
            {"programme", "yunnan-grid-2020"},
            {"list", "industry"},
            {"content", "通动力电"},
            {"planned_quantity", 10}},
           county);
    c.step("submit", {{"unit", "p1"}, {"county_unit", "县局"}}, county);
    c.step("approve", {}, heads);
    c.step("sign", {}, power);
    c.step("start", {{"accountable", "主任"}}, power);
    c.step("report", {{"done_quantity", 9}}, power, photo);
    c.step("verify", {}, county);
    EXPECT_NE(c.refused("close", {}, county).find("完成标准"), std::string::npos);
    c.step("close", {{"criterion_signed", "yes"}}, county);
}

TEST(Yunnan, N_19_what_was_received_is_what_was_handed_out_and_what_is_left) {
    Case c("donation");
    c.open({{"region", "533423000000"}, {"item", "棉衣"}, {"received", 10'000}}, power);
    const Sets short_by_one = {{"distributed", 3'000}, {"in_stock", 6'900}};
    EXPECT_NE(c.refused("hand_out", short_by_one, power, photo).find("之和"), std::string::npos);
    c.step("hand_out", {{"distributed", 3'000}, {"in_stock", 7'000}}, power, photo);
    c.step("hand_out", {{"distributed", 9'999}, {"in_stock", 1}}, power, photo);
    EXPECT_FALSE(c.refused("close", {}, power).empty());  // by another person
    c.step("close", {}, county);
    EXPECT_EQ(c.state(), "closed");
}

TEST(Yunnan, N_20_a_rectification_task_names_its_source) {
    Case c("task");
    c.open({{"region", "530600000000"},
            {"programme", "yunnan-grid-2020"},
            {"list", "rectification"},
            {"content", "整改"}},
           county);
    EXPECT_NE(c.refused("submit", {{"unit", "p1"}, {"county_unit", "县局"}}, county).find("来源"),
              std::string::npos);
}

TEST(Yunnan, N_24_a_letter_is_signed_for_answered_and_filed_by_its_sender) {
    Case c("notice_receipt");
    c.open({{"region", "530600000000"},
            {"unit", "p1"},
            {"kind", "letter"},
            {"document", "督战信"},
            {"figures", "未办结任务3项"}},
           county);
    c.step("sign", {}, power);
    c.step("answer", {{"reply", "立即落实"}}, power, photo);
    EXPECT_FALSE(c.refused("close", {}, power).empty());
    c.step("close", {}, county);
}

TEST(Yunnan, N_25_a_task_without_a_county_unit_is_not_handed_out) {
    Case c("task");
    c.open({{"region", "530600000000"},
            {"programme", "yunnan-grid-2020"},
            {"list", "industry"},
            {"content", "通动力电"}},
           county);
    EXPECT_NE(c.refused("submit", {{"unit", "p1"}}, county).find("县级执行单位"),
              std::string::npos);
}

TEST(Yunnan, N_26_a_confirmed_influence_is_due_the_same_day) {
    Case c("influence_case");
    c.open(
        {{"region", "530600000000"}, {"kind", "village"}, {"object", "甲村"}, {"cause", "supply"}},
        power);
    c.on("2020-06-02");
    c.step("confirm", {}, county);
    EXPECT_EQ(c.text("due_on"), "2020-06-02");
    EXPECT_EQ(c.light("2020-06-03"), Light::red);
}

TEST(Yunnan, N_30_a_visit_on_the_1st_of_July_does_not_count_for_june) {
    EXPECT_TRUE(is_accepted({{"visited_on", "2020-06-30"}}));
    EXPECT_TRUE(is_accepted({{"visited_on", "2020-06-01"}}));
    EXPECT_FALSE(is_accepted({{"visited_on", "2020-07-01"}}));
    EXPECT_FALSE(is_accepted({{"visited_on", "2020-05-31"}}));
}

TEST(Yunnan, N_30_rounds_fall_in_june_and_october_alone) {
    const auto ledger = load_ledger("unit_check");
    ASSERT_EQ(ledger.recurs.size(), 1U);
    const auto& recurs = ledger.recurs.front();
    EXPECT_EQ(ledger::occurrences(recurs.rhythm, recurs.first, recurs.last),
              (std::vector<ledger::Occurrence>{{"2020-06", day("2020-06-30")},
                                               {"2020-10", day("2020-10-31")}}));
}

TEST(Yunnan, N_31_every_open_task_of_the_unit_is_checked) {
    EXPECT_FALSE(is_accepted({{"open_tasks", 4}}));
    EXPECT_TRUE(is_accepted({{"open_tasks", 3}}));
}

TEST(Yunnan, N_32_two_villages_a_unit_or_an_approved_exception) {
    EXPECT_FALSE(is_accepted({{"villages_visited", 1}}));
    EXPECT_FALSE(is_accepted({{"villages_visited", 1}, {"exception", "样本框不足"}}));
    EXPECT_TRUE(is_accepted(
        {{"villages_visited", 1}, {"exception", "样本框不足"}, {"exception_approver", "组长"}}));
}

TEST(Yunnan, N_34_every_village_committee_is_talked_with) {
    EXPECT_FALSE(is_accepted({{"villages_interviewed", 1}}));
}

TEST(Yunnan, N_35_two_households_in_each_village_or_an_exception) {
    EXPECT_FALSE(is_accepted({{"households_checked", 3}}));
    EXPECT_TRUE(is_accepted({{"households_checked", 3}, {"exception", "无人在家"}}));
}

TEST(Yunnan, N_36_findings_reach_the_unit_within_three_days) {
    Case c("issue");
    c.open({{"region", "530600000000"},
            {"source", "supervision"},
            {"found_on", "2020-06-01"},
            {"category", "power"},
            {"description", "电压低"}},
           group);
    EXPECT_EQ(c.text("step_due_on"), "2020-06-04");
}

TEST(Yunnan, N_36_after_transfer_only_the_discipline_role_moves_a_clue) {
    const auto ledger = load_ledger("clue");
    for (const auto& step : ledger.steps)
        EXPECT_EQ(step.who, std::vector<std::string>{"discipline"}) << step.name;
    EXPECT_EQ(ledger.declaration.fields[ledger.declaration.find("content").value()].field_class,
              registers::FieldClass::sensitive);
    Case c("clue");
    c.open({{"region", "530600000000"}, {"content", "线索"}}, group);
    EXPECT_FALSE(c.refused("take", {}, group).empty());
}

TEST(Yunnan, N_40_the_second_round_checks_again_all_that_the_first_closed) {
    Case c = check_of_june();
    c.keep(ledger::take_step(c.ledger_, c.row_, c.history_,
                             visit(c, {{"closed_to_recheck", 4}, {"rechecked", 3}}), group,
                             c.moment(), {}));
    c.step("feed_back", {}, group);
    EXPECT_NE(
        c.refused(
             "close",
             {{"policy_conclusion", "好"}, {"duty_conclusion", "好"}, {"work_conclusion", "好"}},
             county)
            .find("复核"),
        std::string::npos);
}

TEST(Yunnan, N_43_a_check_closes_only_with_its_three_conclusions) {
    Case c = check_of_june();
    c.keep(ledger::take_step(c.ledger_, c.row_, c.history_, visit(c, {}), group, c.moment(), {}));
    c.step("feed_back", {}, group);
    EXPECT_FALSE(
        c.refused("close", {{"policy_conclusion", "好"}, {"duty_conclusion", "好"}}, county)
            .empty());
    c.step("close",
           {{"policy_conclusion", "好"}, {"duty_conclusion", "好"}, {"work_conclusion", "好"}},
           county);
}

// Periods and days of one kind of routine.
std::vector<ledger::Occurrence> routine(const std::string& kind) {
    const auto ledger = load_ledger("routine");
    for (const auto& recurs : ledger.recurs) {
        if (recurs.kind != kind) continue;
        auto all = ledger::occurrences(recurs.rhythm, recurs.first, recurs.last);
        for (auto& each : all) each.due = ledger::add_days(each.due, recurs.days_after);
        return all;
    }
    return {};
}

TEST(Yunnan, N_22_analysis_by_the_month_checks_by_the_quarter_and_spot_checks_in_june_and_october) {
    EXPECT_EQ(routine("analysis").size(), 12U);
    EXPECT_EQ(routine("inspection").size(), 4U);
    EXPECT_EQ(routine("inspection").front(), (ledger::Occurrence{"2020-Q1", day("2020-03-31")}));
    EXPECT_EQ(routine("spot_check"),
              (std::vector<ledger::Occurrence>{{"2020-06", day("2020-06-30")},
                                               {"2020-10", day("2020-10-31")}}));
}

TEST(Yunnan, N_28_a_bulletin_each_month_of_2020) {
    const auto bulletins = routine("monthly_report");
    ASSERT_EQ(bulletins.size(), 12U);
    EXPECT_EQ(bulletins.front(), (ledger::Occurrence{"2020-01", day("2020-02-05")}));
}

}  // namespace
