#include <gmock/gmock.h>

#include "ledgers_for_tests.hpp"

// What is asked of those below: not twice, not more than agreed, and nothing foreign.
namespace {

using namespace for_tests;
using ::testing::HasSubstr;

class BurdenTest : public LedgersTest {
protected:
};

TEST_P(BurdenTest, N_38_and_X_31_a_form_item_that_a_programme_counts_this_month_is_refused) {
    put_region("530000000000", "云南省", "province", "");
    const auto form = [&](const char* name, const char* label) {
        try {
            (void)apply("declare",
                        {{"yaml", std::string("register: ") + name +
                                      "\nlabel: {zh: 表, en: Form}\nkey: [region]\nfields:\n"
                                      "  - {name: region, type: region, class: open, required: "
                                      "true, label: {zh: 区划代码, en: Region code}}\n"
                                      "  - {name: asked, type: text, class: open, label: {zh: " +
                                      label + ", en: Asked}}\n"}});
            return std::string();
        } catch (const base::Error& error) {
            return error.message().zh;
        }
    };
    EXPECT_EQ(form("before_it", "供电可靠率"), "") << "no programme counts it yet";
    load("yunnan-grid-2020");
    today("2020-06-15");
    EXPECT_THAT(form("weekly", "供电可靠率"), HasSubstr("已有数据，不得重复索要"));
    EXPECT_EQ(form("weekly", "驻村队员食宿"), "");
    today("2021-01-15");
    EXPECT_EQ(form("later", "供电可靠率"), "") << "no programme counts it then";
}

TEST_P(BurdenTest, G_26_and_X_31_a_second_report_of_a_month_needs_the_upper_level) {
    put_region("360700000000", "赣州市", "prefecture", "");
    const auto asked = [&](const char* item, const char* month) {
        return opened("burden_request", {{"region", "360700000000"},
                                         {"unit", "ningdu"},
                                         {"kind", "data"},
                                         {"item", item},
                                         {"of_month", month},
                                         {"requester", "大数据局"}});
    };
    const std::string first = asked("进展", "2020-05"), second = asked("台账", "2020-05");
    const std::string june = asked("台账", "2020-06");
    step("burden_request", first, "agree", {}, "bureau");
    EXPECT_THAT(refused([&] { step("burden_request", second, "agree", {}, "bureau"); }),
                HasSubstr("再次索要须经上级同意"));
    step("burden_request", june, "agree", {}, "bureau");
    step("burden_request", second, "agree_further",
         {{"further_agreed", "是"}, {"agreement", "领导小组会议"}}, "group");
    step("burden_request", second, "agree", {}, "bureau");
}

TEST_P(BurdenTest, G_28_and_X_31_an_item_with_another_programme_code_is_refused) {
    put_region("360700000000", "赣州市", "prefecture", "");
    const std::string round = opened("supervision_round", {{"region", "360700000000"},
                                                           {"unit", "c1"},
                                                           {"kind", "county"},
                                                           {"programme", "ganzhou-2020"},
                                                           {"period", "2020-05"},
                                                           {"due_on", "2020-05-31"}});
    const auto item = [&](const char* number, const char* programme) {
        put("checklist_item", {{"region", "360700000000"},
                               {"round", round},
                               {"number", number},
                               {"programme", programme},
                               {"item", "4G覆盖"}});
    };
    item("1", "ganzhou-2020");
    EXPECT_THROW(item("2", "chengkou-2020"), base::Error);
    EXPECT_EQ(app_->register_rows("checklist_item", "", 0, 10, {}).rows.size(), 1U);
}

INSTANTIATE_ON_BOTH_DATABASES(BurdenTest);

}  // namespace
