#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "ledger_for_tests.hpp"
#include "places_for_tests.hpp"

namespace ledger {
namespace {

using ledger_tests::day;

TEST(Numbering, C_14_Serials_are_padded_within_year_and_township) {
    const Ledger ledger = ledger_tests::load_ledger("no_power_case");
    const auto parts = number_parts(ledger, {"500229101001", "", "", day("2020-06-01")});
    EXPECT_EQ(parts.before, "2020-500229101-");
    EXPECT_EQ(number_with(parts, 7), "2020-500229101-007");
    EXPECT_EQ(number_with(parts, 1000), "2020-500229101-1000");
}

TEST(Numbering, no_shipped_ledger_puts_the_code_of_a_kind_into_its_numbers) {
    int kinds = 0;
    for (const auto& file : std::filesystem::directory_iterator(places::source("schema/ledgers"))) {
        const Ledger ledger = ledger_tests::load_ledger(file.path().stem());
        if (ledger.number.pattern.find("{kind") == std::string::npos) continue;
        const auto& field = ledger.declaration.fields[ledger.declaration.find("kind").value()];
        std::set<std::string> said;
        for (const auto& code : field.codes) {
            const NumberFacts facts{"500229101001", "u", "2020-06", day("2020-06-01"), code.value};
            const std::string number = number_parts(ledger, facts).before;
            EXPECT_EQ(number.find(code.value), std::string::npos) << number;
            EXPECT_TRUE(said.insert(number).second) << number << " stands for two kinds";
            ++kinds;
        }
    }
    EXPECT_GE(kinds, 20);
}

TEST(Numbering, a_kind_without_its_word_is_named) {
    std::ifstream file(places::source("schema/ledgers/report_duty.yaml"));
    std::stringstream text;
    text << file.rdbuf();
    std::string yaml = text.str();
    const std::string word = "line_month=DQ-TJ,";
    yaml.erase(yaml.find(word), word.size());
    const auto checked = check_ledger(yaml, "report_duty.yaml");
    ASSERT_EQ(checked.problems.size(), 1U);
    EXPECT_NE(checked.problems[0].message.en.find("line_month"), std::string::npos);
}

}  // namespace
}  // namespace ledger
