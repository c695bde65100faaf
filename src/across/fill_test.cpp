#include <gtest/gtest.h>

#include "across/rule.hpp"

// What a rule writes into a field of its row.
namespace {

using registers::Row;
using registers::Value;

const char* const sheets_yaml = R"(
register: sheet
label: {zh: 表, en: Sheet}
key: [unit]
fields:
  - {name: region, type: region, class: open, label: {zh: 区划, en: Region}}
  - {name: unit, type: text, class: open, required: true, label: {zh: 单位, en: Unit}}
  - {name: done, type: integer, class: open, label: {zh: 完成, en: Done}}
  - {name: all, type: integer, class: open, label: {zh: 总数, en: All}}
  - {name: points, type: decimal, decimals: 2, class: open, label: {zh: 得分, en: Points}}
  - {name: extra, type: decimal, decimals: 1, class: open, label: {zh: 加分, en: Extra}}
  - name: grade
    type: code
    class: open
    label: {zh: 等次, en: Grade}
    codes:
      - {value: good, label: {zh: 好, en: Good}}
      - {value: poor, label: {zh: 差, en: Poor}}
)";

registers::Declaration sheets() {
    return registers::read_declaration(sheets_yaml, "sheet.yaml");
}

across::CheckedRules check(const std::string& keys) {
    return across::check_rules(
        std::string(sheets_yaml) + "across:\n  - {name: filled, at: [score], " + keys + "}\n",
        sheets(), {sheets()});
}

across::Rule rule(const std::string& keys) {
    auto checked = check(keys);
    for (const auto& problem : checked.problems) ADD_FAILURE() << problem.message.en;
    return checked.rules.at(0);
}

Row sheet(Value done, Value all, Value points = {}, Value extra = {}) {
    Row row;
    row.values = {{}, std::string("u"), done, all, points, extra, {}};
    return row;
}

Value filled(const across::Rule& of, const Row& row, const std::vector<Row>& others = {}) {
    std::vector<across::Named> named;
    for (const Row& other : others) named.push_back({&other, "行"});
    return across::filled_value(of, sheets(), row, named, "2020-06-01");
}

Value whole(std::int64_t value) {
    return value;
}

TEST(Fill, A_count_or_a_sum_of_the_rows_that_the_rule_counts) {
    const auto counted = rule("same: [unit], where: \"done > 2\", fills: all");
    EXPECT_EQ(
        filled(counted, sheet({}, {}), {sheet(whole(3), {}), sheet(whole(2), {}), sheet({}, {})}),
        whole(1));
    EXPECT_EQ(filled(counted, sheet({}, {})), whole(0));
    const auto summed = rule("same: [unit], sum: done, fills: all");
    EXPECT_EQ(filled(summed, sheet({}, {}), {sheet(whole(3), {}), sheet(whole(4), {})}), whole(7));
}

TEST(Fill, A_share_is_exact_and_rounded_half_away_from_zero_in_the_fields_last_place) {
    const auto share = rule("fills: points, value: \"50 * done\", over: all, without: \"50\"");
    EXPECT_EQ(filled(share, sheet(whole(1), whole(3))), whole(1667)) << "16.67";
    EXPECT_EQ(filled(share, sheet(whole(1), whole(16))), whole(313)) << "3.125 is 3.13";
    EXPECT_EQ(filled(share, sheet(whole(-1), whole(16))), whole(-313));
    EXPECT_EQ(filled(share, sheet(whole(3), whole(3))), whole(5000));
    EXPECT_EQ(filled(share, sheet(whole(0), whole(0))), whole(5000)) << "nothing to do";
    EXPECT_EQ(filled(share, sheet({}, whole(3))), Value{}) << "a missing number";
    EXPECT_EQ(filled(share, sheet(whole(1), {})), Value{});
    EXPECT_EQ(filled(share, sheet(whole(std::int64_t{1} << 60), whole(1))), Value{}) << "too large";
}

TEST(Fill, Numbers_of_other_decimals_are_brought_to_the_fields) {
    const auto sum = rule("fills: points, value: \"extra + 0.005 + done\"");
    EXPECT_EQ(filled(sum, sheet(whole(2), {}, {}, whole(15))), whole(351)) << "1.5 + 0.005 + 2";
}

TEST(Fill, A_code_stands_where_its_condition_holds) {
    const auto good = rule("when: \"done >= 2\", fills: grade, value: good");
    EXPECT_EQ(filled(good, sheet(whole(2), {})), Value{std::string("good")});
    EXPECT_TRUE(across::concerns(good, sheet(whole(2), {}), "2020-06-01"));
    EXPECT_FALSE(across::concerns(good, sheet(whole(1), {}), "2020-06-01"));
}

TEST(Fill, Another_value_is_named_beside_the_computed_one_or_by_the_rules_own_words) {
    const auto plain = rule("fills: points, value: \"50 * done\"");
    const auto said = across::differing(plain, sheets(), sheet(whole(1), {}, whole(4999)), {}, "");
    ASSERT_TRUE(said);
    EXPECT_EQ(said->zh, "“得分”由系统计算为50.00，填的是49.99。");
    EXPECT_FALSE(across::differing(plain, sheets(), sheet(whole(1), {}, whole(5000)), {}, ""));
    const auto own =
        rule("same: [unit], fills: all, otherwise: {zh: '台账{count}，填{all}', en: '{count}'}");
    const Row other = sheet({}, {});
    const std::vector<across::Named> named{{&other, "行"}};
    EXPECT_EQ(across::differing(own, sheets(), sheet({}, whole(5)), named, "")->zh, "台账1，填5");
}

TEST(Fill, What_cannot_be_filled_is_refused_with_its_place) {
    for (const char* keys :
         {"fills: nothing, value: \"1\"", "fills: unit, value: \"1\"", "fills: points",
          "same: [unit], fills: points", "same: [unit], fills: all, value: \"1\"",
          "fills: points, value: \"done / all\"", "fills: points, value: \"done > all\"",
          "fills: points, value: \"50\", over: all",
          "fills: points, value: \"50\", over: extra, without: \"1\"",
          "fills: grade, value: excellent", "fills: points, value: \"unit\""}) {
        const auto checked = check(keys);
        EXPECT_TRUE(checked.rules.empty()) << keys;
        ASSERT_FALSE(checked.problems.empty()) << keys;
        EXPECT_GT(checked.problems.front().line, 0) << keys;
    }
}

}  // namespace
