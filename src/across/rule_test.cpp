#include <gtest/gtest.h>

#include "across/rule.hpp"

namespace {

using registers::Row;

const char* const posts_yaml = R"(
register: post
label: {zh: 岗位, en: Post}
key: [region, number]
fields:
  - {name: region, type: region, class: open, required: true, label: {zh: 区划, en: Region}}
  - {name: number, type: integer, class: open, required: true, label: {zh: 序号, en: Number}}
  - {name: from_on, type: date, class: open, label: {zh: 起, en: From}}
  - {name: to_on, type: date, class: open, label: {zh: 止, en: To}}
  - {name: planned, type: decimal, decimals: 2, class: open, label: {zh: 计划, en: Planned}}
  - {name: holder, type: text, class: personal, label: {zh: 姓名, en: Holder}}
)";

registers::Declaration posts() {
    return registers::read_declaration(posts_yaml, "post.yaml");
}

across::CheckedRules check(const std::string& rule) {
    return across::check_rules(std::string(posts_yaml) + "across:\n" + rule, posts(), {posts()});
}

across::Rule rule(const std::string& text) {
    auto checked = check(text);
    for (const auto& problem : checked.problems) ADD_FAILURE() << problem.message.en;
    return checked.rules.at(0);
}

Row post(const char* region, int number, const char* from, const char* to, int planned) {
    Row row;
    row.values = {std::string(region), std::int64_t{number}, {}, {}, std::int64_t{planned}, {}};
    if (*from) row.values[2] = std::string(from);
    if (*to) row.values[3] = std::string(to);
    return row;
}

std::string sentence(const across::Rule& of, const Row& row, const std::vector<Row>& others) {
    std::vector<across::Named> named;
    for (const Row& other : others) named.push_back({&other, "行"});
    const auto message = across::broken(of, posts(), row, named, "2020-06-01");
    return message ? message->zh : "";
}

constexpr const char* one = "500229101001";
constexpr const char* two = "500229101002";

TEST(Across, At_most_so_many_of_a_group_at_the_limit_and_beyond) {
    const auto most = rule(R"y(  - name: two_a_village
    same: [region]
    must: "count <= 2"
    otherwise: {zh: '有{count}个', en: '{count}'})y");
    EXPECT_TRUE(most.is_of_group());
    const Row a = post(one, 1, "", "", 0);
    EXPECT_EQ(sentence(most, a, {a, post(one, 2, "", "", 0), post(two, 1, "", "", 0)}), "");
    EXPECT_EQ(sentence(most, a, {a, post(one, 2, "", "", 0), post(one, 3, "", "", 0)}), "有3个");
}

TEST(Across, Periods_that_touch_in_one_day_overlap_and_those_that_follow_do_not) {
    const auto overlap = rule(R"y(  - name: no_overlap
    same: [region]
    where: "(from_on <= own_to_on or own_to_on is missing) and (to_on >= own_from_on or to_on is missing)"
    must: "count <= 1"
    otherwise: {zh: 重叠, en: overlap})y");
    EXPECT_FALSE(overlap.is_of_group());
    const Row first = post(one, 1, "2020-01-01", "2020-06-30", 0);
    EXPECT_EQ(sentence(overlap, first, {first, post(one, 2, "2020-07-01", "", 0)}), "");
    EXPECT_EQ(sentence(overlap, first, {first, post(one, 2, "2020-06-30", "", 0)}), "重叠");
}

TEST(Across, Sums_are_exact_in_the_scale_of_the_field) {
    const auto sum = rule(R"y(  - name: sums
    same: [region]
    sum: planned
    must: "sum = 15.27"
    otherwise: {zh: '共{sum}', en: '{sum}'})y");
    const Row a = post(one, 1, "", "", 1000);
    EXPECT_EQ(sentence(sum, a, {a, post(one, 2, "", "", 527)}), "");
    EXPECT_EQ(sentence(sum, a, {a, post(one, 2, "", "", 520)}), "共15.20");
}

TEST(Across, A_missing_value_goes_with_nothing) {
    const auto each = rule(R"y(  - name: follows
    same: [{theirs: from_on, mine: to_on}]
    must: "count >= 1"
    otherwise: {zh: 无后任, en: none})y");
    EXPECT_EQ(sentence(each, post(one, 1, "", "", 0), {post(one, 2, "", "", 0)}), "无后任");
    EXPECT_EQ(
        sentence(each, post(one, 1, "", "2020-01-01", 0), {post(one, 2, "2020-01-01", "", 0)}), "");
}

TEST(Across, Only_rows_below_a_region_lie_within_it) {
    const auto within = rule(R"y(  - name: within
    of: post
    within: true
    when: "number = 0"
    must: "count = 2"
    otherwise: {zh: '{rows}', en: '{rows}'})y");
    const Row town = post("500229101000", 0, "", "", 0);
    EXPECT_EQ(sentence(within, town, {town, post(one, 1, "", "", 0)}), "");
    EXPECT_EQ(sentence(within, town, {town, post("500229102001", 1, "", "", 0)}), "行");
    EXPECT_EQ(sentence(within, post(one, 1, "", "", 0), {}), "");  // asks nothing of it
}

TEST(Across, A_file_says_what_is_wrong_in_it) {
    const auto says = [](const std::string& text) {
        const auto checked = check(text);
        EXPECT_TRUE(checked.rules.empty());
        return checked.problems.empty() ? std::string{} : checked.problems.front().message.en;
    };
    EXPECT_NE(says("  - {name: a, same: [{theirs: holder, mine: from_on}], must: 'count <= 1', "
                   "otherwise: {zh: 一, en: a}}")
                  .find("different types"),
              std::string::npos);
    EXPECT_NE(says("  - {name: a, form: {field: number, is: 'x'}, otherwise: {zh: 一, en: a}}")
                  .find("text field"),
              std::string::npos);
    EXPECT_NE(says("  - {name: a, form: {field: holder, is: '('}, otherwise: {zh: 一, en: a}}")
                  .find("regular expression"),
              std::string::npos);
    EXPECT_NE(says("  - {name: a, of: nothing, must: 'count <= 1', otherwise: {zh: 一, en: a}}")
                  .find("no register"),
              std::string::npos);
    EXPECT_NE(says("  - {name: a, of: post, must: 'count <= 1', otherwise: {zh: 一, en: a}}")
                  .find("which rows"),
              std::string::npos);
    EXPECT_NE(says("  - {name: a, same: [region], sum: holder, must: 'sum <= 1', otherwise: {zh: "
                   "一, en: a}}")
                  .find("number field"),
              std::string::npos);
    EXPECT_NE(
        says("  - {name: a, same: [{theirs: number, mine: region}], must: 'count <= 1', otherwise: "
             "{zh: 一, en: a}}")
            .find("different types"),
        std::string::npos);
}

}  // namespace
