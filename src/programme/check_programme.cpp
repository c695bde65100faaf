#include <utility>

#include "base/bytes.hpp"
#include "draft.hpp"
#include "format_keys.hpp"
#include "period_detail.hpp"

namespace programme {
namespace {

using base::Text;
using registers::RegionLevel;

/// Fifty years of months.
constexpr int max_periods = 600;

constexpr std::pair<std::string_view, RegionLevel> levels[] = {
    {"province", RegionLevel::province},
    {"prefecture", RegionLevel::prefecture},
    {"county", RegionLevel::county},
    {"township", RegionLevel::township},
    {"village", RegionLevel::village}};

constexpr std::pair<std::string_view, PeriodKind> period_kinds[] = {
    {"month", PeriodKind::month},
    {"quarter", PeriodKind::quarter},
    {"half_year", PeriodKind::half_year},
    {"year", PeriodKind::year}};

std::string example_of(PeriodKind kind) {
    switch (kind) {
        case PeriodKind::month:
            return "2019-06";
        case PeriodKind::quarter:
            return "2019-Q2";
        case PeriodKind::half_year:
            return "2019-H1";
        case PeriodKind::year:
            return "2019";
    }
    return {};
}

std::optional<PeriodNumber> read_period(const Cursor& at, PeriodKind kind) {
    const auto text = read_string(at);
    if (!text) return std::nullopt;
    const auto period = parse_period(*text);
    if (period && period->kind == kind) return period;
    const std::string example = example_of(kind);
    at.report({"「" + *text + "」不是存在的期次，请写作 " + example + "。",
               "`" + *text + "` is no period of this kind; write it as " + example + "."});
    return std::nullopt;
}

void read_periods(const Cursor& at, Periods& periods) {
    const Mapping mapping(at, keys::periods);
    const auto kind_at = mapping.require("kind");
    const auto first_at = mapping.require("first");
    const auto last_at = mapping.require("last");
    const auto kind =
        kind_at ? read_choice<PeriodKind>(*kind_at, period_kinds) : std::optional<PeriodKind>{};
    if (!kind || !first_at || !last_at) return;
    const auto first = read_period(*first_at, *kind);
    const auto last = read_period(*last_at, *kind);
    if (!first || !last) return;
    if (last->ordinal < first->ordinal)
        last_at->report({"最后一期早于第一期。", "The last period is before the first."});
    else if (last->ordinal - first->ordinal >= max_periods)
        last_at->report({"期次太多，最多 " + std::to_string(max_periods) + " 期。",
                         "Too many periods; at most " + std::to_string(max_periods) + "."});
    periods = {*kind, first_at->node().text, last_at->node().text};
}

RegionLevel level_of_scope(std::string_view code) {
    switch (registers::scope_prefix(code).size()) {
        case 2:
            return RegionLevel::province;
        case 4:
            return RegionLevel::prefecture;
        case 6:
            return RegionLevel::county;
        case 9:
            return RegionLevel::township;
        default:
            return RegionLevel::village;
    }
}

void check_scope_code(const Cursor& at, const std::string& code, const Programme& programme) {
    for (const std::string& other : programme.scope)
        if (registers::is_in_scope(code, other) || registers::is_in_scope(other, code))
            at.report(
                {"区划 " + code + " 与 " + other + " 重叠，会重复统计。",
                 "Regions " + code + " and " + other + " overlap and would be counted twice."});
    if (level_of_scope(code) > programme.unit_level)
        at.report({"区划 " + code + " 的级别低于计分单位 unit，范围内没有这样的单位。",
                   "Region " + code + " is below the level of `unit`; it holds no such unit."});
}

void read_scope(const Cursor& at, Programme& programme) {
    for (const Cursor& element : read_list(at)) {
        const auto code = read_string(element);
        if (!code) continue;
        if (!registers::is_region_code(*code)) {
            element.report({"「" + *code + "」不是区划代码，应为 12 位数字，如 433124000000。",
                            "`" + *code +
                                "` is no region code; write 12 digits such as "
                                "433124000000."});
            continue;
        }
        check_scope_code(element, *code, programme);
        programme.scope.push_back(*code);
    }
}

void read_goal(const Cursor& at, std::map<std::string, yaml::Position>& names, Draft& draft) {
    const Mapping mapping(at, keys::goal);
    if (!mapping.valid()) return;
    Goal goal;
    const auto name_at = mapping.require("name");
    const auto name = name_at ? read_name(*name_at) : std::nullopt;
    if (name && is_new_name(*name_at, *name, names)) goal.name = *name;
    if (const auto label = mapping.require("label"))
        goal.label = read_text(*label).value_or(Text{});
    const auto indicators = mapping.require("indicators");
    std::map<std::string, yaml::Position> used;
    for (const Cursor& element : indicators ? read_list(*indicators) : std::vector<Cursor>{}) {
        const auto indicator = read_name(element);
        if (!indicator || !is_new_name(element, *indicator, used)) continue;
        look_up({*indicator, element}, draft);
        goal.indicators.push_back(*indicator);
    }
    draft.programme.goals.push_back(std::move(goal));
}

void read_fact(const Cursor& at, std::map<std::string, yaml::Position>& names,
               Programme& programme) {
    const Mapping mapping(at, keys::fact);
    if (!mapping.valid()) return;
    Fact fact;
    const auto name_at = mapping.require("name");
    const auto name = name_at ? read_name(*name_at) : std::nullopt;
    if (name && is_new_name(*name_at, *name, names)) fact.name = *name;
    if (const auto label = mapping.require("label"))
        fact.label = read_text(*label).value_or(Text{});
    if (const auto value = mapping.require("value"))
        fact.value = read_text(*value).value_or(Text{});
    if (const auto on = mapping.find("on")) fact.on = read_date(*on);
    if (const auto source = mapping.require("source"))
        fact.source = read_text(*source).value_or(Text{});
    programme.facts.push_back(std::move(fact));
}

void read_titles(const Mapping& mapping, Programme& programme) {
    if (const auto at = mapping.require("programme")) programme.code = read_code(*at).value_or("");
    if (const auto at = mapping.require("version"))
        programme.version = read_integer(*at, 1).value_or(1);
    if (const auto at = mapping.require("title")) programme.title = read_text(*at).value_or(Text{});
    if (const auto at = mapping.require("issuer"))
        programme.issuer = read_text(*at).value_or(Text{});
    if (const auto at = mapping.find("document_number"))
        programme.document_number = read_string(*at).value_or("");
    if (const auto at = mapping.find("issued")) programme.issued = read_date(*at);
    if (const auto at = mapping.find("parent")) programme.parent = read_string(*at).value_or("");
    if (const auto at = mapping.find("basis"))
        for (const Cursor& element : read_list(*at, true))
            programme.basis.push_back(read_text(element).value_or(Text{}));
    std::map<std::string, yaml::Position> facts;
    if (const auto at = mapping.find("facts"))
        for (const Cursor& element : read_list(*at)) read_fact(element, facts, programme);
}

void read_extent(const Mapping& mapping, Programme& programme) {
    if (const auto at = mapping.require("unit"))
        programme.unit_level = read_choice<RegionLevel>(*at, levels).value_or(RegionLevel::village);
    if (const auto at = mapping.require("scope")) read_scope(*at, programme);
    if (const auto at = mapping.require("periods")) read_periods(*at, programme.periods);
}

void read_programme(const Cursor& root, Draft& draft) {
    const Mapping mapping(root, keys::top);
    if (!mapping.valid()) return;
    read_titles(mapping, draft.programme);
    read_extent(mapping, draft.programme);
    if (const auto at = mapping.require("indicators")) read_indicators(*at, draft);
    std::map<std::string, yaml::Position> goals;
    if (const auto at = mapping.find("goals"))
        for (const Cursor& element : read_list(*at, true)) read_goal(element, goals, draft);
    if (const auto at = mapping.find("scorecard")) read_scorecard(*at, draft);
}

}  // namespace

CheckedProgramme check_programme(std::string_view yaml,
                                 const std::vector<registers::Declaration>& registers) {
    Problems problems;
    Draft draft{registers, {}, {}, {}, {}, {}, true};
    const auto root = load_yaml(yaml, problems);
    if (root) read_programme(Cursor(*root, "", problems), draft);
    if (!problems.empty()) return {std::nullopt, problems.sorted()};
    const base::Digest digest = base::sha256(yaml);
    draft.programme.sha256 = base::to_hex(digest);
    return {std::move(draft.programme), {}};
}

}  // namespace programme
