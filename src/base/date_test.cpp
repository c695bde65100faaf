#include "base/date.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Date, what_is_read_is_written_back_unchanged) {
    for (const char* text : {"2019-06-30", "2020-02-29", "0001-01-01", "9999-12-31"}) {
        const auto date = base::parse_date(text);
        ASSERT_TRUE(date) << text;
        EXPECT_EQ(base::format_date(*date), text);
    }
}

TEST(Date, a_day_that_does_not_exist_is_refused) {
    for (const char* text : {"2019-02-29", "2019-02-30", "2019-13-01", "2019-00-10", "2019-04-31"})
        EXPECT_FALSE(base::parse_date(text)) << text;
}

TEST(Date, any_other_spelling_is_refused) {
    for (const char* text :
         {"", "2019-6-30", "2019/06/30", "20190630", "2019-06-30 ", "2o19-06-30"})
        EXPECT_FALSE(base::parse_date(text)) << text;
}

}  // namespace
