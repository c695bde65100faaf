#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "ledger/schedule.hpp"
#include "ledger_for_tests.hpp"
#include "places_for_tests.hpp"

namespace ledger {
namespace {

using ledger_tests::day;

// One case of a household without power with its history, moved by whoever.
class Case : public ledger_tests::Case {
public:
    Case() : ledger_tests::Case("no_power_case") {}

    void open(const Actor& actor) {
        ledger_tests::Case::open(
            {{"region", "500229101001"}, {"found_on", "2020-06-01"}, {"cause", "split"}}, actor,
            "2020-500229101-001");
    }
};

const Actor village{"clerk", "v1", {"village_clerk"}};
const Actor township{"town", "t1", {"township_leader"}};
const Actor county{"county", "c1", {"lead_unit"}};
const Actor power{"power", "p1", {"power_company"}};

Attempt with_evidence(Attempt attempt) {
    attempt.evidence = {"aa"};
    return attempt;
}

// From declared to accepted.
void work_off(Case& c) {
    c.open(village);
    c.step(c.attempt("check", {{"safety_conclusion", std::string("fit")}}), township);
    c.step(c.attempt("classify", {{"branch", std::string("connect")},
                                  {"unit", std::string("p1")},
                                  {"due_on", std::string("2020-06-20")}}),
           county);
    c.step(c.attempt("plan", {{"plan", std::string("新建低压线路60米")}}), power);
    c.step(c.attempt("start_work"), power);
    c.step(with_evidence(c.attempt("accept", {{"powered_on", std::string("2020-06-10")},
                                              {"meter_number", std::string("M1")},
                                              {"protector", std::string("yes")}})),
           power);
}

template <class Work>
base::Error refusal(Work work) {
    try {
        work();
    } catch (const base::Error& error) {
        EXPECT_FALSE(error.message().zh.empty());
        EXPECT_FALSE(error.message().en.empty());
        return error;
    }
    ADD_FAILURE() << "was not refused";
    return base::Error(base::ErrorKind::internal, {});
}

TEST(Ledger, A_case_goes_from_declaration_to_closed_by_another_unit) {
    Case c;
    work_off(c);
    c.step(c.attempt("close"), county);
    EXPECT_EQ(c.state(), "closed");
    EXPECT_EQ(text_of(c.ledger_, c.row_, "closed_on"), "2020-06-01");
    EXPECT_EQ(c.history_.size(), 7U);
}

TEST(Ledger, C_16_Work_needs_a_plan_and_a_safety_conclusion_fast_track_or_not) {
    Case c;
    c.open(village);
    c.step(c.attempt("check"), township);
    EXPECT_EQ(refusal([&] {
                  c.step(c.attempt("classify", {{"branch", std::string("connect")},
                                                {"unit", std::string("p1")},
                                                {"due_on", std::string("2020-06-20")},
                                                {"fast_track", std::string("yes")},
                                                {"fast_track_reason", std::string("汛期")}}),
                         county);
              }).kind(),
              base::ErrorKind::invalid_input);
    c.step(c.attempt("classify", {{"branch", std::string("connect")},
                                  {"safety_conclusion", std::string("fit")},
                                  {"unit", std::string("p1")},
                                  {"due_on", std::string("2020-06-20")}}),
           county);
    const auto error = refusal([&] { c.step(c.attempt("start_work"), power); });
    EXPECT_EQ(error.message().zh, "没有一户一策方案，不能实施。");
}

TEST(Ledger, C_17_A_connection_is_not_done_without_its_meter_number) {
    Case c;
    c.open(village);
    c.step(c.attempt("check", {{"safety_conclusion", std::string("fit")}}), township);
    c.step(c.attempt("classify", {{"branch", std::string("connect")},
                                  {"unit", std::string("p1")},
                                  {"due_on", std::string("2020-06-20")}}),
           county);
    c.step(c.attempt("plan", {{"plan", std::string("方案")}}), power);
    c.step(c.attempt("start_work"), power);
    const auto error = refusal([&] {
        c.step(with_evidence(c.attempt("accept", {{"powered_on", std::string("2020-06-10")},
                                                  {"protector", std::string("yes")}})),
               power);
    });
    EXPECT_EQ(error.message().zh, "接电户报完成须填通电日期和表号。");
}

TEST(Ledger, Who_reported_the_work_done_cannot_close_it_and_neither_can_the_same_unit) {
    Case c;
    work_off(c);
    const Actor both{"power", "p1", {"power_company", "lead_unit"}};
    EXPECT_EQ(refusal([&] { c.step(c.attempt("close"), both); }).kind(),
              base::ErrorKind::forbidden);
    const Actor colleague{"another", "p1", {"lead_unit"}};
    EXPECT_EQ(refusal([&] { c.step(c.attempt("close"), colleague); }).kind(),
              base::ErrorKind::forbidden);
    EXPECT_EQ(c.state(), "accepted");
}

TEST(Ledger, A_reopened_entry_keeps_its_number_counts_and_needs_new_evidence) {
    Case c;
    work_off(c);
    c.step(c.attempt("close"), county);
    Attempt relapse = c.attempt("reopen");
    relapse.note = "复查发现又停电";
    relapse.evidence = {"relapse-photo"};
    c.step(relapse, county);
    EXPECT_EQ(text_of(c.ledger_, c.row_, "number"), "2020-500229101-001");
    EXPECT_EQ(whole_of(c.ledger_, c.row_, "reopened"), 1);
    EXPECT_EQ(text_of(c.ledger_, c.row_, "due_on"), "2020-06-16");
    c.step(c.attempt("start_work"), power);
    EXPECT_EQ(refusal([&] { c.step(c.attempt("accept"), power); }).message().zh,
              "本环节需要 1 份佐证：证明该户已通电或已妥善安置。");
}

TEST(Ledger, A_request_is_decided_by_another_person_and_within_its_share) {
    Case c;
    work_off(c);
    c.keep(ask(c.ledger_, c.row_, c.history_, {RequestKind::extend, "2020-07-10", "暴雨冲毁道路"},
               power, c.moment()));
    EXPECT_EQ(refusal([&] { c.step(c.attempt("close"), county); }).kind(),
              base::ErrorKind::conflict);
    const Actor self{"power", "c1", {"lead_unit"}};
    const auto grant = [&](const Actor& actor, Share share) {
        return decide(c.ledger_, c.row_, c.history_, true, "", share, actor, c.moment());
    };
    EXPECT_EQ(refusal([&] { (void)grant(self, {0, 10}); }).kind(), base::ErrorKind::forbidden);
    // 20 % of ten are two: the second passes, the third does not.
    EXPECT_EQ(refusal([&] { (void)grant(county, {2, 10}); }).kind(), base::ErrorKind::conflict);
    c.keep(grant(county, {1, 10}));
    EXPECT_EQ(text_of(c.ledger_, c.row_, "due_on"), "2020-07-10");
    EXPECT_EQ(whole_of(c.ledger_, c.row_, "extended"), 1);
}

TEST(Ledger, A_pause_moves_the_dates_by_the_days_it_lasted) {
    Case c;
    work_off(c);
    c.keep(ask(c.ledger_, c.row_, c.history_, {RequestKind::pause, "", "户主住院"}, power,
               c.moment()));
    c.keep(decide(c.ledger_, c.row_, c.history_, true, "", {0, 100}, county, c.moment()));
    EXPECT_EQ(entry_light(c.ledger_, c.row_, day("2020-12-01")), Light::grey);
    c.today_ = day("2020-06-11");
    c.keep(resume(c.ledger_, c.row_, c.history_, "", county, c.moment()));
    EXPECT_EQ(text_of(c.ledger_, c.row_, "due_on"), "2020-06-30");
}

registers::Value some_value(const registers::Field& field) {
    if (field.name == "unit") return std::string("p1");
    switch (field.type) {
        case registers::FieldType::integer:
            return std::int64_t{5};
        case registers::FieldType::fact:
            return std::string("yes");
        case registers::FieldType::code:
            return field.codes.front().value;
        default:
            return std::string("2020-06-20");
    }
}

// A step that is open to somebody, mostly with all it needs.
Attempt random_attempt(const Case& c, const Step& step, std::mt19937& random) {
    const auto often = [&] { return random() % 8 != 0; };
    Attempt given = c.attempt(step.name);
    for (const auto& names : {step.may_set, step.must_set})
        for (const std::string& name : names) {
            const std::size_t index = c.ledger_.declaration.find(name).value();
            given.values.values[index] = some_value(c.ledger_.declaration.fields[index]);
            given.present[index] = often();
        }
    given.note = often() ? "意见" : "";
    if (often()) given.evidence = {"hash"};
    return given;
}

void expect_proved(const std::vector<Done>& history) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i < history.size(); ++i)
        if (history[i].step == "reopen") begin = i + 1;
    bool evidence = false;
    bool second_person = false;
    const Done& last = history.back();
    for (std::size_t i = begin; i < history.size(); ++i) {
        evidence = evidence || !history[i].evidence.empty();
        if (history[i].step == "accept")
            second_person =
                history[i].user != last.user && (last.unit.empty() || history[i].unit != last.unit);
    }
    EXPECT_TRUE(evidence);
    EXPECT_TRUE(second_person);
}

// Whatever is tried by whomever, closed means evidence and a second person of another unit.
TEST(Ledger, X_04_No_sequence_of_steps_closes_without_evidence_and_a_second_person) {
    const std::vector<std::string> all = {"village_clerk", "township_leader", "lead_unit",
                                          "power_company"};
    const std::vector<Actor> actors = {village,
                                       township,
                                       county,
                                       power,
                                       {"all", "p1", all},
                                       {"colleague", "p1", all},
                                       {"nowhere", "", all}};
    int closed = 0;
    int reopened = 0;
    for (unsigned seed = 0; seed < 400; ++seed) {
        std::mt19937 random(seed);
        Case c;
        c.open(actors[4]);
        for (int tries = 0; tries < 60; ++tries) {
            const Actor& actor = actors[random() % actors.size()];
            const auto steps = open_steps(c.ledger_, c.row_, actor);
            if (steps.empty()) continue;
            const Step& step = *steps[random() % steps.size()];
            try {
                c.step(random_attempt(c, step, random), actor);
            } catch (const base::Error&) {
                continue;
            }
            if (c.state() == "closed") {
                ++closed;
                expect_proved(c.history_);
            }
        }
        reopened += whole_of(c.ledger_, c.row_, "reopened") > 0;
    }
    EXPECT_GT(closed, 100);
    EXPECT_GT(reopened, 20);
}

TEST(Calendar, X_06_The_25th_and_the_last_day_of_February_in_a_leap_year) {
    const Rhythm on_25th{Every::month, 25, {}};
    const Rhythm last{Every::month, 0, {}};
    EXPECT_EQ(occurrences(on_25th, day("2020-02-01"), day("2020-02-29")),
              (std::vector<Occurrence>{{"2020-02", day("2020-02-25")}}));
    EXPECT_EQ(occurrences(last, day("2020-02-01"), day("2020-04-30")),
              (std::vector<Occurrence>{{"2020-02", day("2020-02-29")},
                                       {"2020-03", day("2020-03-31")},
                                       {"2020-04", day("2020-04-30")}}));
    EXPECT_EQ(occurrences(last, day("2019-02-10"), day("2019-02-10")),
              (std::vector<Occurrence>{{"2019-02", day("2019-02-28")}}));
    EXPECT_EQ(
        occurrences({Every::month, 31, {6, 10}}, day("2020-01-01"), day("2020-12-31")),
        (std::vector<Occurrence>{{"2020-06", day("2020-06-30")}, {"2020-10", day("2020-10-31")}}));
    EXPECT_EQ(
        occurrences({Every::quarter, 0, {}}, day("2020-05-01"), day("2020-07-01")),
        (std::vector<Occurrence>{{"2020-Q2", day("2020-06-30")}, {"2020-Q3", day("2020-09-30")}}));
    EXPECT_EQ(occurrences({Every::week, 5, {}}, day("2020-12-31"), day("2021-01-04")),
              (std::vector<Occurrence>{{"2020-W53", day("2021-01-01")},
                                       {"2021-W01", day("2021-01-08")}}));
}

TEST(Calendar, Working_days_pass_over_weekends_and_holidays_and_count_the_days_worked_instead) {
    Calendar calendar;
    EXPECT_EQ(add_working_days(calendar, day("2020-06-05"), 1), day("2020-06-08"));
    calendar.holidays = {day("2020-06-25"), day("2020-06-26")};
    calendar.worked_weekends = {day("2020-06-28")};
    EXPECT_EQ(add_working_days(calendar, day("2020-06-24"), 1), day("2020-06-28"));
    EXPECT_EQ(add_working_days(calendar, day("2020-06-28"), -1), day("2020-06-24"));
    EXPECT_EQ(add_working_days(calendar, day("2020-06-28"), 0), day("2020-06-28"));
}

TEST(Schedule, C_57_and_X_20_Backward_from_the_30th_of_June_the_first_step_starts_on_the_1st) {
    const auto plan =
        schedule({{"survey", 20, false, {}, {}}, {"build", 10, false, {"survey"}, {}}},
                 day("2020-06-01"), day("2020-06-30"), {});
    EXPECT_EQ(plan[0].latest_start, day("2020-06-01"));
    EXPECT_EQ(plan[0].latest_finish, day("2020-06-20"));
    EXPECT_EQ(plan[0].slack_days, 0);
    EXPECT_TRUE(plan[0].critical);
    EXPECT_EQ(plan[1].earliest_start, day("2020-06-21"));
}

TEST(Schedule, A_cycle_is_named) {
    const auto error = refusal([] {
        (void)schedule({{"a", 1, false, {"b"}, {}}, {"b", 1, false, {"a"}, {}}}, day("2020-06-01"),
                       day("2020-06-30"), {});
    });
    EXPECT_EQ(error.message().zh, "工序互为前置，无法排期：“a”、“b”。");
}

// Whatever the network: no activity starts before its predecessors end, forward or backward, and
// slack is never less than that of the tightest chain through it.
RC_GTEST_PROP(Schedule, Forward_and_backward_passes_respect_every_dependency, ()) {
    const int count = *rc::gen::inRange(1, 25);
    std::vector<Activity> activities;
    for (int i = 0; i < count; ++i) {
        Activity activity{
            "a" + std::to_string(i), *rc::gen::inRange(1, 9), *rc::gen::arbitrary<bool>(), {}, {}};
        for (int j = 0; j < i; ++j)
            if (*rc::gen::inRange(0, 4) == 0)
                activity.predecessors.push_back("a" + std::to_string(j));
        activities.push_back(std::move(activity));
    }
    const auto plan = schedule(activities, day("2020-06-01"), day("2020-12-31"), {});
    for (std::size_t i = 0; i < activities.size(); ++i)
        for (const auto& name : activities[i].predecessors) {
            const auto before = static_cast<std::size_t>(std::stoi(name.substr(1)));
            RC_ASSERT(days_between(plan[before].earliest_finish, plan[i].earliest_start) >= 1);
            RC_ASSERT(days_between(plan[before].latest_finish, plan[i].latest_start) >= 1);
        }
}

TEST(Light, Boundaries_of_every_colour) {
    const Dated d{day("2020-01-01"), day("2020-06-30"), false, false, 0, 0};
    EXPECT_EQ(light_on(d, day("2019-12-31")), Light::grey);
    // 182 days: a tenth is 18, no more than 15.
    EXPECT_EQ(light_on(d, day("2020-06-14")), Light::green);
    EXPECT_EQ(light_on(d, day("2020-06-15")), Light::blue);
    EXPECT_EQ(light_on(d, day("2020-06-26")), Light::blue);
    EXPECT_EQ(light_on(d, day("2020-06-27")), Light::yellow);
    EXPECT_EQ(light_on(d, day("2020-06-30")), Light::yellow);
    EXPECT_EQ(light_on(d, day("2020-07-01")), Light::red);
    Dated done = d;
    done.done = true;
    EXPECT_EQ(light_on(done, day("2021-01-01")), Light::green);
    Dated soft = d;
    soft.soft = true;
    EXPECT_EQ(light_on(soft, day("2021-01-01")), Light::yellow);
    EXPECT_EQ(light_on({}, day("2020-01-01")), Light::grey);
}

TEST(Light, Progress_behind_by_ten_points_is_yellow_and_by_thirty_red) {
    // 100 days of which 50 have passed.
    Dated d{day("2020-01-01"), day("2020-04-09"), false, false, 0, 1000};
    const base::Date half = day("2020-02-19");
    d.progress = 401;
    EXPECT_EQ(light_on(d, half), Light::green);
    d.progress = 400;
    EXPECT_EQ(light_on(d, half), Light::yellow);
    d.progress = 201;
    EXPECT_EQ(light_on(d, half), Light::yellow);
    d.progress = 200;
    EXPECT_EQ(light_on(d, half), Light::red);
}

TEST(Notice, X_05_A_slip_is_issued_once_for_a_colour_and_reminders_climb) {
    Case c;
    work_off(c);
    const base::Date late = day("2020-07-01");
    auto first = notices(c.ledger_, c.row_, late);
    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].kind, "red");
    EXPECT_EQ(first[1].kind, "reminder");
    EXPECT_EQ(notices(c.ledger_, c.row_, late)[0].key(), first[0].key());
    // Ten days later it is the same red slip, another reminder, and a higher level.
    const auto later = notices(c.ledger_, c.row_, day("2020-07-11"));
    EXPECT_EQ(later[0].key(), first[0].key());
    EXPECT_GT(later[1].serial, first[1].serial);
    EXPECT_EQ(later[1].level, "leading_group");
}

TEST(Hazard, X_10_is_due_30_15_and_3_days_after_it_was_found_by_its_level) {
    for (const auto& [level, due] :
         {std::pair{"general", "2020-07-01"}, {"larger", "2020-06-16"}, {"major", "2020-06-04"}}) {
        ledger_tests::Case c("hazard");
        c.on("2020-06-03");
        c.open({{"region", "500229101001"},
                {"category", "line"},
                {"level", level},
                {"found_on", "2020-06-01"}},
               ledger_tests::station);
        EXPECT_EQ(c.text("due_on"), due);
    }
}

TEST(LedgerFile, Every_ledger_of_the_product_can_be_read) {
    for (const auto& entry :
         std::filesystem::directory_iterator(places::source("schema/ledgers"))) {
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        const auto checked = check_ledger(text.str(), entry.path().filename().string());
        for (const auto& problem : checked.problems)
            ADD_FAILURE() << entry.path() << ":" << problem.line << ": " << problem.message.en;
        ASSERT_TRUE(checked.ledger);
        EXPECT_EQ(checked.ledger->declaration.name, entry.path().stem().string());
    }
}

TEST(LedgerFile, A_step_that_closes_without_a_second_person_is_refused) {
    const char* yaml = R"(
ledger: sign
label: {zh: 警示牌, en: Sign}
number: "{county}-{serial}"
fields: []
states:
  - {name: open, label: {zh: 待办, en: Open}}
  - {name: done, kind: closed, label: {zh: 办结, en: Done}}
start: open
open: {who: [village_clerk]}
steps:
  - {name: finish, label: {zh: 办结, en: Finish}, from: [open], to: done, who: [village_clerk]}
)";
    const auto checked = check_ledger(yaml, "sign.yaml");
    ASSERT_FALSE(checked.ledger);
    EXPECT_NE(checked.problems.front().message.en.find("not_by"), std::string::npos);
}

}  // namespace
}  // namespace ledger
