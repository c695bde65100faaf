#include "ledger/opening.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "ledger_for_tests.hpp"
#include "places_for_tests.hpp"

namespace {

TEST(Opening, What_is_asked_at_the_opening_is_what_must_be_there_and_what_no_step_asks_for) {
    const auto ledger = ledger_tests::load_ledger("no_power_case");
    const auto asked = ledger::asked_at_opening(ledger);
    const auto is_asked = [&](const std::string& name) {
        return std::ranges::count(asked, name) == 1;
    };
    EXPECT_TRUE(is_asked("region"));
    for (const std::string& name : ledger.open_set) EXPECT_TRUE(is_asked(name)) << name;
    for (const char* of_workflow : {"number", "unit", "state", "due_on", "request"})
        EXPECT_FALSE(is_asked(of_workflow)) << of_workflow;
    for (const auto& step : ledger.steps)
        for (const std::string& name : step.must_set)
            EXPECT_EQ(is_asked(name), std::ranges::count(ledger.open_set, name) == 1) << name;
}

TEST(Opening, no_two_columns_of_a_shipped_ledger_bear_one_name) {
    for (const auto& file : std::filesystem::directory_iterator(places::source("schema/ledgers"))) {
        std::set<std::string> names;
        for (const auto& field : ledger_tests::load_ledger(file.path().stem()).declaration.fields) {
            EXPECT_TRUE(names.insert(field.label.zh).second) << file.path() << field.label.zh;
            for (const std::string& alias : field.aliases)
                EXPECT_TRUE(names.insert(alias).second) << file.path() << alias;
        }
    }
}

TEST(Opening, C_14_without_a_region_one_is_asked_for_and_no_role_missed) {
    ledger_tests::Case entry("no_power_case");
    try {
        entry.open({{"found_on", "2020-06-01"}, {"cause", "split"}}, {});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
        EXPECT_EQ(error.message().zh, "请先选择区划。");
    }
    try {
        entry.open({{"region", "500229101001"}, {"found_on", "2020-06-01"}}, {});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::forbidden);
    }
}

}  // namespace
