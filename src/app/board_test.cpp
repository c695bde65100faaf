#include <gmock/gmock.h>

#include "ledgers_for_tests.hpp"

// A ledger as a board and as a plan.
namespace {

using namespace for_tests;

constexpr const char* county_region = "500229000000";

class BoardTest : public LedgersTest {
protected:
    std::string task(const ordered_json& more = ordered_json::object()) {
        ordered_json values{{"region", county_region},
                            {"programme", "chengkou-2020"},
                            {"list", "key_task"},
                            {"content", "安装漏电保护器"}};
        values.update(more);
        return opened("task", values);
    }
    std::string board_text(const app::BoardFilter& filter = {"task"}) {
        return app_->ledgers().board(filter);
    }
    ordered_json card(const std::string& number) {
        const auto board = ordered_json::parse(board_text());
        for (const auto& each : board.at("cards"))
            if (each.at("number") == number) return each;
        return nullptr;
    }
    ordered_json activity(const std::string& number, const char* deadline = "2020-06-30") {
        const auto plan = ordered_json::parse(app_->ledgers().plan(
            "task", base::parse_date("2020-05-01").value(), base::parse_date(deadline).value()));
        for (const auto& each : plan.at("activities"))
            if (each.at("number") == number) return each;
        return nullptr;
    }
    void hand_out(const std::string& number, const char* unit, const char* due) {
        step("task", number, "submit", {{"unit", unit}, {"due_on", due}}, "office");
        step("task", number, "approve", ordered_json::object(), "group");
    }
};

TEST_P(BoardTest, X_21_a_board_of_a_past_day_equals_the_board_of_that_day) {
    today("2020-05-01");
    put_chengkou();
    const std::string first = task({{"due_on", "2020-05-20"}});
    task({{"content", "架设线路"}});
    const std::string then = board_text();
    today("2020-05-09");
    hand_out(first, "gongdian", "2020-06-30");
    task({{"content", "第三件"}});
    EXPECT_NE(board_text(), then);
    app::BoardFilter filter{"task"};
    filter.known_on = base::parse_date("2020-05-08");
    auto past = ordered_json::parse(board_text(filter));
    // The lights are those of the day that is asked for, not of the day before.
    auto expected = ordered_json::parse(then);
    for (auto* each : {&past, &expected}) {
        each->erase("date");
        for (auto& shown : each->at("cards"))
            for (const char* name : {"light", "days_left", "stale"}) shown.erase(name);
    }
    EXPECT_EQ(past, expected);
    filter.known_on = base::parse_date("2020-05-01");
    EXPECT_EQ(board_text(filter), then);
}

TEST_P(BoardTest, N_21_the_board_equals_the_task_table) {
    today("2020-05-01");
    put_chengkou();
    for (int i = 0; i < 5; ++i) task({{"content", "任务" + std::to_string(i)}});
    hand_out(numbers("task").front(), "gongdian", "2020-06-30");
    const auto board = ordered_json::parse(board_text());
    std::map<std::string, std::int64_t> states;
    for (const auto& row : entries("task")) ++states[row.at("state")];
    std::int64_t cards = 0;
    for (const auto& column : board.at("columns")) {
        EXPECT_EQ(column.at("entries"), states[column.at("state")]) << column;
        cards += column.at("entries").get<std::int64_t>();
    }
    EXPECT_EQ(board.at("cards").size(), 5U);
    EXPECT_EQ(cards, 5);
    app::BoardFilter filter{"task"};
    filter.programme = "huayuan-2019";
    EXPECT_TRUE(ordered_json::parse(board_text(filter)).at("cards").empty());
}

TEST_P(BoardTest, N_21_a_card_not_moved_for_seven_days_is_current_and_for_eight_is_old) {
    today("2020-05-01");
    put_chengkou();
    const std::string number = task();
    today("2020-05-08");
    EXPECT_EQ(card(number).at("stale"), false);
    today("2020-05-09");
    EXPECT_EQ(card(number).at("stale"), true);
    hand_out(number, "gongdian", "2020-06-30");
    EXPECT_EQ(card(number).at("stale"), false);
}

TEST_P(BoardTest, N_21_a_card_shows_its_progress_as_two_whole_numbers_and_the_days_left) {
    today("2020-05-01");
    put_chengkou();
    const std::string number = task({{"planned_quantity", "51200"}, {"quantity_unit", "户"}});
    EXPECT_EQ(card(number).at("days_left"), nullptr);
    hand_out(number, "gongdian", "2020-06-30");
    EXPECT_EQ(card(number).at("days_left"), 60);
    EXPECT_EQ(card(number).at("progress"), (ordered_json{{"done", 0}, {"whole", 51200}}));
    EXPECT_EQ(card(number).at("title"), "安装漏电保护器");
    EXPECT_EQ(card(number).at("region_name"), "城口县");
}

TEST_P(BoardTest, C_57_the_baseline_stays_when_the_deadline_is_moved) {
    today("2020-05-01");
    put_chengkou();
    const std::string number = task();
    for (int i = 0; i < 9; ++i) task();  // one extension in ten keeps below the share
    EXPECT_EQ(activity(number).at("baseline"), nullptr);
    hand_out(number, "gongdian", "2020-06-20");
    EXPECT_EQ(activity(number).at("baseline").at("due"), "2020-06-20");
    by("ask",
       {{"ledger", "task"},
        {"number", number},
        {"request", "extend"},
        {"value", "2020-07-10"},
        {"reason", "汛期无法施工"}},
       "gongdian");
    by("decide", {{"ledger", "task"}, {"number", number}, {"granted", true}}, "office");
    const auto moved = activity(number);
    EXPECT_EQ(moved.at("baseline"), (ordered_json{{"begin", "2020-05-01"}, {"due", "2020-06-20"}}));
    EXPECT_EQ(moved.at("due_on"), "2020-07-10");
}

TEST_P(BoardTest, C_57_a_task_is_late_to_start_the_day_after_its_latest_start) {
    today("2020-05-01");
    put_chengkou();
    const std::string number = task();
    EXPECT_EQ(activity(number).at("latest_start"), "2020-06-30");
    today("2020-06-30");
    EXPECT_EQ(activity(number).at("late_to_start"), false);
    today("2020-07-01");
    EXPECT_EQ(activity(number).at("late_to_start"), true);
}

INSTANTIATE_ON_BOTH_DATABASES(BoardTest);

}  // namespace
