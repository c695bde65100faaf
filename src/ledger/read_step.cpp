#include "read_step.hpp"

#include <algorithm>

namespace ledger {
namespace {

using programme::Cursor;
using programme::Mapping;

constexpr std::string_view step_keys[] = {
    "name",    "label",    "from",  "to",       "who",    "own_unit",
    "may_set", "must_set", "rules", "evidence", "not_by", "other_unit",
    "note",    "counts",   "limit", "due",      "stamps", "not_before"};
constexpr std::string_view rule_keys[] = {"must", "otherwise"};
constexpr std::string_view evidence_keys[] = {"least", "why"};
constexpr std::string_view limit_keys[] = {"days", "working_days", "from", "by", "cases"};
constexpr std::string_view case_keys[] = {"value", "days"};
constexpr std::string_view request_keys[] = {"kind",  "who",      "grant", "share",
                                             "times", "days_max", "to"};
constexpr std::pair<std::string_view, Counts> count_kinds[] = {
    {"nothing", Counts::nothing}, {"returned", Counts::returned}, {"reopened", Counts::reopened}};
constexpr std::pair<std::string_view, bool> truths[] = {{"true", true}, {"false", false}};
constexpr std::pair<std::string_view, RequestKind> request_kinds[] = {
    {"extend", RequestKind::extend},
    {"transfer", RequestKind::transfer},
    {"pause", RequestKind::pause},
    {"drop", RequestKind::drop}};

bool truth_of(const Mapping& mapping, std::string_view key) {
    const auto at = mapping.find(key);
    return at && programme::read_choice<bool>(*at, truths).value_or(false);
}

std::vector<Rule> read_rules(const Cursor& at, const registers::Declaration& declaration) {
    std::vector<Rule> rules;
    for (const Cursor& item : programme::read_list(at)) {
        const Mapping mapping(item, rule_keys);
        const auto must = mapping.require("must");
        const auto otherwise = mapping.require("otherwise");
        if (!must || !otherwise) continue;
        auto condition = programme::read_condition(*must, declaration);
        auto text = programme::read_text(*otherwise);
        if (condition && text) rules.push_back({std::move(*condition), std::move(*text)});
    }
    return rules;
}

EvidenceRule read_evidence(const Cursor& at) {
    const Mapping mapping(at, evidence_keys);
    EvidenceRule rule;
    if (const auto least = mapping.find("least"))
        rule.least = static_cast<int>(programme::read_integer(*least, 0).value_or(1));
    if (const auto why = mapping.require("why"))
        rule.why = programme::read_text(*why).value_or(base::Text{});
    return rule;
}

// `by: level, cases: [{value: general, days: 30}, …]`: every value is a code of the field.
void read_cases(const Cursor& by, const Mapping& mapping, const registers::Declaration& declaration,
                Limit& limit) {
    limit.by = read_field(by, declaration);
    const auto index = declaration.find(limit.by);
    const auto list = mapping.require("cases");
    if (!index || !list) return;
    const auto& codes = declaration.fields[*index].codes;
    for (const Cursor& item : programme::read_list(*list)) {
        const Mapping each(item, case_keys);
        const auto value = each.require("value");
        const auto days = each.require("days");
        if (!value || !days) continue;
        const std::string code = programme::read_name(*value).value_or("");
        if (std::none_of(codes.begin(), codes.end(),
                         [&](const auto& known) { return known.value == code; }))
            value->report({"字段“" + limit.by + "”没有代码“" + code + "”。",
                           "The field `" + limit.by + "` has no code `" + code + "`."});
        limit.cases[code] = programme::read_integer(*days, 0).value_or(0);
    }
}

std::vector<std::string> read_dates(const Cursor& at, const registers::Declaration& declaration) {
    auto names = read_fields(at, declaration);
    for (const std::string& name : names) {
        const auto index = declaration.find(name);
        if (index && declaration.fields[*index].type != registers::FieldType::date)
            at.report({"字段“" + name + "”应为日期。", "The field `" + name + "` must be a date."});
    }
    return names;
}

}  // namespace

std::vector<std::string> read_names(const Cursor& at) {
    std::vector<std::string> names;
    for (const Cursor& item : programme::read_list(at))
        if (auto name = programme::read_name(item)) names.push_back(std::move(*name));
    return names;
}

std::string read_field(const Cursor& at, const registers::Declaration& declaration) {
    const auto name = programme::read_name(at);
    if (!name) return {};
    if (!declaration.find(*name))
        at.report({"没有字段“" + *name + "”。", "There is no field `" + *name + "`."});
    return *name;
}

std::vector<std::string> read_fields(const Cursor& at, const registers::Declaration& declaration) {
    std::vector<std::string> names;
    for (const Cursor& item : programme::read_list(at))
        names.push_back(read_field(item, declaration));
    return names;
}

std::string read_state(const Cursor& at, const Ledger& ledger) {
    const auto name = programme::read_name(at);
    if (!name) return {};
    const bool known = std::any_of(ledger.states.begin(), ledger.states.end(),
                                   [&](const State& state) { return state.name == *name; });
    if (!known) at.report({"没有状态“" + *name + "”。", "There is no state `" + *name + "`."});
    return *name;
}

std::optional<Limit> read_limit(const Cursor& at, const registers::Declaration& declaration) {
    const Mapping mapping(at, limit_keys);
    if (!mapping.valid()) return std::nullopt;
    Limit limit;
    const auto days = mapping.find("days");
    const auto working = mapping.find("working_days");
    const auto by = mapping.find("by");
    if (by) {
        read_cases(*by, mapping, declaration, limit);
    } else if (!days == !working) {
        at.report({"应写明 days 或 working_days 之一。",
                   "Either `days` or `working_days` must be given."});
    }
    limit.working = working.has_value();
    if (const auto& number = working ? working : days)
        limit.days = programme::read_integer(*number, 0).value_or(0);
    if (const auto from = mapping.find("from")) limit.from = read_field(*from, declaration);
    return limit;
}

Step read_step(const Cursor& at, const Ledger& ledger) {
    const Mapping mapping(at, step_keys);
    const auto& declaration = ledger.declaration;
    Step step;
    if (const auto n = mapping.require("name")) step.name = programme::read_name(*n).value_or("");
    if (ledger.find_step(step.name))
        at.report({"环节“" + step.name + "”重复。", "The step `" + step.name + "` stands twice."});
    if (const auto n = mapping.require("label"))
        step.label = programme::read_text(*n).value_or(base::Text{});
    if (const auto n = mapping.require("from"))
        for (const Cursor& item : programme::read_list(*n))
            step.from.push_back(read_state(item, ledger));
    if (const auto n = mapping.find("to")) step.to = read_state(*n, ledger);
    if (const auto n = mapping.require("who")) step.who = read_names(*n);
    step.own_unit = truth_of(mapping, "own_unit");
    if (const auto n = mapping.find("may_set")) step.may_set = read_fields(*n, declaration);
    if (const auto n = mapping.find("must_set")) step.must_set = read_fields(*n, declaration);
    if (const auto n = mapping.find("rules")) step.rules = read_rules(*n, declaration);
    if (const auto n = mapping.find("evidence")) step.evidence = read_evidence(*n);
    if (const auto n = mapping.find("not_by")) step.not_by = read_names(*n);
    step.other_unit = truth_of(mapping, "other_unit");
    step.note = truth_of(mapping, "note");
    if (const auto n = mapping.find("counts"))
        step.counts = programme::read_choice<Counts>(*n, count_kinds).value_or(Counts::nothing);
    if (const auto n = mapping.find("limit")) step.limit = read_limit(*n, declaration);
    if (const auto n = mapping.find("due")) step.new_limit = read_limit(*n, declaration);
    if (const auto n = mapping.find("stamps")) step.stamps = read_dates(*n, declaration);
    if (const auto n = mapping.find("not_before")) step.not_before = read_limit(*n, declaration);
    return step;
}

Request read_request(const Cursor& at, const Ledger& ledger) {
    const Mapping mapping(at, request_keys);
    Request request;
    if (const auto n = mapping.require("kind"))
        request.kind =
            programme::read_choice<RequestKind>(*n, request_kinds).value_or(RequestKind::extend);
    if (const auto n = mapping.require("who")) request.who = read_names(*n);
    if (const auto n = mapping.require("grant")) request.grant = read_names(*n);
    if (const auto n = mapping.find("share"))
        request.share = programme::read_measure(*n, programme::Unit::percent);
    if (const auto n = mapping.find("times"))
        request.times = programme::read_integer(*n, 0).value_or(0);
    if (const auto n = mapping.find("days_max"))
        request.days_max = programme::read_integer(*n, 0).value_or(0);
    if (request.kind == RequestKind::drop) {
        if (const auto n = mapping.require("to")) {
            request.drops_to = read_state(*n, ledger);
            if (at.problems().empty() && ledger.state(request.drops_to).kind != StateKind::dropped)
                n->report({"申请撤销后的状态应为 kind: dropped。",
                           "The state after dropping must be of kind `dropped`."});
        }
    }
    return request;
}

}  // namespace ledger
