#include <gmock/gmock.h>

#include <random>

#include "places_for_tests.hpp"
#include "programme/definition.hpp"
#include "test_world.hpp"

namespace {

using namespace programme;
using programme_tests::builtin_registers;
using programme_tests::read_file;
using programme_tests::show;
using testing::HasSubstr;

constexpr const char* valid_yaml = R"(programme: huayuan-2019
version: 2
title: {zh: 示范村创建方案, en: Demonstration villages}
issuer: {zh: 县政府办公室, en: County office}
document_number: 花政办发〔2019〕3号
issued: 2019-01-24
basis: [{zh: 规划, en: Plan}]
parent: 州里的活动
scope: ["433124000000"]
unit: village
periods: {kind: month, first: 2019-01, last: 2019-07}
goals:
  - {name: lead, label: {zh: 领先, en: Lead}, indicators: [phone_rate, four_g]}
indicators:
  - name: phone_rate
    label: {zh: 移动手机普及率, en: Phone rate}
    note: {zh: 手机用户除以常住人口, en: Users over residents}
    unit: percent
    numerator: {register: telecom_stat, sum: phone_users, where: "operator = 'all'"}
    denominator: {register: village, sum: residents}
    pass: 70%
  - name: four_g
    label: {zh: 聚居区4G, en: Settlements with 4G}
    unit: percent
    numerator: {register: settlement, where: "households >= 25 and four_g = yes"}
    denominator: {register: settlement, where: "households >= 25"}
    fallback: seat_four_g
    precondition: exit_done
  - name: seat_four_g
    label: {zh: 村委会4G, en: Seat with 4G}
    unit: percent
    numerator: {register: village, among: {register: public_place, where: "kind = 'committee' and four_g = yes"}}
    denominator: {register: village}
  - name: exit_done
    label: {zh: 退出, en: Exit}
    unit: percent
    numerator: {register: village, where: "exit_done = yes"}
    denominator: {register: village}
  - name: computers
    label: {zh: 电脑, en: Computers}
    unit: count
    numerator: {register: service_use, sum: room_computers}
    denominator: 1
  - name: gaps
    label: {zh: 空白, en: Gaps}
    unit: count
    direction: lower_is_better
    numerator: {register: settlement, where: "four_g = no"}
    denominator: 1
scorecard:
  total: 100
  pass: 80
  top: 10
  pass_label: {zh: 达标, en: Passed}
  top_label: {zh: 优秀, en: Excellent}
  tie_break: [connectivity, phone_rate]
  aspects:
    - name: connectivity
      label: {zh: 双百工程, en: Connectivity}
      items:
        - {name: coverage, label: {zh: 覆盖, en: Coverage}, kind: proportional, weight: 20, indicator: four_g, target: 100%}
        - {name: seat, label: {zh: 村委会, en: Seat}, kind: boolean, weight: 10, indicator: seat_four_g, threshold: 100%}
        - {name: open_gaps, label: {zh: 空白, en: Gaps}, kind: step, weight: 10, indicator: gaps, target: 0, step: 1, cost: 2}
        - {name: both, label: {zh: 双达标, en: Both}, kind: product, weight: 10, factors: [{indicator: four_g, target: 100%}, {indicator: phone_rate, target: 70%}]}
    - name: use
      label: {zh: 应用, en: Use}
      items:
        - {name: phones, label: {zh: 手机, en: Phones}, kind: banded, weight: 30, indicator: phone_rate, bands: [{at_least: 50%, points: 10}, {at_least: 70%, points: 30}]}
        - {name: machines, label: {zh: 电脑, en: Machines}, kind: count, weight: 10, points_each: 5, indicator: computers}
        - {name: impression, label: {zh: 现场印象, en: Impression}, kind: manual, weight: 10}
        - {name: none_left, label: {zh: 否决, en: Veto}, kind: veto, indicator: gaps, threshold: 9}
        - {name: extra, label: {zh: 加分, en: Extra}, kind: bonus, weight: 5, points_each: 1, indicator: computers}
)";

CheckedProgramme check(const std::string& yaml) {
    return check_programme(yaml, builtin_registers());
}

TEST(CheckProgramme, a_valid_file_is_read_whole) {
    const CheckedProgramme checked = check(valid_yaml);
    ASSERT_TRUE(checked.programme) << show(checked.problems);
    const Programme& p = *checked.programme;
    EXPECT_EQ(p.code, "huayuan-2019");
    EXPECT_EQ(p.version, 2);
    EXPECT_EQ(p.title.zh, "示范村创建方案");
    EXPECT_EQ(p.document_number, "花政办发〔2019〕3号");
    EXPECT_EQ(base::format_date(p.issued.value()), "2019-01-24");
    EXPECT_EQ(p.basis.at(0).en, "Plan");
    EXPECT_EQ(p.scope, std::vector<std::string>{"433124000000"});
    EXPECT_EQ(p.unit_level, registers::RegionLevel::village);
    EXPECT_EQ(list_periods(p.periods).size(), 7U);
    EXPECT_EQ(p.goals.at(0).indicators.size(), 2U);
    EXPECT_EQ(p.sha256.size(), 64U);
    const Indicator& phone = p.indicators.at(0);
    EXPECT_EQ(phone.numerator.sum_field, "phone_users");
    EXPECT_EQ(*phone.pass, base::make_rational(7, 10));
    EXPECT_EQ(registers_of(phone), (std::vector<std::string>{"telecom_stat", "village"}));
    EXPECT_EQ(registers_of(p.indicators.at(2)),
              (std::vector<std::string>{"public_place", "village"}));
    EXPECT_EQ(p.indicators.at(1).fallback, "seat_four_g");
    EXPECT_EQ(p.scorecard->aspects.at(1).items.size(), 5U);
    EXPECT_EQ(p.scorecard->aspects.at(1).items.at(0).bands.at(0).at_least,
              base::make_rational(7, 10));
}

TEST(CheckProgramme, a_manual_item_gets_an_indicator_over_the_points_people_gave) {
    const Programme p = check(valid_yaml).programme.value();
    ASSERT_EQ(p.indicators.size(), 7U);
    const Indicator& manual = p.indicators.back();
    EXPECT_EQ(manual.name, "manual_impression");
    EXPECT_EQ(p.scorecard->aspects.at(1).items.at(2).indicator, "manual_impression");
    EXPECT_EQ(manual.denominator.constant, 100);
    EXPECT_EQ(manual.numerator.sum_field, "points");
    const registers::Declaration& declaration = programme_tests::register_named("manual_score");
    registers::Row row;
    row.values.resize(declaration.fields.size());
    row.values[*declaration.find("programme")] = std::string("huayuan-2019");
    row.values[*declaration.find("item")] = std::string("impression");
    EXPECT_TRUE(matches(*manual.numerator.where, declaration, row));
    row.values[*declaration.find("item")] = std::string("other");
    EXPECT_FALSE(matches(*manual.numerator.where, declaration, row));
}

/// `wrong` takes the place of `right`; ▲ in it marks where the problem is reported.
struct Broken {
    const char* right;
    const char* wrong;
    const char* zh;
    const char* en;
};

struct Marked {
    std::string yaml;
    std::size_t line = 1;
    std::size_t column = 1;
};

std::string replace_once(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

Marked mark(const Broken& broken) {
    const std::string arrow = "▲";
    Marked marked{replace_once(valid_yaml, broken.right, broken.wrong)};
    const std::size_t at = marked.yaml.find(arrow);
    for (std::size_t i = 0; i < at; ++i) {
        const char c = marked.yaml[i];
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) ++marked.column;
        if (c == '\n') ++marked.line, marked.column = 1;
    }
    marked.yaml.erase(at, arrow.size());
    return marked;
}

const std::vector<Broken>& broken_files() {
    static const std::vector<Broken> cases = {
        {"sum: phone_users", "sum: ▲phone_uesrs", "是否要写「phone_users」", "mean `phone_users`"},
        {"sum: residents", "sum: ▲region", "不是数字，不能求和", "cannot be summed"},
        {"\"households >= 25 and four_g = yes\"", "\"▲housholds >= 25 and four_g = yes\"",
         "是否要写「households」", "mean `households`"},
        {"\"operator = 'all'\"", "\"operator = ▲'every'\"", "可用的值有：'all'（全部）",
         "Its values are: 'all'"},
        {"register: telecom_stat", "register: ▲telecom_stats", "是否要写「telecom_stat」",
         "mean `telecom_stat`"},
        {"fallback: seat_four_g", "fallback: ▲seat_4g", "没有名为「seat_4g」的指标",
         "no indicator `seat_4g`"},
        {"fallback: seat_four_g", "fallback: ▲four_g", "fallback 形成循环：four_g → four_g",
         "circle: four_g → four_g"},
        {"where: \"exit_done = yes\"}\n    denominator: {register: village}",
         "where: \"exit_done = yes\"}\n    denominator: {register: village}\n    precondition: "
         "▲four_g",
         "precondition 形成循环：exit_done → four_g → exit_done",
         "circle: exit_done → four_g → exit_done"},
        {"sum: room_computers}\n    denominator: 1", "sum: room_computers}\n    denominator: ▲0",
         "除以零", "division by zero"},
        {"indicator: four_g, target: 100%}\n", "indicator: four_g, target: ▲0}\n", "除以零",
         "division by zero"},
        {"step: 1,", "step: ▲0,", "除以零", "division by zero"},
        {"threshold: 9", "threshold: ▲0", "必须大于 0", "above 0"},
        {"total: 100\n", "total: ▲99\n", "各项权重合计 100，与声明的总分 99 不符", "sum to 100"},
        {"pass: 80\n", "pass: ▲101\n", "达标分高于总分", "above the total"},
        {"  - name: gaps",
         "  - {name: ▲four_g, label: {zh: 再, en: Again}, unit: count, numerator: {register: "
         "village}, "
         "denominator: 1}\n  - name: gaps",
         "名称「four_g」重复，第 22 行", "line 22 already"},
        {"{name: seat,", "{name: ▲coverage,", "名称「coverage」重复", "used twice"},
        {"first: 2019-01", "first: ▲2019-13", "不是存在的期次", "no period"},
        {"last: 2019-07", "last: ▲2018-12", "早于第一期", "before the first"},
        {"kind: month", "kind: ▲week", "可用的有：month", "among the values month"},
        {"pass: 70%", "pass: ▲70", "即 7000%。是否应写作 70%", "means 7000%"},
        {"version: 2", "▲vesion: 2\nversion: 2", "是否要写「version」", "mean `version`"},
        {"version: 2", "version: ▲two", "不小于 1 的整数", "whole number of at least 1"},
        {"issued: 2019-01-24", "issued: ▲2019-02-30", "不是存在的日期", "no date that exists"},
        {"scope: [\"433124000000\"]", "scope: [▲433124]", "12 位数字", "12 digits"},
        {"scope: [\"433124000000\"]", "scope: [433124000000, ▲433124101000]", "重叠", "overlap"},
        {"unit: village", "unit: ▲hamlet", "可用的有：province", "province"},
        {"issuer: {zh: 县政府办公室, en: County office}", "issuer: ▲县政府办公室", "中英文两种写法",
         "both languages"},
        {"issuer: {zh: 县政府办公室, en: County office}", "issuer: ▲{zh: 县政府办公室}",
         "缺少必填的键「en」", "`en` is missing"},
        {"indicators: [phone_rate, four_g]", "indicators: [phone_rate, ▲four_gg]",
         "是否要写「four_g」", "mean `four_g`"},
        {"tie_break: [connectivity, phone_rate]", "tie_break: [▲conectivity, phone_rate]",
         "是否要写「connectivity」", "mean `connectivity`"},
        {"kind: proportional, weight: 20, indicator: four_g, target: 100%",
         "kind: ▲proportinal, weight: 20, indicator: four_g, target: 100%", "可用的有：boolean",
         "among the values boolean"},
        {"kind: manual, weight: 10", "kind: manual, weight: 10, target: ▲5", "不用「target」",
         "does not use `target`"},
        {"kind: count, weight: 10, points_each: 5, indicator: computers",
         "kind: count, weight: 10, points_each: ▲50%, indicator: computers", "不写百分号",
         "no percent sign"},
        {"kind: proportional, weight: 20, indicator: four_g, target: 100%",
         "kind: proportional, weight: 20, indicator: ▲gaps, target: 100", "不能按比例得分",
         "proportional points"},
        {"weight: 20", "weight: ▲-20", "不能是负数", "negative"},
        {"weight: 20", "weight: ▲twenty", "不是数字", "no number"},
        {"{at_least: 70%, points: 30}", "{at_least: ▲50%, points: 30}", "重复", "repeated"},
        {"{at_least: 70%, points: 30}", "{at_least: 70%, points: ▲31}", "高于本项权重",
         "more than the weight"},
        {"unit: count\n    numerator: {register: service_use, sum: room_computers}\n    "
         "denominator: 1",
         "unit: percent\n    numerator: {register: service_use, sum: room_computers}\n    "
         "denominator: ▲1",
         "unit: count", "unit: count"},
        {"numerator: {register: village, where: \"exit_done = yes\"}", "numerator: ▲5",
         "分子要从底册", "numerator counts"},
        {"- name: computers", "- name: ▲Computers", "小写字母", "lower-case"},
        {"basis: [{zh: 规划, en: Plan}]", "basis: [▲&a {zh: 规划, en: Plan}]", "锚点", "anchors"},
        {"parent: 州里的活动", "parent: ▲!!binary aGk=", "标签", "tags"},
        {"version: 2\n", "version: 2\n▲\tparent: x\n", "制表符", "tab"},
        {"unit: village\n", "unit: village\n▲\x01\n", "控制字符", "control character"},
        {"version: 2\n", "version: 2\n▲\xd3\xda\xb6\xbc\n", "UTF-8", "UTF-8"},
    };
    return cases;
}

TEST(CheckProgramme, each_broken_file_is_reported_at_its_place_in_both_languages) {
    for (const Broken& broken : broken_files()) {
        const Marked marked = mark(broken);
        const CheckedProgramme checked = check(marked.yaml);
        EXPECT_FALSE(checked.programme) << broken.wrong;
        ASSERT_FALSE(checked.problems.empty()) << broken.wrong;
        const Problem& problem = checked.problems.front();
        EXPECT_EQ(problem.line, marked.line) << broken.wrong << "\n" << show(checked.problems);
        EXPECT_EQ(problem.column, marked.column) << broken.wrong << "\n" << show(checked.problems);
        EXPECT_THAT(problem.message.zh, HasSubstr(broken.zh)) << broken.wrong;
        EXPECT_THAT(problem.message.en, HasSubstr(broken.en)) << broken.wrong;
        EXPECT_EQ(checked.problems.size(), 1U) << broken.wrong << "\n" << show(checked.problems);
    }
    EXPECT_GE(broken_files().size(), 40U);
}

TEST(CheckProgramme, a_repeated_key_and_a_key_without_value_are_reported) {
    const auto repeated =
        check(replace_once(valid_yaml, "parent: 州里的活动", "version: 2")).problems;
    ASSERT_EQ(repeated.size(), 1U) << show(repeated);
    EXPECT_EQ(repeated[0].line, 8U);
    EXPECT_THAT(repeated[0].message.zh, HasSubstr("第 2 行已经写过"));
    const auto empty = check(replace_once(valid_yaml, "parent: 州里的活动", "parent:")).problems;
    ASSERT_EQ(empty.size(), 1U) << show(empty);
    EXPECT_THAT(empty[0].message.zh, HasSubstr("没有填写内容"));
}

TEST(CheckProgramme, all_problems_are_reported_in_the_order_of_their_lines) {
    std::string yaml = valid_yaml;
    yaml = replace_once(yaml, "total: 100\n", "total: 90\n");
    yaml = replace_once(yaml, "sum: phone_users", "sum: phone_user");
    yaml = replace_once(yaml, "unit: village", "unit: hamlet");
    yaml = replace_once(yaml, "title:", "titel:");
    const auto problems = check(yaml).problems;
    ASSERT_EQ(problems.size(), 5U) << show(problems);
    for (std::size_t i = 1; i < problems.size(); ++i)
        EXPECT_LE(problems[i - 1].line, problems[i].line);
    EXPECT_EQ(problems[4].path, "scorecard.total");
    EXPECT_EQ(problems[3].path, "indicators[0].numerator.sum");
}

TEST(CheckProgramme, a_path_names_the_place_in_the_tree) {
    const auto problems = check(replace_once(valid_yaml, "indicator: seat_four_g, threshold",
                                             "indicator: seat, threshold"))
                              .problems;
    ASSERT_EQ(problems.size(), 1U) << show(problems);
    EXPECT_EQ(problems[0].path, "scorecard.aspects[0].items[1].indicator");
}

TEST(CheckProgramme, decimals_must_agree_between_numerator_and_denominator) {
    const std::string points =
        "numerator: {register: manual_score, sum: points}\n    denominator: ";
    const std::string before =
        "numerator: {register: service_use, sum: room_computers}\n    denominator: 1";
    EXPECT_TRUE(check(replace_once(valid_yaml, before, points + "100")).programme);
    EXPECT_TRUE(check(replace_once(valid_yaml, before, points + "200")).programme);
    EXPECT_FALSE(check(replace_once(valid_yaml, before, points + "50")).programme);
    EXPECT_FALSE(check(replace_once(valid_yaml, before, points + "{register: village}")).programme);
    EXPECT_TRUE(
        check(replace_once(valid_yaml, before, points + "{register: manual_score, sum: points}"))
            .programme);
}

TEST(CheckProgramme, size_depth_and_second_documents_are_refused) {
    const auto first_message = [](const std::string& yaml) {
        const auto problems = check(yaml).problems;
        return problems.empty() ? std::string() : problems.front().message.en;
    };
    EXPECT_THAT(first_message(""), HasSubstr("empty"));
    EXPECT_THAT(first_message("# only a comment\n"), HasSubstr("empty"));
    EXPECT_THAT(first_message("a list"), HasSubstr("mapping"));
    EXPECT_THAT(first_message(std::string(valid_yaml) + "---\nversion: 1\n"),
                HasSubstr("second YAML document"));
    EXPECT_THAT(first_message("a: " + std::string(39, '[') + std::string(39, ']')),
                testing::Not(HasSubstr("levels")));
    EXPECT_THAT(first_message("a: " + std::string(40, '[') + std::string(40, ']')),
                HasSubstr("levels"));
    EXPECT_THAT(first_message(std::string(200000, '[')), testing::Not(testing::IsEmpty()));
    const std::string filler = "\n#" + std::string(1024 * 1024, 'x');
    const std::size_t room = 1024 * 1024 - std::string(valid_yaml).size();
    EXPECT_TRUE(check(valid_yaml + filler.substr(0, room)).programme);
    EXPECT_THAT(first_message(valid_yaml + filler.substr(0, room + 1)), HasSubstr("1 MiB"));
    EXPECT_THAT(first_message("a: *b\n"), HasSubstr("anchor"));
}

TEST(CheckProgramme, at_most_50_000_keys_and_values_are_read) {
    const auto list_of = [](int values) {
        std::string yaml = "a: [";
        for (int i = 0; i < values; ++i) yaml += "1,";
        return check(yaml + "]").problems.front().message.en;
    };
    EXPECT_THAT(list_of(49'997), testing::Not(HasSubstr("too many values")));
    EXPECT_THAT(list_of(50'000), HasSubstr("too many values"));
}

TEST(CheckProgramme, a_byte_order_mark_and_windows_line_ends_are_read) {
    std::string windows = "\xef\xbb\xbf";
    for (const char c : std::string(valid_yaml)) windows += c == '\n' ? "\r\n" : std::string(1, c);
    const CheckedProgramme checked = check(windows);
    EXPECT_TRUE(checked.programme) << show(checked.problems);
    const auto problems = check(replace_once(windows, "sum: phone_users", "sum: wrong")).problems;
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].line, 19U);
    EXPECT_EQ(problems[0].column, 46U);
}

TEST(CheckProgramme, the_hash_changes_with_any_byte_of_the_file) {
    EXPECT_NE(check(valid_yaml).programme->sha256,
              check(std::string(valid_yaml) + "\n").programme->sha256);
    EXPECT_EQ(check(valid_yaml).programme->sha256, check(valid_yaml).programme->sha256);
}

TEST(CheckProgramme, random_bytes_in_a_valid_file_never_crash_the_reader) {
    constexpr std::uint64_t seed = 20190124;
    std::mt19937_64 random(seed);
    const std::string alphabet = "{}[]:,-&*!|>'\"%#?\n\t\r \\0aé中\x01\xff";
    int refused = 0;
    for (int i = 0; i < 2000; ++i) {
        std::string yaml = valid_yaml;
        for (std::uint64_t changes = random() % 4 + 1; changes > 0; --changes) {
            const std::size_t at = random() % yaml.size();
            const char byte = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
                case 0:
                    yaml[at] = byte;
                    break;
                case 1:
                    yaml.insert(at, 1, byte);
                    break;
                default:
                    yaml.erase(at, random() % 5 + 1);
                    break;
            }
        }
        const CheckedProgramme checked = check(yaml);
        ASSERT_EQ(checked.programme.has_value(), checked.problems.empty())
            << "seed " << seed << " round " << i;
        refused += checked.programme ? 0 : 1;
    }
    EXPECT_GT(refused, 1000);
}

TEST(CheckProgramme, a_file_cut_anywhere_is_refused_or_read_without_crashing) {
    const std::string yaml = valid_yaml;
    for (std::size_t length = 0; length < yaml.size(); length += 7) {
        const CheckedProgramme checked = check(yaml.substr(0, length));
        ASSERT_EQ(checked.programme.has_value(), checked.problems.empty()) << length;
    }
}

TEST(CheckProgramme, the_shipped_programmes_are_valid) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(places::source("programmes"))) {
        if (entry.path().extension() != ".yaml") continue;
        ++files;
        const CheckedProgramme checked = check(read_file(entry.path()));
        EXPECT_TRUE(checked.programme) << entry.path() << "\n" << show(checked.problems);
    }
    EXPECT_GT(files, 0);
}

}  // namespace
