#include <algorithm>
#include <functional>

#include "across/finding.hpp"
#include "base/text.hpp"
#include "rule_list.hpp"

namespace across {
namespace {

using programme::Cursor;
using programme::Mapping;
using registers::Declaration;
using registers::Field;
using registers::FieldType;

constexpr std::string_view finding_keys[] = {"name",   "label",     "when", "opens",
                                             "values", "number_in", "moves"};
constexpr const char* link_field = "found_in";
constexpr std::size_t day_characters = 10;

/// Calls `name_at` for each `{name}` of a text and keeps what stands between them.
std::string filled(const std::string& text,
                   const std::function<std::string(const std::string&)>& name_at) {
    std::string result;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = text.find('{', at);
        const std::size_t close = open == std::string::npos ? open : text.find('}', open);
        if (close == std::string::npos) return result + text.substr(at);
        result += text.substr(at, open - at);
        result += name_at(text.substr(open + 1, close - open - 1));
        at = close + 1;
    }
}

/// The field's name when the text is nothing but it.
std::string only_name(const std::string& text) {
    const bool is_one =
        text.size() > 2 && text.starts_with('{') && text.find('}') + 1 == text.size();
    return is_one ? text.substr(1, text.size() - 2) : std::string{};
}

const Field* field_of(const Cursor& at, const Declaration& declaration, const std::string& name) {
    const auto index = declaration.find(name);
    if (index) return &declaration.fields[*index];
    at.report({"“" + declaration.label.zh + "”没有字段“" + name + "”。",
               declaration.name + " has no field `" + name + "`."});
    return nullptr;
}

void check_value(const Cursor& at, const std::string& text, const Declaration& own,
                 const Field& target) {
    const bool alone = !only_name(text).empty();
    (void)filled(text, [&](const std::string& name) -> std::string {
        const Field* from = field_of(at, own, name);
        if (from && registers::is_personal(*from) && (!alone || !registers::is_personal(target)))
            at.report(
                {"个人信息“" + name + "”只能整个写入个人信息字段。",
                 "The personal field `" + name + "` may only go whole into a personal field."});
        return {};
    });
}

void read_values(const Cursor& at, const Declaration& own, const Declaration& opened,
                 FindingRule& rule) {
    const auto& node = at.node();
    if (node.kind != yaml::Node::Kind::mapping) {
        at.report({"values 应为“字段: 内容”。", "`values` must be a mapping of fields to texts."});
        return;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& name = node.keys[i].text;
        const Cursor child = at.child(node.children[i], at.path() + "." + name);
        const Field* target = field_of(child, opened, name);
        const auto text = programme::read_string(child);
        if (!target || !text) continue;
        check_value(child, *text, own, *target);
        rule.values.emplace_back(name, *text);
    }
}

// The place of an entry is that of the row, and a date at the worst the day of the command; all
// else that it must have is to be given here.
void check_required(const Cursor& at, const Declaration& opened, const FindingRule& rule) {
    const std::size_t standard = registers::entry_fields({}, {}).size();
    for (std::size_t i = standard; i < opened.fields.size(); ++i) {
        const auto& field = opened.fields[i];
        const bool given = std::ranges::any_of(
            rule.values, [&](const auto& value) { return value.first == field.name; });
        if (field.required && field.type != FieldType::date && !given)
            at.report({"“" + opened.label.zh + "”必填字段“" + field.name + "”没有写明。",
                       "`" + field.name + "`, which " + opened.name + " requires, is not given."});
    }
}

const Declaration* opened_ledger(const Cursor& at, const std::string& name,
                                 const std::vector<Declaration>& all) {
    const auto it = std::ranges::find(all, name, [](const auto& each) { return each.name; });
    if (it != all.end() && it->is_ledger && it->find(link_field)) return &*it;
    at.report({"没有带字段 found_in 的台账“" + name + "”。",
               "There is no ledger `" + name + "` with the field found_in."});
    return nullptr;
}

std::string read_own_text(const Mapping& mapping, const char* key, const Declaration& own,
                          bool personal) {
    const auto at = mapping.find(key);
    if (!at) return {};
    std::string name = programme::read_name(*at).value_or("");
    const Field* field = field_of(*at, own, name);
    if (!own.is_ledger)
        at->report({"只有台账的事项会被改写。", "Only entries of a ledger are written to."});
    if (field && (field->type != FieldType::text || registers::is_personal(*field) != personal))
        at->report({"字段“" + name + "”类型不符。", "The field `" + name + "` does not fit here."});
    return name;
}

FindingRule read_finding(const Cursor& at, const Declaration& own,
                         const std::vector<Declaration>& all) {
    const Mapping mapping(at, finding_keys);
    FindingRule rule;
    rule.register_name = own.name;
    if (!mapping.valid()) return rule;
    if (const auto n = mapping.require("name")) rule.name = programme::read_name(*n).value_or("");
    if (const auto n = mapping.require("label"))
        rule.label = programme::read_text(*n).value_or(base::Text{});
    if (const auto n = mapping.require("when"))
        if (auto when = programme::read_condition(*n, own)) rule.when = std::move(*when);
    rule.number_in = read_own_text(mapping, "number_in", own, false);
    rule.moves = read_own_text(mapping, "moves", own, true);
    const auto opens = mapping.require("opens");
    if (!opens) return rule;
    rule.opens = programme::read_name(*opens).value_or("");
    const Declaration* opened = opened_ledger(*opens, rule.opens, all);
    if (!opened) return rule;
    if (const auto n = mapping.require("values")) read_values(*n, own, *opened, rule);
    check_required(mapping.at(), *opened, rule);
    return rule;
}

std::string cut(std::string text, const Field& target) {
    if (target.type == FieldType::date) return text.substr(0, day_characters);
    if (target.type != FieldType::text) return text;
    while (base::count_characters(text) > target.max_characters) {
        while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();
        text.pop_back();
    }
    return text;
}

std::string shown(const Declaration& own, const registers::Row& row, const std::string& name) {
    const std::size_t index = own.find(name).value();
    return registers::display_value(own.fields[index], row.values[index], true);
}

}  // namespace

CheckedFindings check_findings(std::string_view yaml, const Declaration& own,
                               const std::vector<Declaration>& all) {
    return read_each<CheckedFindings>(
        yaml, "findings", [&](const Cursor& item) { return read_finding(item, own, all); });
}

std::vector<std::pair<std::string, std::string>> values_found(const FindingRule& rule,
                                                              const Declaration& own,
                                                              const Declaration& opened,
                                                              const registers::Row& row) {
    std::vector<std::pair<std::string, std::string>> result;
    for (const auto& [name, text] : rule.values) {
        const std::string alone = only_name(text);
        std::string value;
        if (alone.empty()) {
            value = filled(text, [&](const std::string& field) { return shown(own, row, field); });
        } else {
            const std::size_t index = own.find(alone).value();
            value = registers::canonical_text(own.fields[index], row.values[index]);
        }
        value = cut(std::move(value), opened.fields[opened.find(name).value()]);
        if (!value.empty()) result.emplace_back(name, std::move(value));
    }
    return result;
}

}  // namespace across
