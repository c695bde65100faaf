#include "demo/field_work.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "places_for_tests.hpp"

namespace demo {
namespace {

/// The rules that come with the program.
suspicion::Rules shipped_rules() {
    std::ifstream file(places::source("rules/suspicion.yaml"));
    std::ostringstream text;
    text << file.rdbuf();
    return suspicion::read_rules(text.str(), "suspicion.yaml");
}

class FieldWorkTest : public testing::TestWithParam<std::uint64_t> {};

TEST_P(FieldWorkTest, X_12_all_kinds_of_planted_false_reports_are_found) {
    const auto made = make_field_work({GetParam(), 60, 5});
    const auto told = judge(made, suspicion::look(made.work, shipped_rules()));
    for (const auto kind : suspicion::all_kinds) {
        SCOPED_TRACE(suspicion::name_of(kind));
        ASSERT_TRUE(told.contains(kind));
        EXPECT_EQ(told.at(kind).planted, 5);
        EXPECT_EQ(told.at(kind).found, 5);
    }
}

TEST_P(FieldWorkTest, X_12_honest_work_gives_no_more_than_one_percent_of_suspicion) {
    const auto made = make_field_work({GetParam(), 60, 0});
    const auto hits = suspicion::look(made.work, shipped_rules());
    std::set<std::string> suspected;
    for (const auto& hit : hits) suspected.insert(hit.rows.begin(), hit.rows.end());
    EXPECT_LE(static_cast<std::int64_t>(suspected.size()) * 100, made.rows);
    for (const auto& hit : hits) SCOPED_TRACE(hit.facts.en);
}

TEST_P(FieldWorkTest, X_12_what_is_found_does_not_depend_on_the_order_of_the_work) {
    auto made = make_field_work({GetParam(), 20, 2});
    const auto before = suspicion::look(made.work, shipped_rules());
    const auto turn = [](auto& items) { std::reverse(items.begin(), items.end()); };
    turn(made.work.records);
    turn(made.work.closings);
    turn(made.work.measured);
    turn(made.work.answers);
    turn(made.work.reported);
    turn(made.work.edits);
    turn(made.work.readings);
    turn(made.work.uses);
    const auto after = suspicion::look(made.work, shipped_rules());
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_EQ(before[i].subject, after[i].subject);
        EXPECT_EQ(before[i].rows, after[i].rows);
        EXPECT_EQ(before[i].facts.zh, after[i].facts.zh);
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, FieldWorkTest, testing::Values(1, 2, 3, 4, 5, 6, 7, 8));

}  // namespace
}  // namespace demo
