#include <gtest/gtest.h>

#include "programme/definition.hpp"

namespace {

using namespace programme;

std::string begin_of(const char* period) {
    const auto date = period_begin(period);
    return date ? base::format_date(*date) : "";
}

std::string end_of(const char* period) {
    const auto date = period_end(period);
    return date ? base::format_date(*date) : "";
}

TEST(Period, begins_and_ends_on_calendar_days) {
    EXPECT_EQ(begin_of("2019-06"), "2019-06-01");
    EXPECT_EQ(end_of("2019-06"), "2019-06-30");
    EXPECT_EQ(end_of("2019-02"), "2019-02-28");
    EXPECT_EQ(end_of("2020-02"), "2020-02-29");
    EXPECT_EQ(begin_of("2020-Q2"), "2020-04-01");
    EXPECT_EQ(end_of("2020-Q2"), "2020-06-30");
    EXPECT_EQ(begin_of("2020-H2"), "2020-07-01");
    EXPECT_EQ(end_of("2020-H1"), "2020-06-30");
    EXPECT_EQ(begin_of("2020"), "2020-01-01");
    EXPECT_EQ(end_of("2020"), "2020-12-31");
}

TEST(Period, any_other_spelling_is_no_period) {
    for (const char* text : {"", "2019-13", "2019-00", "2019-6", "2019/06", "2020-Q0", "2020-Q5",
                             "2020-Q12", "2020-H3", "2020-q1", "20", "20200", "2020-", "2020-Q",
                             "2020-06-01", "0000", " 2020", "２０２０"})
        EXPECT_FALSE(period_end(text)) << text;
}

TEST(Period, the_list_runs_over_the_turn_of_the_year_and_includes_both_ends) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(list_periods({PeriodKind::month, "2019-11", "2020-02"}),
              (Names{"2019-11", "2019-12", "2020-01", "2020-02"}));
    EXPECT_EQ(list_periods({PeriodKind::quarter, "2019-Q4", "2020-Q1"}),
              (Names{"2019-Q4", "2020-Q1"}));
    EXPECT_EQ(list_periods({PeriodKind::half_year, "2019-H2", "2020-H2"}),
              (Names{"2019-H2", "2020-H1", "2020-H2"}));
    EXPECT_EQ(list_periods({PeriodKind::year, "2020", "2020"}), (Names{"2020"}));
    EXPECT_TRUE(list_periods({PeriodKind::month, "2020-02", "2020-01"}).empty());
    EXPECT_TRUE(list_periods({PeriodKind::month, "2020-Q1", "2020-Q2"}).empty());
}

TEST(Period, each_period_begins_the_day_after_the_one_before_ends) {
    const auto months = list_periods({PeriodKind::month, "1999-12", "2001-03"});
    for (std::size_t i = 1; i < months.size(); ++i)
        EXPECT_EQ(std::chrono::sys_days{*period_end(months[i - 1])} + std::chrono::days{1},
                  std::chrono::sys_days{*period_begin(months[i])});
}

}  // namespace
