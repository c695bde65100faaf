#include <gtest/gtest.h>

#include "base/error.hpp"
#include "ledgers_for_tests.hpp"

// A command that comes a second time, when its rules would no longer let it.
namespace {

using for_tests::LedgersTest;
using nlohmann::ordered_json;

class RepeatTest : public LedgersTest {
protected:
    void SetUp() override {
        LedgersTest::SetUp();
        put_chengkou();
        number_ =
            opened("no_power_case",
                   {{"region", "500229101001"}, {"found_on", "2020-05-06"}, {"cause", "split"}});
    }
    std::string entry() { return app_->ledgers().entry("no_power_case", number_); }
    ordered_json check() {
        return {{"ledger", "no_power_case"},
                {"number", number_},
                {"step", "check"},
                {"seen", ordered_json::parse(entry()).at("version")},
                {"values", {{"safety_conclusion", "fit"}}}};
    }

    std::string number_;
};

TEST_P(RepeatTest, a_step_that_comes_again_is_answered_as_before_and_leaves_nothing) {
    const ordered_json payload = check();
    const auto first = apply("step", payload, "operation-step-1");
    const std::string after = entry();
    const auto again = apply("step", payload, "operation-step-1");
    EXPECT_FALSE(first.repeated);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.sequence, first.sequence);
    EXPECT_EQ(again.json, first.json);
    EXPECT_EQ(entry(), after);
    EXPECT_FALSE(app_->verify_trail().problem);
}

TEST_P(RepeatTest, an_opening_that_comes_again_uses_up_no_number) {
    const ordered_json payload = {
        {"ledger", "no_power_case"},
        {"values", {{"region", "500229101001"}, {"found_on", "2020-05-06"}, {"cause", "moved"}}}};
    const auto first = apply("open_entry", payload, "operation-open-1");
    EXPECT_EQ(apply("open_entry", payload, "operation-open-1").json, first.json);
    const auto next = apply("open_entry", payload, "operation-open-2");
    const auto number = [](const app::Outcome& outcome) {
        return ordered_json::parse(outcome.json).at("number").get<std::string>();
    };
    EXPECT_EQ(std::stoi(number(next).substr(number(next).rfind('-') + 1)),
              std::stoi(number(first).substr(number(first).rfind('-') + 1)) + 1);
}

TEST_P(RepeatTest, an_id_is_not_used_for_another_step) {
    apply("step", check(), "operation-step-1");
    ordered_json other = check();
    other["step"] = "return_to_village";
    other["note"] = "材料不全";
    const std::string before = entry();
    EXPECT_THROW(apply("step", other, "operation-step-1"), base::Error);
    EXPECT_EQ(entry(), before);
}

INSTANTIATE_ON_BOTH_DATABASES(RepeatTest);

}  // namespace
