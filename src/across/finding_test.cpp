#include "across/finding.hpp"

#include <gmock/gmock.h>

namespace {

using registers::Row;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

const char* const answers_yaml = R"(
register: answers
label: {zh: 答卷, en: Answers}
key: [region]
fields:
  - {name: region, type: region, class: open, required: true, label: {zh: 区划, en: Region}}
  - {name: volts, type: decimal, decimals: 1, class: open, label: {zh: 电压, en: Voltage}}
  - {name: seen_at, type: moment, class: open, label: {zh: 时间, en: Seen at}}
  - {name: told, type: text, max: 1000, class: sensitive, label: {zh: 反映, en: Told}}
)";

const char* const ledger_yaml = R"(
ledger: matters
label: {zh: 问题, en: Matters}
number: "{serial}"
fields:
  - {name: found_in, type: text, class: open, label: {zh: 来源, en: Found in}}
  - {name: on, type: date, class: open, label: {zh: 日期, en: On}}
  - {name: what, type: text, max: 8, class: open, required: true, label: {zh: 内容, en: What}}
  - {name: sealed, type: text, class: personal, label: {zh: 密, en: Sealed}}
states: [{name: a, label: {zh: 甲, en: A}}]
start: a
open: {who: [inspector]}
steps: []
)";

registers::Declaration answers() {
    return registers::read_declaration(answers_yaml, "answers.yaml");
}
registers::Declaration matters() {
    return registers::read_declaration(ledger_yaml, "matters.yaml");
}

across::CheckedFindings check(const std::string& values, const std::string& more = {}) {
    const std::string rule =
        "  - name: low\n    label: {zh: 低, en: Low}\n    when: \"volts < 198\"\n"
        "    opens: matters\n    values: " +
        values + "\n" + more;
    return across::check_findings(std::string(answers_yaml) + "findings:\n" + rule, answers(),
                                  {answers(), matters()});
}

std::string problem(const std::string& values, const std::string& more = {}) {
    const auto checked = check(values, more);
    EXPECT_THAT(checked.rules, IsEmpty());
    return checked.problems.empty() ? "" : checked.problems.front().message.en;
}

TEST(Finding, A_value_alone_goes_over_as_it_is_and_among_words_as_people_read_it) {
    const auto checked =
        check("{what: '电压{volts}伏，偏低得很厉害', on: '{seen_at}', sealed: '{told}'}");
    ASSERT_THAT(checked.problems, IsEmpty());
    Row row;
    row.values = {std::string("500229101001"), std::int64_t{1795}, std::string("2020-06-05T09:00"),
                  std::string("某人")};
    EXPECT_THAT(
        across::values_found(checked.rules[0], answers(), matters(), row),
        ElementsAre(Pair("what", "电压179.5伏"), Pair("on", "2020-06-05"), Pair("sealed", "某人")))
        << "cut to the eight characters that the field holds";
    row.values[2] = {};
    row.values[3] = {};
    EXPECT_THAT(across::values_found(checked.rules[0], answers(), matters(), row), SizeIs(1));
}

TEST(Finding, What_does_not_fit_is_said_when_the_file_is_read) {
    EXPECT_THAT(problem("{on: '{seen_at}'}"), HasSubstr("`what`"));
    EXPECT_THAT(problem("{what: '{nothing}'}"), HasSubstr("`nothing`"));
    EXPECT_THAT(problem("{what: 'x', colour: red}"), HasSubstr("`colour`"));
    EXPECT_THAT(problem("{what: '{told}'}"), HasSubstr("personal"));
    EXPECT_THAT(problem("{what: x, sealed: '说{told}'}"), HasSubstr("personal"));
    EXPECT_THAT(problem("{what: x}", "    number_in: told\n"), HasSubstr("Only entries"));
}

}  // namespace
