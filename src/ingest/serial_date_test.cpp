#include "serial_date.hpp"

#include <gtest/gtest.h>

namespace ingest {

TEST(SerialDate, Counts_days_in_the_1900_system_with_its_extra_day) {
    EXPECT_EQ(serial_date("1", DateStyle::date, false), "1900-01-01");
    EXPECT_EQ(serial_date("59", DateStyle::date, false), "1900-02-28");
    EXPECT_EQ(serial_date("60", DateStyle::date, false), "1900-02-29");
    EXPECT_EQ(serial_date("61", DateStyle::date, false), "1900-03-01");
    EXPECT_EQ(serial_date("43646", DateStyle::date, false), "2019-06-30");
    EXPECT_EQ(serial_date("2958465", DateStyle::date, false), "9999-12-31");
    EXPECT_EQ(serial_date("2958466", DateStyle::date, false), std::nullopt);
    EXPECT_EQ(serial_date("0", DateStyle::date, false), std::nullopt);
    EXPECT_EQ(serial_date("-1", DateStyle::date, false), std::nullopt);
}

TEST(SerialDate, Counts_days_in_the_1904_system) {
    EXPECT_EQ(serial_date("0", DateStyle::date, true), "1904-01-01");
    EXPECT_EQ(serial_date("42184", DateStyle::date, true), "2019-06-30");
}

TEST(SerialDate, Rounds_the_time_of_day_to_the_second) {
    EXPECT_EQ(serial_date("43646.5", DateStyle::date, false), "2019-06-30 12:00:00");
    EXPECT_EQ(serial_date("43646.999999", DateStyle::date, false), "2019-07-01");
    EXPECT_EQ(serial_date("0.75", DateStyle::time, false), "18:00:00");
}

TEST(SerialDate, Knows_date_formats_from_number_formats) {
    for (const char* code : {"yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy/m/d;@",
                             "mmm-yy", "[DBNum1]yyyy\"年\"", "m\"月\"d\"日\"", "mm", "YYYY\\-MM"})
        EXPECT_EQ(date_style_of(code), DateStyle::date) << code;
    for (const char* code : {"h:mm", "[h]:mm:ss", "mm:ss.0", "上午/下午h\"时\""})
        EXPECT_EQ(date_style_of(code), DateStyle::time) << code;
    for (const char* code : {"General", "0.00", "#,##0\"元\"", "0.00E+00", "@", "[Red]0;[Blue]-0",
                             "0\"days\"", "", "\"d\"0", "G/通用格式"})
        EXPECT_EQ(date_style_of(code), DateStyle::none) << code;
}

TEST(SerialDate, Reads_iso_texts) {
    EXPECT_EQ(iso_date("2019-06-30"), "2019-06-30");
    EXPECT_EQ(iso_date("2019-06-30T00:00:00.000"), "2019-06-30");
    EXPECT_EQ(iso_date("2019-06-30T08:30:00Z"), "2019-06-30 08:30:00");
    EXPECT_EQ(iso_date("2019-02-30"), std::nullopt);
}

}  // namespace ingest
