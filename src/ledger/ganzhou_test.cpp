#include "ledger_for_tests.hpp"

// The ledgers as the Ganzhou plan asks for them.
namespace {

using namespace ledger_tests;
using ledger::Light;

Case issue_in_work() {
    Case c("issue");
    c.open({{"region", "360731000000"},
            {"source", "screening"},
            {"found_on", "2020-06-01"},
            {"category", "no_4g"},
            {"description", "聚居区无4G"}},
           county);
    c.step("assign", {{"unit", "m1"}}, county);
    c.step("sign", {}, telecom);
    return c;
}

TEST(Ganzhou, G_15_what_is_kept_up_shows_its_next_check_and_reopens_when_it_fails) {
    Case c("task");
    c.open({{"region", "360731000000"},
            {"programme", "ganzhou-2020"},
            {"list", "key_task"},
            {"content", "村委会所在地覆盖"},
            {"long_term", "yes"},
            {"due_on", "2020-06-30"}},
           county);
    c.step("submit", {{"unit", "d1"}}, county);
    c.step("approve", {}, heads);
    c.step("sign", {}, department);
    c.step("start", {{"accountable", "分管领导"}}, department);
    c.step("report", {}, department, photo);
    c.step("verify", {}, county);
    EXPECT_NE(c.refused("close", {}, county).find("长期坚持"), std::string::npos);
    c.step("keep_up", {{"due_on", "2020-09-30"}}, county);
    EXPECT_EQ(c.state(), "kept_up");
    EXPECT_EQ(c.text("due_on"), "2020-09-30");
    EXPECT_EQ(c.light("2020-07-15"), Light::green);
    c.step("recheck_failed", {}, group, said);
    EXPECT_EQ(c.state(), "in_progress");
    EXPECT_EQ(ledger::whole_of(c.ledger_, c.row_, "reopened"), 1);
}

TEST(Ganzhou, G_18_what_a_leader_is_asked_for_stands_as_an_issue) {
    Case c("leader_visit");
    c.open({{"region", "360731000000"}, {"period", "2020-05"}, {"due_on", "2020-05-31"}}, county);
    EXPECT_FALSE(
        c.refused("visit",
                  {{"visited_on", "2020-05-20"}, {"place", "甲村"}, {"help_asked", "杆路"}}, leader,
                  photo)
            .empty());
    c.step("visit",
           {{"visited_on", "2020-05-20"},
            {"place", "甲村"},
            {"help_asked", "杆路"},
            {"issue_number", "360731-2020-0001"}},
           leader, photo);
}

TEST(Ganzhou, G_20_a_problem_without_a_measure_after_seven_days_is_yellow) {
    Case c = issue_in_work();
    EXPECT_EQ(c.text("step_due_on"), "2020-06-08");
    EXPECT_EQ(c.light("2020-06-09"), Light::yellow);
    EXPECT_EQ(c.light("2020-06-16"), Light::red);  // nor closed within its own fourteen
    c.on("2020-06-09");
    c.step("measure", {{"measure", "新建基站"}}, telecom);
    EXPECT_TRUE(c.history_.back().is_late());
    EXPECT_EQ(c.text("measure_on"), "2020-06-09");
}

TEST(Ganzhou, G_22_who_asks_to_close_does_not_verify_and_neither_does_the_same_unit) {
    Case c = issue_in_work();
    c.step("measure", {{"measure", "新建基站"}}, telecom);
    EXPECT_FALSE(c.refused("request", {}, telecom).empty());  // without evidence
    c.step("request", {}, telecom, photo);
    const ledger::Actor same{"telecom", "c1", {"lead_unit"}};
    const ledger::Actor colleague{"colleague", "m1", {"lead_unit"}};
    c.step("check", {{"verify_method", "measured"}}, county);
    EXPECT_FALSE(c.refused("close", {}, same).empty());
    EXPECT_FALSE(c.refused("close", {}, colleague).empty());
    c.step("close", {}, county);
    const std::string number = c.text("number");
    c.step("reopen", {{"recheck_result", "false"}}, county, said);
    EXPECT_EQ(c.text("number"), number);
    EXPECT_EQ(ledger::whole_of(c.ledger_, c.row_, "reopened"), 1);
}

TEST(Ganzhou, G_25_a_county_not_visited_in_may_is_red_for_may) {
    Case c("leader_visit");
    c.on("2020-05-01");
    c.open({{"region", "360731000000"}, {"period", "2020-05"}, {"due_on", "2020-05-31"}}, county);
    EXPECT_EQ(c.light("2020-06-01"), Light::red);
    EXPECT_FALSE(
        c.refused("visit", {{"visited_on", "2020-06-01"}, {"place", "甲村"}}, leader, photo)
            .empty());
    EXPECT_FALSE(
        c.refused("visit", {{"visited_on", "2020-05-31"}, {"place", "甲村"}}, leader).empty());
    c.step("visit", {{"visited_on", "2020-05-31"}, {"place", "甲村"}}, leader, photo);
    EXPECT_EQ(c.light("2020-06-01"), Light::green);
}

TEST(Ganzhou, G_25_march_2020_is_counted_for_every_assigned_county) {
    const auto ledger = load_ledger("leader_visit");
    const auto& recurs = ledger.recurs.at(0);
    EXPECT_EQ(recurs.each, "supervision_assignment");
    EXPECT_EQ(ledger::occurrences(recurs.rhythm, recurs.first, recurs.last).front(),
              (ledger::Occurrence{"2020-03", day("2020-03-31")}));
}

TEST(Ganzhou, G_28_a_checklist_with_items_of_another_programme_is_refused) {
    Case c("supervision_round");
    c.open({{"region", "360731000000"},
            {"unit", "c1"},
            {"kind", "county"},
            {"period", "2020-05"},
            {"due_on", "2020-05-31"}},
           county);
    const auto held = [&](Sets also) {
        auto attempt = c.attempt(
            "hold",
            {{"checklist", "清单"}, {"places", "甲村"}, {"findings", 0}, {"held_on", "2020-05-20"}},
            photo);
        const auto more = c.attempt("hold", also);
        for (std::size_t i = 0; i < more.present.size(); ++i)
            if (more.present[i]) {
                attempt.values.values[i] = more.values.values[i];
                attempt.present[i] = true;
            }
        return attempt;
    };
    // The field is no part of the step: what does not belong has no place to be written.
    EXPECT_THROW(
        (void)ledger::take_step(c.ledger_, c.row_, c.history_,
                                held({{"foreign_items", "防火检查"}}), county, c.moment(), {}),
        base::Error);
    EXPECT_NO_THROW(
        (void)ledger::take_step(c.ledger_, c.row_, c.history_, held({}), county, c.moment(), {}));
}

TEST(Ganzhou, G_30_an_accountability_case_is_decided_by_others_than_who_proposed_it) {
    Case c("accountability");
    c.open({{"region", "360731000000"},
            {"kind", "false"},
            {"object", "某公司"},
            {"facts", "同一照片用于两处"}},
           county);
    EXPECT_FALSE(c.refused("verify", {}, county).empty());
    c.step("verify", {}, county, photo);
    c.step("propose", {{"proposal", "约谈"}}, county);
    const ledger::Actor both{"county", "c1", {"lead_unit", "leading_group"}};
    EXPECT_FALSE(c.refused("decide", {{"decision", "talk"}, {"document", "纪要"}}, both).empty());
    c.step("decide", {{"decision", "talk"}, {"document", "纪要"}}, heads);
}

Sets month_of(int closed) {
    static Sets fits = {
        {"listed_villages", 17}, {"seats_4g", 17},       {"seats_fibre", 16},
        {"settlements", 20},     {"settlements_4g", 19}, {"settlements_broadband", 15},
        {"issues_total", 10},    {"issues_closed", 7},   {"issues_open", 3}};
    static Sets differs = {
        {"listed_villages", 17}, {"seats_4g", 17},       {"seats_fibre", 16},
        {"settlements", 20},     {"settlements_4g", 19}, {"settlements_broadband", 15},
        {"issues_total", 10},    {"issues_closed", 8},   {"issues_open", 3}};
    return closed == 7 ? fits : differs;
}

Case april() {
    Case c("monthly_progress");
    c.on("2020-04-01");
    c.open({{"region", "360731000000"},
            {"unit", "d1"},
            {"period", "2020-04"},
            {"due_on", "2020-04-25"}},
           county);
    return c;
}

TEST(Ganzhou, G_31_the_25th_is_in_time_and_the_26th_is_late) {
    Case c = april();
    EXPECT_EQ(c.light("2020-04-19"), Light::green);
    EXPECT_EQ(c.light("2020-04-20"), Light::blue);
    EXPECT_EQ(c.light("2020-04-23"), Light::yellow);
    EXPECT_EQ(c.light("2020-04-25"), Light::yellow);
    EXPECT_EQ(c.light("2020-04-26"), Light::red);
    c.on("2020-04-25");
    c.step("submit", month_of(7), department, photo);
    EXPECT_FALSE(c.history_.back().is_late());
    EXPECT_NE(c.light("2020-04-26"), Light::red);
    Case late = april();
    late.on("2020-04-26");
    late.step("submit", month_of(7), department, photo);
    EXPECT_TRUE(late.history_.back().is_late());
}

TEST(Ganzhou, G_31_closed_and_open_issues_add_up_to_all) {
    Case c = april();
    EXPECT_NE(c.refused("submit", month_of(8), department, photo).find("累计"), std::string::npos);
    c.step("submit", month_of(7), department, photo);
}

TEST(Ganzhou, G_31_another_unit_cannot_report_in_its_place) {
    Case c = april();
    const ledger::Actor other{"other", "d2", {"county_department"}};
    EXPECT_FALSE(c.refused("submit", month_of(7), other, photo).empty());
}

TEST(Ganzhou, G_31_the_first_report_is_that_of_april_2020) {
    const auto ledger = load_ledger("monthly_progress");
    const auto& recurs = ledger.recurs.at(0);
    const auto due = ledger::occurrences(recurs.rhythm, recurs.first, recurs.last);
    ASSERT_EQ(due.size(), 9U);
    for (const auto& each : due) EXPECT_EQ(base::format_date(each.due).substr(8), "25");
    EXPECT_EQ(due.front().period, "2020-04");
}

TEST(Ganzhou, G_21_counties_supervise_their_listed_villages_until_the_end_of_june) {
    const auto ledger = load_ledger("supervision_round");
    for (const auto& recurs : ledger.recurs) {
        if (recurs.kind != "county") continue;
        const auto rounds = ledger::occurrences(recurs.rhythm, recurs.first, recurs.last);
        ASSERT_EQ(rounds.size(), 3U);
        EXPECT_EQ(rounds.back(), (ledger::Occurrence{"2020-06", day("2020-06-30")}));
        return;
    }
    FAIL() << "no rounds of the counties";
}

TEST(Ganzhou, G_14_a_settlement_short_of_its_last_kilometre_says_what_blocks_it) {
    Case c("issue");
    c.open({{"region", "360731000000"},
            {"source", "screening"},
            {"found_on", "2020-06-01"},
            {"category", "last_kilometre"},
            {"description", "主干已通、未入户"}},
           telecom);
    c.step("assign", {{"unit", "m1"}}, county);
    c.step("sign", {}, telecom);
    c.step("measure", {{"measure", "协调杆路"}, {"blocking", "pole_route"}}, telecom);
    EXPECT_EQ(c.text("blocking"), "pole_route");
}

}  // namespace
