#include <algorithm>
#include <set>

#include "draft.hpp"
#include "format_keys.hpp"
#include "read_measure.hpp"
#include "suggest.hpp"

namespace programme {
namespace {

using base::Text;

constexpr std::pair<std::string_view, Unit> units[] = {{"percent", Unit::percent},
                                                       {"count", Unit::count}};
constexpr std::pair<std::string_view, Direction> directions[] = {
    {"higher_is_better", Direction::higher_is_better},
    {"lower_is_better", Direction::lower_is_better}};

void read_targets(const Mapping& mapping, Indicator& indicator) {
    const auto read = [&](std::string_view key) {
        const auto at = mapping.find(key);
        return at ? read_measure(*at, indicator.unit) : std::nullopt;
    };
    indicator.pass = read("pass");
    indicator.full = read("full");
    indicator.soft = read("soft");
    if (!indicator.pass || !indicator.full) return;
    const bool lower = indicator.direction == Direction::lower_is_better;
    const bool wrong =
        lower ? *indicator.full > *indicator.pass : *indicator.full < *indicator.pass;
    if (wrong)
        mapping.find("full")->report({"完全目标 full 比达标线 pass 还要宽松，请检查两个数。",
                                      "The full target is easier than the pass line; check both."});
}

void read_head(const Mapping& mapping, Indicator& indicator) {
    if (const auto label = mapping.require("label"))
        indicator.label = read_text(*label).value_or(Text{});
    if (const auto note = mapping.find("note")) indicator.note = read_text(*note).value_or(Text{});
    if (const auto unit = mapping.require("unit"))
        indicator.unit = read_choice<Unit>(*unit, units).value_or(Unit::percent);
    if (const auto direction = mapping.find("direction"))
        indicator.direction =
            read_choice<Direction>(*direction, directions).value_or(Direction::higher_is_better);
}

void read_sides(const Mapping& mapping, Indicator& indicator, const Draft& draft) {
    const auto above_at = mapping.require("numerator");
    const auto below_at = mapping.require("denominator");
    const auto above = above_at ? read_numerator(*above_at, draft.registers) : std::nullopt;
    const auto below = below_at ? read_denominator(*below_at, draft.registers) : std::nullopt;
    if (!above || !below) return;
    indicator.numerator = *above;
    indicator.denominator = *below;
    check_scales(indicator, *below_at, draft.registers);
}

void read_link(const Mapping& mapping, std::string_view key, const std::string& owner,
               std::string& name, std::map<std::string, Reference>& links) {
    const auto at = mapping.find(key);
    const auto text = at ? read_name(*at) : std::nullopt;
    if (!text) return;
    name = *text;
    links.emplace(owner, Reference{name, *at});
}

void read_indicator(const Cursor& at, Draft& draft) {
    const Mapping mapping(at, keys::indicator);
    if (!mapping.valid()) return;
    Indicator indicator;
    const auto name_at = mapping.require("name");
    const auto name = name_at ? read_name(*name_at) : std::nullopt;
    read_head(mapping, indicator);
    read_targets(mapping, indicator);
    read_sides(mapping, indicator, draft);
    const bool usable = name && is_new_name(*name_at, *name, draft.indicator_places);
    draft.indicators_complete = draft.indicators_complete && name.has_value();
    if (!usable) return;
    indicator.name = *name;
    read_link(mapping, "fallback", *name, indicator.fallback, draft.fallbacks);
    read_link(mapping, "precondition", *name, indicator.precondition, draft.preconditions);
    read_link(mapping, "over", *name, indicator.over, draft.divisors);
    draft.programme.indicators.push_back(std::move(indicator));
}

/// The names from `start` on until one repeats or the way ends.
std::vector<std::string> follow(const std::string& start,
                                const std::map<std::string, Reference>& edges) {
    std::vector<std::string> way{start};
    std::set<std::string> seen{start};
    for (auto edge = edges.find(start); edge != edges.end(); edge = edges.find(edge->second.name)) {
        way.push_back(edge->second.name);
        if (!seen.insert(edge->second.name).second) break;
    }
    return way;
}

void check_fallback_unit(const std::string& owner, const Reference& reference, const Draft& draft) {
    const Indicator* fallback = look_up(reference, draft);
    const auto index = draft.programme.find_indicator(owner);
    if (fallback == nullptr || fallback->unit == draft.programme.indicators[*index].unit) return;
    reference.at.report({"替代指标的单位（unit）必须与本指标相同。",
                         "A fallback must have the same unit as the indicator it stands in for."});
}

void check_divisor(const Reference& reference, const Draft& draft) {
    const Indicator* divisor = look_up(reference, draft);
    if (divisor == nullptr || divisor->over.empty()) return;
    reference.at.report({"over 所指的指标自己不能再有 over。",
                         "The indicator that `over` names must have no `over` of its own."});
}

std::string show_chain(const std::vector<std::string>& way) {
    std::string text;
    for (const std::string& name : way) text += (text.empty() ? "" : " → ") + name;
    return text;
}

}  // namespace

void read_indicators(const Cursor& at, Draft& draft) {
    for (const Cursor& element : read_list(at)) read_indicator(element, draft);
    for (const auto& [owner, reference] : draft.fallbacks)
        check_fallback_unit(owner, reference, draft);
    for (const auto& [owner, reference] : draft.preconditions) look_up(reference, draft);
    for (const auto& [owner, reference] : draft.divisors) check_divisor(reference, draft);
    check_cycles("fallback", draft.fallbacks);
    check_cycles("precondition", draft.preconditions);
}

const Indicator* look_up(const Reference& reference, const Draft& draft) {
    const auto index = draft.programme.find_indicator(reference.name);
    if (index) return &draft.programme.indicators[*index];
    // Where a name could not be read, a reference to it is not a second mistake.
    if (!draft.indicators_complete) return nullptr;
    std::vector<std::string> names;
    for (const Indicator& indicator : draft.programme.indicators) names.push_back(indicator.name);
    reference.at.report(Text{"没有名为「" + reference.name + "」的指标。",
                             "There is no indicator `" + reference.name + "`."} +
                        suggest(reference.name, names));
    return nullptr;
}

void check_cycles(const std::string& key, const std::map<std::string, Reference>& edges) {
    std::set<std::string> reported;
    for (const auto& [start, reference] : edges) {
        const std::vector<std::string> way = follow(start, edges);
        if (way.size() < 2 || way.back() != start || reported.contains(start)) continue;
        reported.insert(way.begin(), way.end());
        reference.at.report({key + " 形成循环：" + show_chain(way) + "。",
                             "The " + key + " goes round in a circle: " + show_chain(way) + "."});
    }
}

bool is_new_name(const Cursor& at, const std::string& name,
                 std::map<std::string, yaml::Position>& places) {
    const auto [entry, is_new] = places.emplace(name, at.node().at);
    if (is_new) return true;
    const std::string line = std::to_string(entry->second.line);
    at.report({"名称「" + name + "」重复，第 " + line + " 行已经用过。",
               "The name `" + name + "` is used twice; it stands in line " + line + " already."});
    return false;
}

const registers::Declaration* find_register(const std::vector<registers::Declaration>& registers,
                                            const std::string& name) {
    const auto found = std::find_if(registers.begin(), registers.end(),
                                    [&](const auto& d) { return d.name == name; });
    return found == registers.end() ? nullptr : &*found;
}

}  // namespace programme
