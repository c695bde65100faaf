#include <algorithm>

#include "base/bytes.hpp"
#include "ledger/definition.hpp"
#include "programme/cursor.hpp"
#include "read_step.hpp"

namespace ledger {
namespace {

using programme::Cursor;
using programme::Mapping;

constexpr std::string_view ledger_keys[] = {
    "ledger",  "version",    "label",   "programmes", "level", "geometry", "number",
    "start",   "open",       "fields",  "states",     "steps", "requests", "recurs",
    "reminds", "near",       "lights",  "progress",   "plan",  "note",     "across",
    "closing", "keep_years", "purpose", "basis",      "times", "findings"};
constexpr std::string_view state_keys[] = {"name", "label", "kind", "aliases", "meets_due", "soft"};
constexpr std::string_view open_keys[] = {"who", "must_set", "due", "limit"};
constexpr std::string_view recurrence_keys[] = {
    "every", "day",       "months",    "first", "last",
    "each",  "where",     "region",    "unit",  "opens_days_before",
    "kind",  "programme", "days_after"};
constexpr std::string_view reminding_keys[] = {"every_days", "escalate_after", "levels"};
constexpr std::string_view near_keys[] = {"within_m", "days", "same"};
constexpr std::string_view light_keys[] = {"blue_percent", "blue_days_min", "blue_days_max",
                                           "yellow_days",  "yellow_points", "red_points"};
constexpr std::string_view progress_keys[] = {"done", "whole"};
constexpr std::string_view plan_keys[] = {"begin", "after", "duration", "soft"};

constexpr std::pair<std::string_view, StateKind> state_kinds[] = {{"open", StateKind::open},
                                                                  {"waiting", StateKind::waiting},
                                                                  {"closed", StateKind::closed},
                                                                  {"dropped", StateKind::dropped}};
constexpr std::pair<std::string_view, Every> rhythms[] = {
    {"day", Every::day},         {"week", Every::week},           {"month", Every::month},
    {"quarter", Every::quarter}, {"half_year", Every::half_year}, {"year", Every::year}};

constexpr std::pair<std::string_view, bool> truths[] = {{"true", true}, {"false", false}};

constexpr std::string_view time_keys[] = {"name", "label", "from", "to", "within"};
constexpr std::string_view standard_keys[] = {"where", "days", "hours"};
constexpr std::pair<std::string_view, bool> closings[] = {{"proved", false}, {"record", true}};

void read_states(const Cursor& at, Ledger& ledger) {
    for (const Cursor& item : programme::read_list(at)) {
        const Mapping mapping(item, state_keys);
        State state;
        if (const auto name = mapping.require("name"))
            state.name = programme::read_name(*name).value_or("");
        if (const auto label = mapping.require("label"))
            state.label = programme::read_text(*label).value_or(base::Text{});
        if (const auto kind = mapping.find("kind"))
            state.kind =
                programme::read_choice<StateKind>(*kind, state_kinds).value_or(StateKind::open);
        if (const auto met = mapping.find("meets_due"))
            state.meets_due = programme::read_choice<bool>(*met, truths).value_or(false);
        if (const auto soft = mapping.find("soft"))
            state.soft = programme::read_choice<bool>(*soft, truths).value_or(false);
        ledger.states.push_back(std::move(state));
    }
}

void read_open(const Cursor& at, Ledger& ledger) {
    const Mapping mapping(at, open_keys);
    if (const auto who = mapping.require("who")) ledger.open_who = read_names(*who);
    if (const auto fields = mapping.find("must_set"))
        ledger.open_set = read_fields(*fields, ledger.declaration);
    if (const auto due = mapping.find("due")) ledger.due = read_limit(*due, ledger.declaration);
    if (const auto limit = mapping.find("limit"))
        ledger.first_limit = read_limit(*limit, ledger.declaration);
}

void require_kind(const Cursor& at, const std::string& kind,
                  const registers::Declaration& declaration) {
    const auto index = declaration.find("kind");
    if (index)
        for (const auto& code : declaration.fields[*index].codes)
            if (code.value == kind) return;
    at.report(
        {"字段 kind 没有代码“" + kind + "”。", "The field `kind` has no code `" + kind + "`."});
}

std::int64_t whole_of(const Mapping& mapping, std::string_view key, std::int64_t otherwise) {
    const auto at = mapping.find(key);
    return at ? programme::read_integer(*at, 0).value_or(otherwise) : otherwise;
}

Recurrence read_recurrence(const Cursor& at, const registers::Declaration& declaration) {
    const Mapping mapping(at, recurrence_keys);
    Recurrence result;
    if (const auto kind = mapping.find("kind")) {
        result.kind = programme::read_name(*kind).value_or("");
        require_kind(*kind, result.kind, declaration);
    }
    if (const auto programme = mapping.find("programme"))
        result.programme = programme::read_code(*programme).value_or("");
    if (const auto every = mapping.require("every"))
        result.rhythm.every = programme::read_choice<Every>(*every, rhythms).value_or(Every::month);
    result.rhythm.day = static_cast<int>(whole_of(mapping, "day", 0));
    if (const auto months = mapping.find("months"))
        for (const Cursor& month : programme::read_list(*months))
            result.rhythm.months.push_back(
                static_cast<int>(programme::read_integer(month, 1).value_or(1)));
    if (const auto first = mapping.require("first"))
        result.first = programme::read_date(*first).value_or(base::Date{});
    if (const auto last = mapping.require("last"))
        result.last = programme::read_date(*last).value_or(base::Date{});
    if (const auto each = mapping.require("each"))
        result.each = programme::read_name(*each).value_or("");
    if (const auto where = mapping.find("where"))
        result.where_text = programme::read_string(*where, 2000).value_or("");
    if (const auto region = mapping.find("region"))
        result.region_field = programme::read_name(*region).value_or("region");
    if (const auto unit = mapping.find("unit"))
        result.unit_field = programme::read_name(*unit).value_or("");
    result.days_after = whole_of(mapping, "days_after", 0);
    result.opens_days_before = whole_of(mapping, "opens_days_before", 0);
    return result;
}

Reminding read_reminding(const Cursor& at) {
    const Mapping mapping(at, reminding_keys);
    Reminding result;
    result.every_days = std::max<std::int64_t>(1, whole_of(mapping, "every_days", 1));
    result.escalate_after = std::max<std::int64_t>(1, whole_of(mapping, "escalate_after", 2));
    if (const auto levels = mapping.require("levels")) result.levels = read_names(*levels);
    return result;
}

Near read_near(const Cursor& at, const registers::Declaration& declaration) {
    const Mapping mapping(at, near_keys);
    Near result;
    result.within_m = whole_of(mapping, "within_m", 0);
    result.days = whole_of(mapping, "days", 0);
    if (const auto same = mapping.find("same")) result.same = read_fields(*same, declaration);
    return result;
}

void read_lights(const Cursor& at, LightLimits& lights) {
    const Mapping mapping(at, light_keys);
    const std::pair<std::string_view, int*> limits[] = {
        {"blue_percent", &lights.blue_percent},   {"blue_days_min", &lights.blue_days_min},
        {"blue_days_max", &lights.blue_days_max}, {"yellow_days", &lights.yellow_days},
        {"yellow_points", &lights.yellow_points}, {"red_points", &lights.red_points}};
    for (const auto& [key, value] : limits)
        *value = static_cast<int>(whole_of(mapping, key, *value));
}

std::string field_at(const Mapping& mapping, std::string_view key,
                     const registers::Declaration& declaration) {
    const auto at = mapping.find(key);
    return at ? read_field(*at, declaration) : std::string{};
}

registers::FieldType type_of(const registers::Declaration& declaration, std::string_view field) {
    const auto index = declaration.find(field);
    return index ? declaration.fields[*index].type : registers::FieldType::text;
}

Duration read_time(const Cursor& at, const registers::Declaration& declaration) {
    const Mapping mapping(at, time_keys);
    Duration result;
    if (const auto n = mapping.require("name")) result.name = programme::read_name(*n).value_or("");
    if (const auto n = mapping.require("label"))
        result.label = programme::read_text(*n).value_or(base::Text{});
    result.from = field_at(mapping, "from", declaration);
    result.to = field_at(mapping, "to", declaration);
    const auto from = type_of(declaration, result.from);
    result.in_minutes = from == registers::FieldType::moment;
    if ((from != registers::FieldType::date && !result.in_minutes) ||
        type_of(declaration, result.to) != from)
        at.report({"from 与 to 应同为日期，或同为时间。",
                   "`from` and `to` must both be dates, or both moments."});
    const auto within = mapping.find("within");
    if (!within) return result;
    for (const Cursor& item : programme::read_list(*within)) {
        const Mapping each(item, standard_keys);
        Duration::Standard standard;
        if (const auto n = each.find("where"))
            standard.where = programme::read_condition(*n, declaration);
        const auto most = each.require(result.in_minutes ? "hours" : "days");
        if (most) standard.most = programme::read_integer(*most, 0).value_or(0);
        if (result.in_minutes) standard.most *= 60;
        result.within.push_back(std::move(standard));
    }
    return result;
}

void read_rest(const Mapping& top, Ledger& ledger) {
    const auto& declaration = ledger.declaration;
    if (const auto at = top.find("requests"))
        for (const Cursor& item : programme::read_list(*at))
            ledger.requests.push_back(read_request(item, ledger));
    if (const auto at = top.find("recurs"))
        for (const Cursor& item : programme::read_list(*at))
            ledger.recurs.push_back(read_recurrence(item, declaration));
    if (const auto at = top.find("reminds")) ledger.reminds = read_reminding(*at);
    if (const auto at = top.find("near")) ledger.near = read_near(*at, declaration);
    if (const auto at = top.find("lights")) read_lights(*at, ledger.lights);
    if (const auto at = top.find("times"))
        for (const Cursor& item : programme::read_list(*at))
            ledger.times.push_back(read_time(item, declaration));
    if (const auto at = top.find("closing"))
        ledger.is_record = programme::read_choice<bool>(*at, closings).value_or(false);
    if (const auto at = top.find("progress")) {
        const Mapping mapping(*at, progress_keys);
        ledger.progress_field = field_at(mapping, "done", declaration);
        ledger.whole_field = field_at(mapping, "whole", declaration);
    }
    if (const auto at = top.find("plan")) {
        const Mapping mapping(*at, plan_keys);
        ledger.begin_field = field_at(mapping, "begin", declaration);
        ledger.after_field = field_at(mapping, "after", declaration);
        ledger.duration_field = field_at(mapping, "duration", declaration);
        ledger.soft_field = field_at(mapping, "soft", declaration);
    }
}

// What no single value shows: closing without a second person, states that lead nowhere.
void check_flow(const Mapping& top, const Ledger& ledger) {
    const auto steps_at = top.find("steps");
    if (!steps_at) return;
    for (const Step& step : ledger.steps) {
        if (ledger.is_record && step.counts != Counts::nothing)
            steps_at->report({"台账为纯记录（closing: record），没有整改可言，环节“" + step.name +
                                  "”不能退回或重开。",
                              "The ledger is a record: nothing was to be fixed, so the step `" +
                                  step.name + "` returns or reopens nothing."});
        if (ledger.is_record || step.to.empty() || ledger.state(step.to).kind != StateKind::closed)
            continue;
        if (step.not_by.empty())
            steps_at->report(
                {"环节“" + step.name + "”销号，须以 not_by 指明由另一人经办的前一环节。",
                 "The step `" + step.name +
                     "` closes an entry: `not_by` must name an earlier step of another person."});
    }
    for (const State& state : ledger.states) {
        const bool reached =
            state.name == ledger.start ||
            std::any_of(ledger.steps.begin(), ledger.steps.end(),
                        [&](const Step& step) { return step.to == state.name; }) ||
            std::any_of(ledger.requests.begin(), ledger.requests.end(),
                        [&](const Request& request) { return request.drops_to == state.name; });
        if (!reached && state.kind != StateKind::dropped)
            steps_at->report({"没有环节到达状态“" + state.name + "”。",
                              "No step leads to the state `" + state.name + "`."});
    }
}

// Of `{kind:quarter_list=QD,…}`: a value without its word would show its code in the number.
void require_words(const Cursor& at, const Ledger& ledger) {
    const std::string& pattern = ledger.number.pattern;
    const auto begin = pattern.find("{kind:");
    const auto field = ledger.declaration.find("kind");
    if (begin == std::string::npos) return;
    if (!field || pattern.find('}', begin) == std::string::npos)
        return at.report({"编号中的 {kind:…} 没有写完，或台账没有字段 kind。",
                          "{kind:…} in the number has no end, or the ledger no field kind."});
    const std::string words = "," + pattern.substr(begin + 6, pattern.find('}', begin) - begin - 6);
    for (const auto& code : ledger.declaration.fields[*field].codes)
        if (words.find("," + code.value + "=") == std::string::npos)
            at.report({"编号中没有写“" + code.value + "”用什么表示。",
                       "The number does not say what stands for " + code.value + "."});
}

void read_top(const Cursor& root, Ledger& ledger) {
    const Mapping top(root, ledger_keys);
    if (!top.valid()) return;
    if (const auto at = top.find("version"))
        ledger.version = programme::read_integer(*at, 1).value_or(1);
    if (const auto at = top.find("programmes"))
        for (const Cursor& item : programme::read_list(*at))
            ledger.programmes.push_back(programme::read_code(item).value_or(""));
    if (const auto at = top.require("number")) {
        ledger.number.pattern = programme::read_string(*at, 400).value_or("");
        require_words(*at, ledger);
    }
    if (const auto at = top.require("states")) read_states(*at, ledger);
    if (const auto at = top.require("start")) ledger.start = read_state(*at, ledger);
    if (const auto at = top.require("open")) read_open(*at, ledger);
    if (const auto at = top.require("steps"))
        for (const Cursor& item : programme::read_list(*at))
            ledger.steps.push_back(read_step(item, ledger));
    for (const auto& at = top.find("steps"); const Step& step : ledger.steps)
        for (const std::string& name : step.not_by)
            if (!ledger.find_step(name))
                at->report({"not_by 中的环节“" + name + "”不存在。",
                            "The step `" + name + "` in not_by does not exist."});
    read_rest(top, ledger);
    if (root.problems().empty()) check_flow(top, ledger);
}

}  // namespace

CheckedLedger check_ledger(std::string_view yaml, std::string_view file_name) {
    return check_ledger(yaml, registers::read_declaration(yaml, file_name));
}

CheckedLedger check_ledger(std::string_view yaml, registers::Declaration declaration) {
    Ledger ledger;
    ledger.declaration = std::move(declaration);
    programme::Problems problems;
    if (const auto root = programme::load_yaml(yaml, problems))
        read_top(Cursor(*root, "", problems), ledger);
    if (!problems.empty()) return {std::nullopt, problems.sorted()};
    ledger.sha256 = base::to_hex(base::sha256(yaml));
    return {std::move(ledger), {}};
}

}  // namespace ledger
