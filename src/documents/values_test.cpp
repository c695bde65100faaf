#include "values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <rapidcheck.h>

#include "base/date.hpp"
#include "documents/chinese.hpp"

namespace documents {
namespace {

using nlohmann::json;

std::string shown(const std::string& expression, const json& figures) {
    return printed(evaluate(expression, Scope(figures)));
}

json share(const char* value, const char* before, const char* year_ago = nullptr) {
    json figure{
        {"value", value}, {"unit", "percent"}, {"previous", nullptr}, {"year_ago", nullptr}};
    if (before) figure["previous"] = before;
    if (year_ago) figure["year_ago"] = year_ago;
    return {{"x", figure}};
}

TEST(Values, AShareIsPrintedWithTwoPlacesHalfAwayFromZero) {
    EXPECT_EQ(shown("x", share("5/6", nullptr)), "83.33%");
    EXPECT_EQ(shown("x", share("79995/100000", nullptr)), "80.00%");
    EXPECT_EQ(shown("x|保留:0", share("5/6", nullptr)), "83%");
    EXPECT_EQ(shown("x", {{"x", {{"value", nullptr}, {"unit", "percent"}}}}), "不适用");
}

TEST(Values, MonthOnMonthSpeaksOfPercentagePoints) {
    EXPECT_EQ(shown("x|环比", share("1/2", "2/5")), "较上期上升10.00个百分点");
    EXPECT_EQ(shown("x|环比", share("2/5", "1/2")), "较上期下降10.00个百分点");
    EXPECT_EQ(shown("x|mom", share("2/4", "1/2")), "与上期持平");
    EXPECT_EQ(shown("x|环比", share("1/2", nullptr)), "上期无可比数据");
    EXPECT_EQ(shown("x|同比", share("1/2", nullptr, "1/4")), "较上年同期上升25.00个百分点");
}

// The exact values decide: what the display cannot show is a change all the same.
TEST(Values, AChangeTooSmallToShowIsNoStandstill) {
    EXPECT_EQ(shown("x|环比", share("500001/1000000", "1/2")), "较上期上升不足0.01个百分点");
}

TEST(Values, MonthOnMonthOfACountHasItsRate) {
    const json figures{{"x", {{"value", "15"}, {"unit", "count"}, {"previous", "12"}}},
                       {"y", {{"value", "15"}, {"unit", "count"}, {"previous", "0"}}}};
    EXPECT_EQ(shown("x|环比", figures), "较上期增加3（25.00%）");
    EXPECT_EQ(shown("y|环比", figures), "较上期增加15");
    EXPECT_EQ(shown("x|升降", figures), "↑3");
}

TEST(Values, ConditionsCompareExactly) {
    const json figures{{"a", {{"value", "79999/100000"}, {"unit", "percent"}}},
                       {"b", {{"value", "4/5"}, {"unit", "percent"}}},
                       {"list", json::array()},
                       {"grade", "达标"}};
    const Scope scope(figures);
    EXPECT_FALSE(holds("a >= 80%", scope));
    EXPECT_TRUE(holds("b >= 80%", scope));
    EXPECT_TRUE(holds("b >= 0.8", scope));
    EXPECT_FALSE(holds("b > 80%", scope));
    EXPECT_FALSE(holds("list", scope));
    EXPECT_TRUE(holds("not list", scope));
    EXPECT_TRUE(holds("grade = 达标", scope));
    EXPECT_TRUE(holds("grade != '优秀'", scope));
}

TEST(Values, ListsAreCountedAndJoined) {
    const json figures{{"units", {"甲", "乙", "丙"}}, {"none", nullptr}};
    EXPECT_EQ(shown("units|条数", figures), "3");
    EXPECT_EQ(shown("units|列举", figures), "甲、乙、丙");
    EXPECT_EQ(shown("units|join:，", figures), "甲，乙，丙");
    EXPECT_EQ(shown("none", figures), "—");
    EXPECT_EQ(shown("none|缺省:无", figures), "无");
}

TEST(Chinese, X_13_NumbersAreSaidAsTheyAreRead) {
    const std::pair<std::int64_t, const char*> cases[] = {{0, "零"},
                                                          {10, "十"},
                                                          {11, "十一"},
                                                          {20, "二十"},
                                                          {105, "一百零五"},
                                                          {110, "一百一十"},
                                                          {1'001, "一千零一"},
                                                          {10'010, "一万零一十"},
                                                          {10'234, "一万零二百三十四"},
                                                          {51'200, "五万一千二百"},
                                                          {110'000, "十一万"},
                                                          {100'001'000, "一亿零一千"},
                                                          {100'010'000, "一亿零一万"},
                                                          {-3, "负三"}};
    for (const auto& [value, words] : cases) EXPECT_EQ(chinese_number(value), words);
    EXPECT_EQ(chinese_financial_number(105), "壹佰零伍");
    EXPECT_EQ(chinese_financial_number(15), "壹拾伍");
}

std::int64_t read_back(const std::string& words) {
    std::int64_t total = 0, section = 0, digit = 0;
    for (std::size_t i = 0; i < words.size(); i += 3) {
        const std::string c = words.substr(i, 3);
        const std::string digits = "零一二三四五六七八九";
        const auto at = digits.find(c);
        if (at != std::string::npos) {
            digit = static_cast<std::int64_t>(at / 3);
        } else if (c == "万" || c == "亿") {
            total = (total + section + digit) * (c == "万" ? 10'000 : 1);
            if (c == "亿") total *= 100'000'000;
            section = digit = 0;
        } else {
            section += (digit == 0 ? 1 : digit) * (c == "十" ? 10 : c == "百" ? 100 : 1'000);
            digit = 0;
        }
    }
    return total + section + digit;
}

TEST(Chinese, ANumberReadBackIsTheNumber) {
    EXPECT_TRUE(rc::check([] {
        const auto value = *rc::gen::inRange<std::int64_t>(0, 100'000'000);
        RC_ASSERT(read_back(chinese_number(value)) == value);
    }));
}

TEST(Chinese, X_13_DatesHaveNoLeadingZeros) {
    EXPECT_EQ(chinese_date("2020-06-05"), "2020年6月5日");
    EXPECT_EQ(chinese_date("2020-12"), "2020年12月");
    EXPECT_EQ(chinese_date("2020-Q2"), "2020年第二季度");
    EXPECT_EQ(chinese_date("2020-H1"), "2020年上半年");
    EXPECT_EQ(chinese_date("2020"), "2020年");
    EXPECT_EQ(chinese_date("2020-02-30"), std::nullopt);
    EXPECT_EQ(chinese_date("2020-6-5"), std::nullopt);
    EXPECT_EQ(chinese_numeral_date("2020-12-31"), "二〇二〇年十二月三十一日");
}

}  // namespace
}  // namespace documents
