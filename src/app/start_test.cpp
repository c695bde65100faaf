#include <gmock/gmock.h>

#include <set>

#include "access_for_tests.hpp"
#include "app/documents.hpp"
#include "app/start.hpp"
#include "ledgers_for_tests.hpp"

// What the first page shows, and what changed since figures were last made known.
namespace {

using namespace for_tests;
using ::testing::IsEmpty;

constexpr const char* county_region = "500229000000";

class StartTest : public LedgersTest {
protected:
    std::string handed_out(const char* due) {
        const std::string number = opened("task", {{"region", county_region},
                                                   {"programme", "chengkou-2020"},
                                                   {"list", "key_task"},
                                                   {"content", "安装漏电保护器"}});
        step("task", number, "submit", {{"unit", "gongdian"}, {"due_on", due}}, "office");
        step("task", number, "approve", ordered_json::object(), "group");
        return number;
    }
    ordered_json start(const people::Access& who = people::everything()) {
        return ordered_json::parse(app::start_page(*app_, who));
    }
    void seal(const char* period) {
        apply("freeze", {{"programme", "chengkou-2020"}, {"period", period}});
    }
    static std::set<std::string> numbers_of(const ordered_json& lines) {
        std::set<std::string> numbers;
        for (const auto& line : lines) numbers.insert(line.at("number").get<std::string>());
        return numbers;
    }
    std::set<std::string> red_on(app::KnownOn day) {
        app::BoardFilter filter{"task"};
        filter.known_on = day;
        std::set<std::string> numbers;
        const auto board = ordered_json::parse(app_->ledgers().board(filter));
        for (const auto& card : board.at("cards"))
            if (card.at("light") == "red") numbers.insert(card.at("number"));
        return numbers;
    }
    static ordered_json of_task(const ordered_json& list) {
        for (const auto& one : list)
            if (one.at("ledger") == "task") return one;
        return nullptr;
    }
};

TEST_P(StartTest, Before_anything_was_made_known_nothing_is_said_of_changes_since) {
    today("2020-05-01");
    put_chengkou();
    handed_out("2020-05-20");
    EXPECT_TRUE(start().at("since").is_null());
}

TEST_P(StartTest, The_tiles_are_those_of_the_overview_and_the_lists_hold_what_they_count) {
    today("2020-05-01");
    put_chengkou();
    for (const char* due : {"2020-05-03", "2020-05-20", "2020-05-09"}) handed_out(due);
    today("2020-05-10");
    const auto page = start();
    auto shown = page.at("ledgers");
    for (auto& one : shown) one.erase("may_open");
    EXPECT_EQ(shown, ordered_json::parse(app_->ledgers().overview({})).at("ledgers"));
    EXPECT_EQ(of_task(shown).at("lights").at("red"), red_on({}).size());
    EXPECT_EQ(numbers_of(page.at("red")), red_on({}));
    EXPECT_EQ(page.at("turn").size(), 3U);
    EXPECT_EQ(page.at("turn").front().at("due_on"), "2020-05-03");
    EXPECT_EQ(page.at("news").size(), 9U);
}

TEST_P(StartTest, Turned_red_is_what_shows_red_today_and_did_not_when_the_period_was_sealed) {
    today("2020-05-01");
    put_chengkou();
    const std::string red_before = handed_out("2020-05-03");
    const std::string on_the_day = handed_out("2020-05-05");
    const std::string later = handed_out("2020-05-08");
    today("2020-05-05");
    seal("2020-Q2");
    const auto red_then = red_on(base::parse_date("2020-05-05"));
    ASSERT_EQ(red_then, std::set{red_before});
    EXPECT_THAT(start().at("since").at("turned_red"), IsEmpty());
    EXPECT_THAT(start().at("since").at("ledgers"), IsEmpty());

    today("2020-05-06");
    const std::string came_after = handed_out("2020-05-07");
    today("2020-05-10");
    const auto since = start().at("since");
    std::set<std::string> expected = red_on({});
    for (const auto& number : red_then) expected.erase(number);
    EXPECT_EQ(numbers_of(since.at("turned_red")), expected);
    EXPECT_EQ(expected, (std::set{on_the_day, later, came_after}));
    EXPECT_EQ(since.at("on"), "2020-05-05");
    EXPECT_EQ(since.at("what").at("kind"), "period");
    EXPECT_EQ(since.at("what").at("period"), "2020-Q2");
    const auto counts = of_task(since.at("ledgers"));
    EXPECT_EQ(counts.at("opened"), 1);
    EXPECT_EQ(counts.at("moved"), 2);  // handed in, approved
    EXPECT_EQ(counts.at("closed"), 0);
    EXPECT_EQ(counts.at("turned_red"), 3);
}

TEST_P(StartTest, An_entry_moved_since_is_judged_by_how_it_stood_when_the_period_was_sealed) {
    today("2020-05-01");
    put_chengkou();
    const std::string was_red = handed_out("2020-05-03");
    const std::string turns = handed_out("2020-05-08");
    today("2020-05-05");
    seal("2020-Q2");
    today("2020-05-09");
    for (const auto& number : {was_red, turns})
        step("task", number, "sign", ordered_json::object(), "gongdian");
    EXPECT_EQ(numbers_of(start().at("since").at("turned_red")), std::set{turns});
}

TEST_P(StartTest, A_later_seal_and_an_approved_bulletin_begin_anew_and_a_frozen_draft_does_not) {
    today("2020-05-01");
    put_chengkou();
    load("huayuan-2019");
    seal("2020-Q2");
    today("2020-05-02");
    handed_out("2020-05-20");
    app::Documents documents(*app_);
    app::Command by;
    by.id = app_->new_id();
    by.actor.user = "one";
    const auto issue = ordered_json::parse(documents.freeze(by, {"R-27", "2019-06"}, {}).json);
    EXPECT_EQ(start().at("since").at("what").at("kind"), "period");
    handed_out("2020-05-21");
    this->by("approve_document", {{"issue", issue.at("issue")}}, "two");
    const auto since = start().at("since");
    EXPECT_EQ(since.at("what").at("name"), "R-27");
    EXPECT_NE(since.at("what").at("number"), "");
    // Its figures are those of when it was frozen, so what was opened in between counts.
    EXPECT_EQ(of_task(since.at("ledgers")).at("opened"), 1);
    seal("2020-Q3");
    EXPECT_EQ(start().at("since").at("what").at("period"), "2020-Q3");
    EXPECT_THAT(start().at("since").at("ledgers"), IsEmpty());
}

TEST_P(StartTest, Somebody_of_another_county_sees_nothing_of_it) {
    today("2020-05-01");
    put_chengkou();
    seal("2020-Q2");
    handed_out("2020-05-02");
    today("2020-05-10");
    const auto page = start(access_as("county_department", "500999000000"));
    for (const char* list : {"turn", "red", "reports", "slips", "news"})
        EXPECT_THAT(page.at(list), IsEmpty()) << list;
    EXPECT_THAT(page.at("since").at("ledgers"), IsEmpty());
    EXPECT_THAT(page.at("since").at("turned_red"), IsEmpty());
}

INSTANTIATE_ON_BOTH_DATABASES(StartTest);

}  // namespace
