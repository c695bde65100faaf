#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace {

TEST(Clock, a_day_in_shanghai_begins_at_sixteen_hours_universal_time) {
    using namespace std::chrono_literals;
    const base::Instant before{std::chrono::sys_days{2019y / 6 / 29} + 15h + 59min + 59s + 999ms};
    EXPECT_EQ(base::format_date(base::shanghai_date(before)), "2019-06-29");
    EXPECT_EQ(base::format_date(base::shanghai_date(before + 1ms)), "2019-06-30");
    EXPECT_EQ(base::format_instant(before), "2019-06-29T23:59:59.999+08:00");
}

}  // namespace
