#include <filesystem>

#include "ledger/times.hpp"
#include "ledger_for_tests.hpp"
#include "places_for_tests.hpp"

// How long entries take, how fast they must go, and which ledgers are records.
namespace {

using namespace ledger_tests;
using ledger::Light;

Case no_power(const char* found, const char* declared) {
    Case c("no_power_case");
    c.open({{"region", "500229101001"},
            {"found_on", "2020-06-01"},
            {"cause", "remote"},
            {"found_at", found},
            {"declared_at", declared}},
           village);
    return c;
}

TEST(Times, C_13_a_household_declared_within_24_hours_is_in_time_and_after_30_it_is_not) {
    const auto slow = [](const char* declared) {
        const Case c = no_power("2020-06-01T08:00", declared);
        return ledger::is_slow(c.ledger_, c.ledger_.times.at(0), c.row_);
    };
    EXPECT_FALSE(slow("2020-06-01T20:00"));
    EXPECT_FALSE(slow("2020-06-02T08:00"));  // at the limit
    EXPECT_TRUE(slow("2020-06-02T08:01"));
    EXPECT_TRUE(slow("2020-06-02T14:00"));
    const Case late = no_power("2020-06-01T08:00", "2020-06-02T14:00");
    EXPECT_EQ(ledger::time_taken(late.ledger_, late.ledger_.times.at(0), late.row_), 30 * 60);
    EXPECT_EQ(late.state(), "declared");  // flagged, not refused
}

TEST(Times, C_17a_three_five_and_forty_days_have_the_median_5_and_the_last_is_slow) {
    EXPECT_EQ(ledger::percentile({40, 3, 5}, 50), 5);
    EXPECT_EQ(ledger::percentile({40, 3, 5}, 90), 40);
    EXPECT_EQ(ledger::percentile({40, 3, 5}, 100), 40);
    EXPECT_EQ(ledger::percentile({7}, 50), 7);
    const auto slow = [](const char* powered, const char* transformer) {
        Case c("no_power_case");
        c.open({{"region", "500229101001"},
                {"found_on", "2020-06-01"},
                {"cause", "remote"},
                {"declared_on", "2020-06-01"},
                {"powered_on", powered},
                {"transformer_needed", transformer}},
               village);
        return ledger::is_slow(c.ledger_, c.ledger_.times.at(1), c.row_);
    };
    EXPECT_FALSE(slow("2020-06-16", "unknown"));  // 15 days
    EXPECT_TRUE(slow("2020-06-17", "no"));
    EXPECT_TRUE(slow("2020-07-11", "no"));    // 40 days
    EXPECT_FALSE(slow("2020-07-11", "yes"));  // a transformer has 60
    EXPECT_TRUE(slow("2020-08-01", "yes"));
}

TEST(Times, C_27_three_thousand_households_in_thirty_days_are_a_hundred_a_day) {
    Case c("task");
    c.open({{"region", "500229000000"},
            {"programme", "chengkou-2020"},
            {"list", "key_task"},
            {"content", "安装漏电保护器"},
            {"planned_quantity", 51200},
            {"done_quantity", 48200},
            {"due_on", "2020-06-30"}},
           county);
    const auto pace = ledger::pace(c.ledger_, c.row_, day("2020-06-01"));
    ASSERT_TRUE(pace);
    EXPECT_EQ(pace->remaining, 3000);
    EXPECT_EQ(pace->days, 30);
    EXPECT_EQ(pace->per_day, 100);
    EXPECT_EQ(ledger::pace(c.ledger_, c.row_, day("2020-06-30"))->per_day, 3000);
    EXPECT_EQ(ledger::pace(c.ledger_, c.row_, day("2020-07-01"))->days, 0);
    EXPECT_NE(c.light("2020-06-30"), Light::red);
    EXPECT_EQ(c.light("2020-07-01"), Light::red);
}

// samples and good ones before and after; whether it counts as improved.
bool improves(int before, int before_good, int after, int after_good) {
    Case c("signal_measure");
    c.open({{"region", "500229101001"},
            {"operator", "mobile"},
            {"kind", "antenna"},
            {"before_samples", before},
            {"before_good", before_good}},
           telecom);
    c.step("test",
           {{"done_on", "2020-06-01"}, {"after_samples", after}, {"after_good", after_good}},
           telecom, photo);
    try {
        c.step("close", {}, county);
    } catch (const base::Error&) {
        return false;
    }
    return true;
}

TEST(Times, C_44_a_measure_improves_by_five_points_or_by_reaching_the_standard) {
    EXPECT_TRUE(improves(100, 80, 100, 85));
    EXPECT_FALSE(improves(100, 80, 100, 84));
    EXPECT_TRUE(improves(100, 93, 100, 95));  // the standard itself
    EXPECT_TRUE(improves(200, 160, 40, 34));
    EXPECT_FALSE(improves(200, 160, 400, 339));
}

TEST(Times, X_04_ledgers_that_are_records_are_these_and_no_others) {
    std::set<std::string> records;
    for (const auto& file : std::filesystem::directory_iterator(places::source("schema/ledgers"))) {
        const auto ledger = load_ledger(file.path().stem().string());
        if (ledger.is_record) {
            records.insert(ledger.declaration.name);
            continue;
        }
        for (const auto& step : ledger.steps) {
            const bool closes =
                !step.to.empty() && ledger.state(step.to).kind == ledger::StateKind::closed;
            EXPECT_TRUE(!closes || !step.not_by.empty()) << ledger.declaration.name << step.name;
        }
    }
    EXPECT_EQ(records, (std::set<std::string>{"outgoing_report", "routine", "survey_round"}));
}

TEST(Times, X_04_a_record_is_closed_by_one_person_without_evidence) {
    Case c("routine");
    c.on("2021-09-06");
    c.open({{"region", "500118901000"},
            {"unit", "t1"},
            {"kind", "daily_contact"},
            {"period", "2021-09-06"},
            {"due_on", "2021-09-06"}},
           county);
    c.step("record", {{"done_on", "2021-09-06"}, {"content", "通话"}}, county);
    EXPECT_EQ(c.state(), "closed");
}

TEST(Times, Y_31_a_survey_whose_work_has_not_begun_by_the_20th_is_red) {
    Case c("hazard_survey");
    c.on("2021-10-20");
    c.open({{"region", "500118901000"},
            {"area", "roadside"},
            {"start_from", "2021-11-11"},
            {"start_by", "2021-11-20"},
            {"finish_by", "2021-12-31"}},
           county);
    EXPECT_EQ(c.text("due_on"), "2021-12-31");
    c.step("report", {{"found", 2}}, power);
    EXPECT_EQ(c.text("surveyed_on"), "2021-10-20");
    EXPECT_EQ(c.text("step_due_on"), "2021-11-20");
    EXPECT_NE(c.light("2021-11-20"), Light::red);
    EXPECT_EQ(c.light("2021-11-21"), Light::red);
    c.on("2021-11-10");
    EXPECT_NE(c.refused("start", {}, power).find("2021-11-11"), std::string::npos);
    c.on("2021-11-11");
    c.step("start", {}, power);
    EXPECT_NE(c.light("2021-11-21"), Light::red);
    EXPECT_EQ(c.light("2022-01-10"), Light::yellow);  // the end is to be striven for
}

TEST(Times, Y_48_a_story_is_published_only_after_somebody_else_approved_it) {
    Case c("story");
    c.open({{"region", "500118901000"}, {"kind", "example"}, {"title", "带头人"}}, village);
    c.step("submit", {{"text", "事迹"}}, village, photo);
    EXPECT_FALSE(c.refused("publish", {{"published_on", "2021-10-01"}}, county).empty());
    const ledger::Actor author{"village", "v1", {"lead_unit"}};
    EXPECT_FALSE(c.refused("approve", {}, author).empty());
    c.step("approve", {}, county);
    EXPECT_NE(c.state(), "published");
    c.step("publish", {{"published_on", "2021-10-01"}}, county);
    EXPECT_EQ(c.state(), "published");
}

TEST(Times, Y_55_an_approved_note_is_taken_into_the_summary_and_a_draft_is_not) {
    Case c("story");
    c.open({{"region", "500118901000"}, {"kind", "experience"}, {"title", "做法"}}, village);
    EXPECT_FALSE(c.refused("select", {{"in_summary", "2021年总结"}}, county).empty());
    c.step("submit", {{"category", "群防群控"}, {"used_elsewhere", "邻街道"}}, village, photo);
    c.step("approve", {}, county);
    c.step("select", {{"in_summary", "2021年总结"}}, county);
    EXPECT_EQ(c.text("in_summary"), "2021年总结");
}

}  // namespace
