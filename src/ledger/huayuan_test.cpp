#include <algorithm>

#include "ledger_for_tests.hpp"

// The ledgers as the Huayuan plan asks for them.
namespace {

using namespace ledger_tests;
using ledger::Light;

Case proposed(int millionths, int rank, const char* level) {
    Case c("award");
    c.on("2019-07-31");
    c.open({{"region", "433124100200"},
            {"level", level},
            {"round", 2},
            {"period", "2019-07"},
            {"score", millionths},
            {"rank", rank}},
           county);
    return c;
}

TEST(Huayuan, H_08_a_green_channel_request_older_than_five_working_days_is_yellow) {
    Case c("green_channel");
    c.on("2019-03-04");
    c.open({{"region", "433124100000"},
            {"kind", "land"},
            {"site", "基站"},
            {"received_on", "2019-03-04"}},
           telecom);
    EXPECT_EQ(c.text("step_due_on"), "2019-03-11");
    EXPECT_EQ(c.light("2019-03-12"), Light::yellow);
    EXPECT_EQ(c.light("2019-06-12"), Light::yellow);
    c.step("decide", {{"decision", "agreed"}}, township, photo);
    EXPECT_EQ(c.light("2019-06-12"), Light::green);
}

TEST(Huayuan, H_11_an_activity_without_a_place_is_not_scheduled) {
    Case c("activity");
    c.open({{"region", "433124100000"}, {"kind", "service"}}, township);
    EXPECT_FALSE(c.refused("schedule", {{"planned_on", "2019-05-01"}}, township).empty());
    c.step("schedule", {{"planned_on", "2019-05-01"}, {"place", "村部"}}, township);
    EXPECT_EQ(c.state(), "scheduled");
}

TEST(Huayuan, H_18_80_points_are_awarded_and_79_995_are_not) {
    Case passes = proposed(80'000'000, 30, "passed");
    passes.step("gate", {{"gate_document", "纪要"}}, heads);
    Case fails = proposed(79'995'000, 30, "passed");
    EXPECT_FALSE(fails.refused("gate", {{"gate_document", "纪要"}}, heads).empty());
}

TEST(Huayuan, H_22_only_the_first_ten_are_excellent) {
    Case tenth = proposed(90'000'000, 10, "excellent");
    tenth.step("gate", {{"gate_document", "纪要"}}, heads);
    Case eleventh = proposed(90'000'000, 11, "excellent");
    EXPECT_FALSE(eleventh.refused("gate", {{"gate_document", "纪要"}}, heads).empty());
}

TEST(Huayuan, H_30_and_H_26_no_award_without_the_leading_groups_gate) {
    Case c = proposed(90'000'000, 1, "excellent");
    EXPECT_FALSE(c.refused("award", {{"hung_on", "2019-07-31"}}, county, photo).empty());
    EXPECT_FALSE(c.refused("gate", {{"gate_document", "纪要"}}, county).empty());
    c.step("gate", {{"gate_document", "纪要"}}, heads);
    c.step("award", {{"hung_on", "2019-07-31"}}, county, photo);
    EXPECT_EQ(c.state(), "awarded");
}

TEST(Huayuan, H_21_a_revoked_plaque_keeps_its_row_and_number) {
    Case c = proposed(90'000'000, 1, "excellent");
    c.step("gate", {{"gate_document", "纪要"}}, heads);
    c.step("award", {{"hung_on", "2019-07-31"}}, county, photo);
    c.step("revoke", {}, heads, said);
    EXPECT_EQ(c.state(), "revoked");
    EXPECT_EQ(c.text("number"), "1");
    EXPECT_EQ(c.text("revoked_on"), "2019-07-31");
}

TEST(Huayuan, H_24_a_meeting_due_before_the_notice_can_be_done_and_closed) {
    Case c("task");
    c.on("2019-01-24");
    c.open({{"region", "433124000000"},
            {"programme", "huayuan-2019"},
            {"list", "key_task"},
            {"content", "启动会"},
            {"due_on", "2018-12-31"},
            {"issued_on", "2019-01-24"}},
           county);
    c.step("submit", {{"unit", "d1"}}, county);
    c.step("approve", {}, heads);
    c.step("sign", {}, department);
    c.step("start", {{"accountable", "股长"}}, department);
    c.step("report", {}, department, photo);
    c.step("verify", {}, county);
    c.step("close", {}, county);
    EXPECT_EQ(c.state(), "closed");
}

TEST(Huayuan, H_31_and_Y_51_a_problem_open_longer_than_14_days_is_red) {
    Case c("issue");
    c.open({{"region", "433124100000"},
            {"source", "meeting"},
            {"found_on", "2020-06-01"},
            {"category", "management"},
            {"description", "推广慢"}},
           county);
    c.step("assign", {{"unit", "m1"}}, county);
    c.step("sign", {}, telecom);
    c.step("measure", {{"measure", "增派人员"}}, telecom);
    EXPECT_NE(c.light("2020-06-15"), Light::red);
    EXPECT_EQ(c.light("2020-06-16"), Light::red);
}

TEST(Huayuan, H_35_the_operator_reports_by_the_3rd_of_the_next_month) {
    const auto ledger = load_ledger("report_duty");
    const auto it = std::find_if(ledger.recurs.begin(), ledger.recurs.end(),
                                 [](const auto& each) { return each.kind == "operator_month"; });
    ASSERT_NE(it, ledger.recurs.end());
    const auto first = ledger::occurrences(it->rhythm, it->first, it->last).front();
    EXPECT_EQ(ledger::add_days(first.due, it->days_after), day("2019-02-03"));
    EXPECT_EQ(it->programme, "huayuan-2019");
}

TEST(Huayuan, H_35_a_report_is_returned_handed_in_again_and_locked_by_another_person) {
    Case c("report_duty");
    c.on("2019-02-01");
    c.open({{"region", "433124000000"},
            {"unit", "m1"},
            {"kind", "operator_month"},
            {"period", "2019-01"},
            {"due_on", "2019-02-03"}},
           county);
    EXPECT_EQ(c.light("2019-02-04"), Light::red);
    c.step("submit", {{"progress", "新建3站"}}, telecom, photo);
    c.step("send_back", {}, county, said);
    EXPECT_EQ(ledger::whole_of(c.ledger_, c.row_, "returned"), 1);
    c.step("submit", {{"progress", "新建3站，开通2站"}}, telecom, photo);
    c.step("lock", {}, county);
    EXPECT_FALSE(c.refused("submit", {{"progress", "改"}}, telecom, photo).empty());
}

TEST(Huayuan, H_41_slow_progress_is_proposed_by_the_office_and_decided_by_the_group) {
    Case c("accountability");
    c.open({{"region", "433124100200"},
            {"kind", "slow"},
            {"object", "某村"},
            {"facts", "连续两月末位10%"}},
           county);
    c.step("verify", {}, county, photo);
    EXPECT_FALSE(c.refused("decide", {{"decision", "talk"}, {"document", "纪要"}}, heads).empty());
    c.step("propose", {{"proposal", "约谈"}}, county);
    c.step("decide", {{"decision", "talk"}, {"document", "纪要"}}, heads);
}

TEST(Huayuan, H_06_no_task_is_handed_out_without_a_responsible_unit) {
    Case c("task");
    c.open({{"region", "433124000000"},
            {"programme", "huayuan-2019"},
            {"list", "key_task"},
            {"content", "组网"}},
           county);
    EXPECT_NE(c.refused("submit", {}, county).find("责任单位"), std::string::npos);
    c.step("submit", {{"unit", "m1"}}, county);
}

// The kinds that come round for Huayuan's office each month from January to July 2019.
void expect_seven_months(const char* name, const char* kind, const char* first_due) {
    const auto ledger = load_ledger(name);
    for (const auto& recurs : ledger.recurs) {
        if (recurs.kind != kind) continue;
        const auto months = ledger::occurrences(recurs.rhythm, recurs.first, recurs.last);
        EXPECT_EQ(months.size(), 7U);
        EXPECT_EQ(ledger::add_days(months.front().due, recurs.days_after), day(first_due));
        return;
    }
    ADD_FAILURE() << kind;
}

TEST(Huayuan, H_33_and_H_34_scoring_and_bulletin_of_each_month_by_the_5th_of_the_next) {
    expect_seven_months("routine", "bulletin", "2019-02-05");
    expect_seven_months("routine", "scoring", "2019-02-05");
}

TEST(Huayuan, H_40_a_round_each_month) {
    expect_seven_months("supervision_round", "month", "2019-01-31");
}

TEST(Huayuan, H_07_a_township_without_a_plan_is_red_from_march_on) {
    const auto ledger = load_ledger("report_duty");
    const auto recurs = std::find_if(ledger.recurs.begin(), ledger.recurs.end(),
                                     [](const auto& each) { return each.kind == "township_plan"; });
    ASSERT_NE(recurs, ledger.recurs.end());
    EXPECT_EQ(recurs->where_text, "kind = 'township'");
    const auto due = ledger::occurrences(recurs->rhythm, recurs->first, recurs->last);
    ASSERT_EQ(due.size(), 1U);  // once, not every month
    EXPECT_EQ(due.front().due, day("2019-02-28"));
    Case c("report_duty");
    c.on("2019-01-28");
    c.open({{"region", "433124100000"},
            {"unit", "t1"},
            {"kind", "township_plan"},
            {"period", "2019-02"},
            {"due_on", "2019-02-28"}},
           county);
    EXPECT_NE(c.light("2019-02-28"), Light::red);
    EXPECT_EQ(c.light("2019-03-01"), Light::red);
    c.on("2019-02-20");
    c.step("submit", {{"progress", "实施方案"}}, township, photo);
    EXPECT_FALSE(c.refused("lock", {}, township).empty());  // its own plan it does not accept
    c.step("lock", {}, county);
    EXPECT_EQ(c.light("2019-03-01"), Light::green);
}

TEST(Huayuan, H_25_the_first_batch_is_judged_by_march_and_from_80_points_on) {
    const auto gated = [](const char* period, int score) {
        Case c("award");
        c.open({{"region", "433124100200"},
                {"programme", "huayuan-2019"},
                {"level", "passed"},
                {"round", 1},
                {"period", period},
                {"score", score}},
               county);
        try {
            c.step("gate", {{"gate_document", "纪要"}}, heads);
            return true;
        } catch (const base::Error&) {
            return false;
        }
    };
    EXPECT_TRUE(gated("2019-03", 80'000'000));
    EXPECT_FALSE(gated("2019-03", 79'999'999));
    EXPECT_FALSE(gated("2019-04", 95'000'000));
}

TEST(Huayuan, H_44_a_ring_is_opened_only_with_its_content_approved) {
    Case c("ring_service");
    c.open({{"region", "433124100200"}, {"content", "欢迎致电"}}, village);
    EXPECT_FALSE(c.refused("open_service", {{"numbers", 5}}, telecom, photo).empty());
    EXPECT_FALSE(c.refused("approve", {}, telecom).empty());
    c.step("approve", {}, township);
    EXPECT_FALSE(c.refused("open_service", {{"numbers", 0}}, telecom, photo).empty());
    c.step("open_service", {{"numbers", 5}}, telecom, photo);
    EXPECT_EQ(c.state(), "opened");
}

// Whatever is tried in whatever order, a decision is settled only as a task.
TEST(Common, X_22_no_decision_is_settled_without_its_task) {
    std::uint64_t chance = 20200601;
    const auto pick = [&](std::size_t below) {
        chance = chance * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::size_t>(chance >> 33U) % below;
    };
    const ledger::Actor* actors[] = {&county, &heads, &department};
    int settled = 0;
    Case c("matter");
    for (int run = 0; run < 300; ++run) {
        c.open({{"region", "500229000000"}, {"kind", "coordination"}, {"content", "事项"}}, county);
        for (int turn = 0; turn < 25 && c.state() != "closed"; ++turn) {
            const auto& step = c.ledger_.steps[pick(c.ledger_.steps.size())];
            ledger::Attempt attempt = c.attempt(step.name, {}, photo);
            for (const auto& field : step.must_set) {
                if (pick(4) == 0) continue;
                const auto index = c.ledger_.declaration.find(field).value();
                attempt.values.values[index] = std::string("2020-06-01");
                attempt.present[index] = true;
            }
            try {
                c.step(attempt, *actors[pick(3)]);
            } catch (const base::Error&) {
                continue;
            }
        }
        if (c.state() != "closed") continue;
        ++settled;
        EXPECT_NE(c.text("decision"), "");
        EXPECT_NE(c.text("task_number"), "");
    }
    EXPECT_GT(settled, 10);
}

}  // namespace
