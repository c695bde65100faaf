#include "programme/expression.hpp"

#include <rapidcheck.h>

#include "test_world.hpp"

namespace {

using programme::Expression;
using programme::ExpressionError;
using programme::matches;
using programme::parse_expression;
using programme_tests::register_named;
using registers::Row;
using registers::Value;

/// number, amount (2 decimals), small (3 decimals), powered, category, seen_on, period, region,
/// note
const registers::Declaration& sample() {
    static const registers::Declaration declaration = [] {
        using registers::FieldType;
        registers::Declaration d;
        d.name = "sample";
        d.label = {"样本", "Sample"};
        const auto add = [&](const char* name, FieldType type, const char* zh, int decimals = 0) {
            registers::Field field;
            field.name = name;
            field.type = type;
            field.label = {zh, name};
            field.decimals = decimals;
            if (type == FieldType::code)
                field.codes = {{"poor", {"贫困户", "Poor"}, {}}, {"other", {"其他", "Other"}, {}}};
            d.fields.push_back(field);
        };
        add("number", FieldType::integer, "户数");
        add("amount", FieldType::decimal, "金额", 2);
        add("small", FieldType::decimal, "比例", 3);
        add("powered", FieldType::fact, "通电");
        add("category", FieldType::code, "类别");
        add("seen_on", FieldType::date, "日期");
        add("period", FieldType::month, "月份");
        add("region", FieldType::region, "区划代码");
        add("note", FieldType::text, "备注");
        return d;
    }();
    return declaration;
}

Row full_row() {
    return {{std::int64_t{25}, std::int64_t{50}, std::int64_t{500}, std::string("yes"),
             std::string("poor"), std::string("2020-03-25"), std::string("2020-03"),
             std::string("360731101202"), std::string("it's")},
            ""};
}

bool holds(const std::string& text, const Row& row = full_row()) {
    return matches(parse_expression(text, sample()), sample(), row);
}

ExpressionError error_of(const std::string& text) {
    try {
        parse_expression(text, sample());
    } catch (const ExpressionError& error) {
        return error;
    }
    ADD_FAILURE() << "accepted: " << text;
    return {};
}

TEST(Expression, comparisons_hold_at_and_fail_outside_their_boundary) {
    EXPECT_TRUE(holds("number >= 25"));
    EXPECT_FALSE(holds("number >= 26"));
    EXPECT_TRUE(holds("number <= 25"));
    EXPECT_FALSE(holds("number <= 24"));
    EXPECT_FALSE(holds("number > 25"));
    EXPECT_TRUE(holds("number > 24"));
    EXPECT_FALSE(holds("number < 25"));
    EXPECT_TRUE(holds("number < 26"));
    EXPECT_TRUE(holds("number != 24"));
}

TEST(Expression, a_decimal_literal_becomes_a_whole_number_of_the_fields_last_place) {
    const Expression e = parse_expression("amount = 0.5", sample());
    ASSERT_EQ(e.op, Expression::Op::equal);
    EXPECT_EQ(e.operands.at(0).op, Expression::Op::field);
    EXPECT_EQ(e.operands.at(1).op, Expression::Op::integer);
    EXPECT_EQ(e.operands.at(1).number, 50);
}

TEST(Expression, both_sides_are_brought_to_one_scale) {
    EXPECT_TRUE(holds("amount = small"));
    EXPECT_TRUE(holds("amount < 0.501"));
    EXPECT_FALSE(holds("amount > 0.5"));
    EXPECT_TRUE(holds("amount + small = 1"));
    EXPECT_TRUE(holds("number * amount = 12.5"));
    EXPECT_TRUE(holds("amount in (0.25, 0.500)"));
    EXPECT_TRUE(holds("number * 0.04 = 1"));
}

TEST(Expression, and_binds_tighter_than_or_and_not_tighter_than_and) {
    EXPECT_TRUE(holds("number = 25 or number = 1 and number = 2"));
    EXPECT_FALSE(holds("(number = 25 or number = 1) and number = 2"));
    EXPECT_FALSE(holds("not number = 25 and number = 25"));
    EXPECT_TRUE(holds("not (number = 25 and number = 26)"));
    EXPECT_TRUE(holds("2 + 3 * 4 = 14"));
    EXPECT_TRUE(holds("10 - 3 - 2 = 5"));
    EXPECT_TRUE(holds("-number = -25"));
}

TEST(Expression, codes_facts_dates_months_and_texts_are_compared_as_written) {
    EXPECT_TRUE(holds("category in ('other', 'poor') and powered = yes"));
    EXPECT_TRUE(holds("seen_on >= '2020-03-25' and seen_on < '2020-03-26'"));
    EXPECT_TRUE(holds("period = '2020-03'"));
    EXPECT_TRUE(holds("region = '360731101202'"));
    EXPECT_TRUE(holds("note = 'it''s'"));
    EXPECT_FALSE(holds("powered = unknown"));
}

TEST(Expression, a_comparison_with_a_missing_value_is_false_and_its_negation_true) {
    const Row empty{std::vector<Value>(9), ""};
    for (const char* text :
         {"number = 0", "number != 0", "number < 5", "number + 1 > 0", "0 - number <= 0",
          "category in ('poor')", "note != 'x'", "amount = small"}) {
        EXPECT_FALSE(holds(text, empty)) << text;
        EXPECT_TRUE(holds("not (" + std::string(text) + ")", empty)) << text;
    }
    EXPECT_TRUE(holds("number is missing", empty));
    EXPECT_FALSE(holds("number is not missing", empty));
    EXPECT_TRUE(holds("number is not missing"));
}

TEST(Expression, arithmetic_beyond_64_bits_counts_as_missing) {
    Row row = full_row();
    row.values[0] = std::int64_t{9223372036854775807};
    EXPECT_FALSE(holds("number + 1 > 0", row));
    EXPECT_TRUE(holds("number * 2 is missing", row));
    EXPECT_TRUE(holds("number * 1 > 0", row));
}

struct BadCase {
    const char* text;
    std::size_t column;
    const char* zh;
    const char* en;
};

TEST(Expression, every_mistake_is_named_at_its_character) {
    const BadCase cases[] = {
        {"numbre >= 1", 1, "您是否要写「number」", "Did you mean `number`"},
        {"户数 >= 25", 1, "请用字段名 number", "name `number`"},
        {"number >= true", 11, "请写作 yes", "Write `yes`"},
        {"number / 2 > 1", 8, "没有除法", "no division"},
        {"number >= 70%", 13, "没有百分号", "no percent sign"},
        {"number == 1", 8, "请写作「=」", "write `=`"},
        {"number <> 1", 8, "请写作「!=」", "write `!=`"},
        {"（number = 1)", 1, "请写作「(」", "write `(`"},
        {"category = \"poor\"", 12, "请写作「'」", "write `'`"},
        {"category = 'rich'", 12, "'poor'（贫困户）、'other'（其他）", "'poor', 'other'"},
        {"category in ('poor', 'rich')", 22, "没有 'rich' 这个值", "no value 'rich'"},
        {"category > 'poor'", 10, "没有大小之分", "no order"},
        {"powered", 1, "请写作 powered = yes", "Write powered = yes"},
        {"powered = 'yes'", 9, "不加引号", "without quotes"},
        {"powered is missing", 1, "= unknown", "= unknown"},
        {"number", 1, "这里应是一个条件", "A condition"},
        {"number = '25'", 8, "数字不加引号", "without quotes"},
        {"seen_on >= '2020-02-30'", 12, "不是有效的日期", "a date that exists"},
        {"seen_on >= 2020", 9, "要加单引号", "in single quotes"},
        {"period = '2020-Q1'", 10, "不是有效的月份", "a month that exists"},
        {"region = '3607'", 10, "12 位数字", "12 digits"},
        {"note + 1 = 2", 1, "只有数字可以加", "Only numbers"},
        {"1 < number < 3", 12, "不能连写", "cannot be chained"},
        {"(number = 1) = (number = 2)", 14, "条件之间不能再比较", "Conditions cannot be compared"},
        {"number not in (1)", 8, "not (字段 in (…))", "not (field in (…))"},
        {"number = 1 AND powered = yes", 12, "请用小写 and", "lower case"},
        {"number in (number)", 12, "只能写固定的值", "fixed values only"},
        {"number in ()", 12, "字段名或值", "a field name or a value"},
        {"number = ", 10, "突然结束", "ends here"},
        {"(number = 1", 12, "此处应有「)」", "`)` is expected"},
        {"number = 1)", 11, "and、or 或比较符号", "and, or, or a comparison"},
        {"note = 'open", 8, "没有用单引号结束", "not closed"},
        {"number = 12ab", 10, "数字写法不对", "not a number"},
        {"number = 9223372036854775808", 10, "超出了 64 位", "too large"},
        {"amount = 92233720368547758.08", 10, "超出了 64 位", "too large"},
        {"", 1, "突然结束", "ends here"},
    };
    for (const BadCase& c : cases) {
        const ExpressionError error = error_of(c.text);
        EXPECT_EQ(error.column, c.column) << c.text << "\n" << error.message.en;
        EXPECT_NE(error.message.zh.find(c.zh), std::string::npos) << c.text << "\n"
                                                                  << error.message.zh;
        EXPECT_NE(error.message.en.find(c.en), std::string::npos) << c.text << "\n"
                                                                  << error.message.en;
    }
}

TEST(Expression, sizes_and_nesting_are_bounded) {
    EXPECT_TRUE(holds(std::string(29, '(') + "number = 25" + std::string(29, ')')));
    error_of(std::string(30, '(') + "number = 25" + std::string(30, ')'));
    error_of(std::string(900, '(') + "number = 25" + std::string(900, ')'));
    std::string nots;
    for (int i = 0; i < 100; ++i) nots += "not ";
    error_of(nots + "number = 1");
    error_of("number = 1" + std::string(2000, ' '));
    error_of("number = " + std::string(300, '9'));
}

TEST(Expression, order_of_numbers_is_total_and_the_operators_agree) {
    EXPECT_TRUE(rc::check([](std::int64_t a, std::int64_t b) {
        Row row = full_row();
        row.values[0] = a;
        // Two decimals: compare the field with b hundredths written as text.
        row.values[1] = b;
        const bool less = holds("number < amount * 100", row);
        const bool equal = holds("number = amount * 100", row);
        const bool greater = holds("number > amount * 100", row);
        if (a > 90'000'000'000'000'000 || a < -90'000'000'000'000'000 ||
            b > 90'000'000'000'000'000 || b < -90'000'000'000'000'000) {
            RC_ASSERT(!(less && greater));
            return;
        }
        RC_ASSERT(less == (a < b));
        RC_ASSERT(equal == (a == b));
        RC_ASSERT(greater == (a > b));
        RC_ASSERT(holds("number <= amount * 100", row) == (less || equal));
        RC_ASSERT(holds("number != amount * 100", row) == !equal);
    }));
}

}  // namespace
