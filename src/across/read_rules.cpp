#include <algorithm>

#include "across/rule.hpp"
#include "rule_list.hpp"

namespace across {
namespace {

using programme::Cursor;
using programme::Mapping;
using registers::Declaration;
using registers::Field;
using registers::FieldType;

constexpr std::string_view rule_keys[] = {
    "name", "of",   "same", "within", "when",  "where", "sum",     "must",     "otherwise",
    "at",   "warn", "form", "fills",  "value", "over",  "without", "programme"};
constexpr std::string_view form_keys[] = {"field", "is", "not"};
constexpr std::size_t pattern_characters_max = 200;
constexpr std::string_view same_keys[] = {"theirs", "mine"};
constexpr std::pair<std::string_view, bool> truths[] = {{"true", true}, {"false", false}};

bool is_number(FieldType type) {
    return type == FieldType::integer || type == FieldType::decimal;
}

Field field_named(std::string name, FieldType type, int decimals = 0) {
    Field field;
    field.label = {name, name};
    field.name = std::move(name);
    field.type = type;
    field.decimals = decimals;
    return field;
}

const Declaration* find_register(const std::vector<Declaration>& all, std::string_view name) {
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    return it == all.end() ? nullptr : &*it;
}

const Field* comparable_field(const Cursor& at, const std::string& name,
                              const Declaration& declaration) {
    const auto index = declaration.find(name);
    if (!index) {
        at.report({"“" + declaration.label.zh + "”没有字段“" + name + "”。",
                   declaration.name + " has no field `" + name + "`."});
        return nullptr;
    }
    return &declaration.fields[*index];
}

void add_pair(const Cursor& at, const std::string& theirs, const std::string& mine,
              const Declaration& own, const Declaration& other, Rule& rule) {
    const Field* a = comparable_field(at, theirs, other);
    const Field* b = comparable_field(at, mine, own);
    if (!a || !b) return;
    if (is_number(a->type) != is_number(b->type) || a->decimals != b->decimals ||
        registers::is_personal(*a) != registers::is_personal(*b))
        at.report({"字段“" + theirs + "”与“" + mine + "”类型不同，不能对应。",
                   "`" + theirs + "` and `" + mine + "` are of different types."});
    rule.same.emplace_back(theirs, mine);
}

// `same: [region, {theirs: number, mine: parent}]`
void read_same(const Cursor& at, const Declaration& own, const Declaration& other, Rule& rule) {
    for (const Cursor& item : programme::read_list(at)) {
        if (item.node().kind == yaml::Node::Kind::scalar) {
            const std::string name = programme::read_name(item).value_or("");
            if (!name.empty()) add_pair(item, name, name, own, other, rule);
            continue;
        }
        const Mapping mapping(item, same_keys);
        const auto theirs = mapping.require("theirs");
        const auto mine = mapping.require("mine");
        if (theirs && mine)
            add_pair(item, programme::read_name(*theirs).value_or(""),
                     programme::read_name(*mine).value_or(""), own, other, rule);
    }
}

void read_sum(const Cursor& at, const Declaration& other, Rule& rule) {
    rule.sum = programme::read_name(at).value_or("");
    const auto index = other.find(rule.sum);
    if (!index || !is_number(other.fields[*index].type))
        at.report({"sum 应为“" + other.label.zh + "”的数字字段。",
                   "`sum` must be a number field of " + other.name + "."});
}

Form read_form(const Cursor& at, const Declaration& own) {
    const Mapping mapping(at, form_keys);
    Form form;
    if (const auto n = mapping.require("field"))
        if (comparable_field(*n, programme::read_name(*n).value_or(""), own))
            form.field = programme::read_name(*n).value_or("");
    const auto index = own.find(form.field);
    if (index && own.fields[*index].type != FieldType::text)
        at.report({"form 应指明文字字段。", "`form` must name a text field."});
    const auto whole = mapping.find("is");
    const auto never = mapping.find("not");
    if (!whole == !never) {
        at.report({"应写明 is 或 not 之一。", "Either `is` or `not` must be given."});
        return form;
    }
    form.forbidden = never.has_value();
    const auto text = programme::read_string(never ? *never : *whole, pattern_characters_max);
    try {
        form.pattern.assign(text.value_or(""), std::regex::extended | std::regex::optimize);
    } catch (const std::regex_error&) {
        at.report({"不是正确的正则表达式。", "This is not a valid regular expression."});
    }
    return form;
}

void make_declarations(const Cursor& at, const Declaration& own, const Declaration* other,
                       Rule& rule) {
    rule.result = own;
    int decimals = 0;
    if (other) {
        rule.pair = *other;
        for (Field field : own.fields) {
            field.name = "own_" + field.name;
            rule.pair.fields.push_back(std::move(field));
        }
        rule.pair.fields.push_back(field_named("today", FieldType::date));
        if (const auto index = other->find(rule.sum)) decimals = other->fields[*index].decimals;
    }
    for (const char* taken : {"count", "sum", "today"})
        if (own.find(taken))
            at.report({std::string("字段名“") + taken + "”与规则中的量重名，请改名。",
                       std::string("The field `") + taken + "` has the name of what rules count."});
    rule.result.fields.push_back(field_named("count", FieldType::integer));
    rule.result.fields.push_back(field_named("sum", FieldType::decimal, decimals));
    rule.result.fields.push_back(field_named("today", FieldType::date));
}

void read_set(const Mapping& mapping, const Declaration& own, const std::vector<Declaration>& all,
              Rule& rule) {
    const Declaration* other = nullptr;
    if (const auto at = mapping.find("of")) {
        rule.of = programme::read_name(*at).value_or("");
        other = rule.of == own.name ? &own : find_register(all, rule.of);
        if (!other)
            at->report({"没有底册“" + rule.of + "”。", "There is no register `" + rule.of + "`."});
    } else if (mapping.find("same") || mapping.find("within")) {
        rule.of = own.name;
        other = &own;
    }
    if (other) {
        if (const auto at = mapping.find("same")) read_same(*at, own, *other, rule);
        if (const auto at = mapping.find("sum")) read_sum(*at, *other, rule);
    }
    if (const auto at = mapping.find("within"))
        rule.within = programme::read_choice<bool>(*at, truths).value_or(false);
    if (other && !mapping.find("same") && !rule.within)
        mapping.at().report({"应写明 same 或 within，说明与哪些行对应。",
                             "`same` or `within` must say which rows are meant."});
    make_declarations(mapping.at(), own, other, rule);
    if (const auto at = mapping.find("where")) {
        if (other) {
            rule.where = programme::read_condition(*at, rule.pair);
        } else {
            at->report({"where 须与 of 或 same 同写。", "`where` goes with `of` or `same`."});
        }
    }
}

// `fills: task_points, value: "50 * tasks_done", over: tasks, without: "50"`, of a code field
// `value: eligible`; where rows are counted, nothing but the field.
Fill read_fill(const Cursor& at, const Mapping& mapping, const Declaration& own, const Rule& rule) {
    Fill fill{programme::read_name(at).value_or(""), {}, {}, {}, {}};
    const Field* field = comparable_field(at, fill.field, own);
    const auto value = mapping.find("value"), over = mapping.find("over"),
               without = mapping.find("without");
    if (rule.of.empty() != value.has_value() || over.has_value() != without.has_value() ||
        (over && !value))
        at.report({"fills 数别的行时不写 value，否则要写；over 与 without 同写。",
                   "`fills` goes with `value` unless rows are counted, `over` with `without`."});
    if (field && field->type == FieldType::code && value) {
        fill.code = programme::read_name(*value).value_or("");
        if (std::ranges::find(field->codes, fill.code, &registers::Code::value) ==
            field->codes.end())
            value->report({"“" + field->label.zh + "”没有代码“" + fill.code + "”。",
                           "`" + field->name + "` has no code `" + fill.code + "`."});
        return fill;
    }
    if (field && !is_number(field->type))
        at.report({"fills 应为数字字段；写明代码的可为代码字段。",
                   "`fills` must be a number, or a code field with its code."});
    const auto summed = rule.pair.find(rule.sum);
    if (field && !rule.of.empty() &&
        field->decimals != (summed ? rule.pair.fields[*summed].decimals : 0))
        at.report({"“" + field->label.zh + "”的小数位数与所数的不同。",
                   "`" + field->name + "` has other decimals than what is counted."});
    if (value) fill.value = programme::read_amount(*value, rule.result);
    if (without) fill.without = programme::read_amount(*without, rule.result);
    if (over) {
        fill.over = programme::read_name(*over).value_or("");
        if (const Field* by = comparable_field(*over, fill.over, own);
            by && by->type != FieldType::integer)
            over->report({"over 应为整数字段。", "`over` must be a field of whole numbers."});
    }
    return fill;
}

Rule read_rule(const Cursor& at, const Declaration& own, const std::vector<Declaration>& all) {
    const Mapping mapping(at, rule_keys);
    Rule rule;
    rule.register_name = own.name;
    if (!mapping.valid()) return rule;
    if (const auto n = mapping.require("name")) rule.name = programme::read_name(*n).value_or("");
    read_set(mapping, own, all, rule);
    if (const auto n = mapping.find("when")) rule.when = programme::read_condition(*n, rule.result);
    if (const auto n = mapping.find("form")) rule.form = read_form(*n, own);
    if (const auto n = mapping.find("fills")) rule.fill = read_fill(*n, mapping, own, rule);
    if (const auto n = rule.form || rule.fill ? mapping.find("must") : mapping.require("must"))
        rule.must = programme::read_condition(*n, rule.result);
    if (const auto n = mapping.find("programme"))
        rule.programme = programme::read_code(*n).value_or("");
    if (const auto n = rule.fill ? mapping.find("otherwise") : mapping.require("otherwise"))
        rule.otherwise = programme::read_text(*n).value_or(base::Text{});
    if (const auto n = mapping.find("at"))
        for (const Cursor& item : programme::read_list(*n))
            rule.at.push_back(programme::read_name(item).value_or(""));
    if (const auto n = mapping.find("warn"))
        rule.warns = programme::read_choice<bool>(*n, truths).value_or(false);
    return rule;
}

}  // namespace

CheckedRules check_rules(std::string_view yaml, const Declaration& own,
                         const std::vector<Declaration>& all) {
    return read_each<CheckedRules>(yaml, "across",
                                   [&](const Cursor& item) { return read_rule(item, own, all); });
}

}  // namespace across
