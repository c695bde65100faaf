#include "registers/value.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace {

using registers::Field;
using registers::FieldType;
using registers::Value;

Field field(FieldType type) {
    Field result;
    result.name = "f";
    result.type = type;
    result.label = {"字段", "Field"};
    return result;
}

std::string read(const Field& f, std::string_view text) {
    const auto parsed = registers::parse_value(f, text, {}, *base::parse_date("2020-01-01"));
    if (const auto* complaint = std::get_if<registers::Complaint>(&parsed))
        return "! " + complaint->message.zh;
    return registers::canonical_text(f, std::get<Value>(parsed));
}

bool refused(const Field& f, std::string_view text) {
    return read(f, text).starts_with("! ");
}

TEST(Value, X_14_whole_numbers_are_read_as_clerks_write_them) {
    Field f = field(FieldType::integer);
    f.unit = "户";
    EXPECT_EQ(read(f, "１２３"), "123");
    EXPECT_EQ(read(f, " 1,234 "), "1234");
    EXPECT_EQ(read(f, "30户"), "30");
    EXPECT_EQ(read(f, "30.0"), "30");
    for (const char* bad : {"30.5", "abc", "1,23", "1e3", "三十", "30%", "9999999999999999999"})
        EXPECT_TRUE(refused(f, bad)) << bad;
}

TEST(Value, limits_hold_at_just_inside_and_just_outside) {
    Field f = field(FieldType::integer);
    f.minimum = 0;
    f.maximum = 50;
    EXPECT_EQ(read(f, "0"), "0");
    EXPECT_EQ(read(f, "50"), "50");
    EXPECT_TRUE(refused(f, "-1"));
    EXPECT_TRUE(refused(f, "51"));
}

TEST(Value, a_decimal_keeps_its_places_exactly) {
    Field f = field(FieldType::decimal);
    f.decimals = 2;
    EXPECT_EQ(read(f, "15.27"), "15.27");
    EXPECT_EQ(read(f, "15.3"), "15.30");
    EXPECT_EQ(read(f, "-0.05"), "-0.05");
    EXPECT_TRUE(refused(f, "15.271"));
}

TEST(Value, X_14_the_usual_spellings_of_a_day_mean_the_same_day) {
    const Field f = field(FieldType::date);
    for (const char* text : {"2020-03-25", "2020/3/25", "2020.3.25", "20200325", "2020年3月25日",
                             "２０２０－０３－２５", "2020-03-25 00:00:00"})
        EXPECT_EQ(read(f, text), "2020-03-25") << text;
    EXPECT_NE(read(f, "2019-02-30").find("没有这一天"), std::string::npos);
    for (const char* bad : {"2020-13-01", "25/3/2020", "2020-3", "昨天", "2020-03-00", "43915"})
        EXPECT_TRUE(refused(f, bad)) << bad;
}

TEST(Value, a_month_is_read_even_when_the_spreadsheet_made_it_a_day) {
    const Field f = field(FieldType::month);
    for (const char* text : {"2019-06", "2019/6", "2019.6", "201906", "2019年6月", "2019-06-01"})
        EXPECT_EQ(read(f, text), "2019-06") << text;
    EXPECT_TRUE(refused(f, "2019-13"));
    EXPECT_TRUE(refused(f, "2019"));
}

TEST(Value, facts_have_three_states_and_an_empty_cell_is_unverified) {
    const Field f = field(FieldType::fact);
    EXPECT_EQ(read(f, "是"), "yes");
    EXPECT_EQ(read(f, "√"), "yes");
    EXPECT_EQ(read(f, "否"), "no");
    EXPECT_EQ(read(f, ""), "unknown");
    EXPECT_EQ(read(f, "未核实"), "unknown");
    EXPECT_TRUE(refused(f, "也许"));
}

// Vectors computed with the GB 11643-1999 weights; area 990000 does not exist.
TEST(Value, X_14_an_identity_number_keeps_all_digits_or_is_refused) {
    const Field f = field(FieldType::id_number);
    EXPECT_EQ(read(f, "990000190001010016"), "990000190001010016");
    EXPECT_EQ(read(f, "500229190001010019"), "500229190001010019");
    EXPECT_EQ(read(f, "99000019000101018x"), "99000019000101018X");
    EXPECT_TRUE(refused(f, "990000190001010015"));
    EXPECT_NE(read(f, "9.9000019000101E+17").find("科学计数法"), std::string::npos);
}

TEST(Value, X_25_personal_values_are_masked) {
    Field f = field(FieldType::phone);
    f.field_class = registers::FieldClass::personal;
    EXPECT_EQ(registers::mask_value(f, "13800000000"), "138****0000");
    f.type = FieldType::id_number;
    EXPECT_EQ(registers::mask_value(f, "990000190001010016"), "**************0016");
    f.type = FieldType::text;
    EXPECT_EQ(registers::mask_value(f, "张三"), "张*");
    f.field_class = registers::FieldClass::internal;
    EXPECT_EQ(registers::mask_value(f, "张三"), "张三");
}

TEST(Value, X_25_an_address_is_masked_by_what_it_is) {
    Field f = field(FieldType::text);
    f.field_class = registers::FieldClass::personal;
    const std::pair<const char*, const char*> addresses[] = {
        {"13900000001", "139****0001"},
        {"0731-5550001", "073****0001"},
        {"+8613900000001", "+86****0001"},
        {"li.si@example.cn", "l***@example.cn"},
        {"李四@example.cn", "李***@example.cn"},
        {"https://robot.example.cn/send?key=abcdef", "https://robot.example.cn/****"},
        {"https://u:p@robot.example.cn", "https://robot.example.cn/****"},
        {"1234567", "1*"},
        {"990000190001010016", "9*"},
        {"@all", "@*"}};
    for (const auto& [address, masked] : addresses) {
        EXPECT_EQ(registers::mask_value(f, address), masked);
        EXPECT_TRUE(registers::is_masked(f, masked)) << masked;
        EXPECT_FALSE(registers::is_masked(f, address)) << address;
    }
    for (const char* written : {"a*b", "139****000", "li**@example.cn", "5*3"})
        EXPECT_FALSE(registers::is_masked(f, written)) << written;
    f.field_class = registers::FieldClass::sensitive;
    EXPECT_EQ(registers::mask_value(f, "13900000001"), "1*");
}

TEST(Value, what_is_shown_canonically_is_read_back_unchanged) {
    Field decimal = field(FieldType::decimal);
    decimal.decimals = 3;
    for (std::int64_t number = -2000; number < 2000; number += 7) {
        const std::string text = registers::canonical_text(decimal, Value{number});
        EXPECT_EQ(read(decimal, text), text);
    }
}

TEST(Value, a_text_with_hidden_marks_or_too_long_is_refused) {
    Field f = field(FieldType::text);
    f.max_characters = 3;
    EXPECT_EQ(read(f, "石坝村"), "石坝村");
    EXPECT_TRUE(refused(f, "石坝新村"));
    EXPECT_TRUE(refused(f, "石\xe2\x80\xae"));
}

}  // namespace
