#include "values.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/rational.hpp"
#include "base/text.hpp"
#include "documents/chinese.hpp"

namespace documents {
namespace {

using base::Rational;
using nlohmann::json;

constexpr std::size_t names_shown_max = 12;
constexpr int decimals_max = 6;
constexpr int number_decimals_max = 12;

[[noreturn]] void refuse(std::string zh, std::string en) {
    throw FieldProblem{{std::move(zh), std::move(en)}};
}

std::optional<Rational> exact(const json& value) {
    if (value.is_number_integer()) return base::make_rational(value.get<std::int64_t>());
    if (!value.is_string()) return std::nullopt;
    const auto text = value.get<std::string>();
    const auto slash = text.find('/');
    const auto top = base::parse_rational(text.substr(0, slash));
    if (!top || slash == std::string::npos) return top;
    const auto bottom = base::parse_rational(text.substr(slash + 1));
    if (!bottom || *bottom == 0) return std::nullopt;
    return Rational(*top / *bottom);
}

bool is_figure(const json& value) {
    return value.is_object() && value.contains("value");
}

std::string unit_of(const json& figure) {
    return figure.value("unit", "count");
}

std::string without_zeros(std::string decimal) {
    if (decimal.find('.') == std::string::npos) return decimal;
    while (decimal.ends_with('0')) decimal.pop_back();
    if (decimal.ends_with('.')) decimal.pop_back();
    return decimal;
}

std::string in_unit(const Rational& value, const std::string& unit) {
    if (unit == "percent") return base::format_fixed(value * 100, 2) + "%";
    if (unit == "points") return base::format_fixed(value, 2);
    return without_zeros(base::format_fixed(value, 2));
}

std::optional<Rational> number_of(const json& value) {
    return exact(is_figure(value) ? value.at("value") : value);
}

// Both values as they are compared, in percentage points where they are shares.
struct Change {
    Rational by;    // signed
    Rational from;  // the earlier one
    bool is_share = false;
    std::string unit;
};

std::optional<Change> change_of(const json& figure, std::string_view against) {
    if (!is_figure(figure))
        refuse("只有指标才有环比、同比", "only an indicator has a change over time");
    const auto now = exact(figure.at("value"));
    const auto before = exact(figure.value(std::string(against), json(nullptr)));
    if (!now || !before) return std::nullopt;
    Change change{*now - *before, *before, unit_of(figure) == "percent", unit_of(figure)};
    if (change.is_share) change.by *= 100;
    return change;
}

std::string amount(const Change& change) {
    const Rational size = abs(change.by);
    const std::string text = base::format_fixed(size, 2);
    if (size != 0 && base::parse_rational(text) == Rational(0)) return "不足0.01";
    return change.unit == "count" ? without_zeros(text) : text;
}

json as_change(const json& value, const std::string&, const char* against) {
    return change_in_words(value, against);
}

json as_month_change(const json& value, const std::string& argument) {
    return as_change(value, argument, "previous");
}

json as_year_change(const json& value, const std::string& argument) {
    return as_change(value, argument, "year_ago");
}

json as_arrow(const json& value, const std::string&) {
    const auto change = change_of(value, "previous");
    if (!change || change->by == 0) return "—";
    return (change->by > 0 ? "↑" : "↓") + amount(*change);
}

json as_date(const json& value, const std::string&) {
    if (value.is_null()) return value;
    const auto text = chinese_date(printed(value));
    if (!text) refuse("“" + printed(value) + "”不是日期", "\"" + printed(value) + "\" is no date");
    return *text;
}

json as_numeral_date(const json& value, const std::string&) {
    if (value.is_null()) return value;
    const auto text = chinese_numeral_date(printed(value));
    if (!text) refuse("“" + printed(value) + "”不是日期", "\"" + printed(value) + "\" is no date");
    return *text;
}

std::int64_t whole_number(const json& value) {
    const auto number = number_of(value);
    if (!number || number->get_den() != 1 || !number->get_num().fits_slong_p())
        refuse("“" + printed(value) + "”不是整数", "\"" + printed(value) + "\" is no whole number");
    return number->get_num().get_si();
}

json as_chinese(const json& value, const std::string&) {
    return chinese_number(whole_number(value));
}

json as_financial(const json& value, const std::string&) {
    return chinese_financial_number(whole_number(value));
}

json with_places(const json& value, const std::string& argument) {
    int places = -1;
    std::from_chars(argument.data(), argument.data() + argument.size(), places);
    if (places < 0 || places > decimals_max)
        refuse("保留位数应为0至6", "the number of decimals must be 0 to 6");
    const auto number = number_of(value);
    if (!number) return value;
    const bool is_share = is_figure(value) && unit_of(value) == "percent";
    const Rational shown = is_share ? Rational(*number * 100) : *number;
    return base::format_fixed(shown, places) + (is_share ? "%" : "");
}

// For a cell of a workbook: a number, whatever the figure's unit.
json as_number(const json& value, const std::string& argument) {
    int places = decimals_max;
    if (!argument.empty())
        std::from_chars(argument.data(), argument.data() + argument.size(), places);
    if (places < 0 || places > number_decimals_max)
        refuse("数值位数应为0至12", "the number of decimals must be 0 to 12");
    const auto number = number_of(value);
    if (!number) return printed(value);
    return {{"number", without_zeros(base::format_fixed(*number, places))}};
}

json as_count(const json& value, const std::string&) {
    if (!value.is_array()) refuse("不是列表", "it is no list");
    return static_cast<std::int64_t>(value.size());
}

json joined(const json& value, const std::string& separator) {
    if (!value.is_array()) refuse("不是列表", "it is no list");
    std::vector<std::string> parts;
    for (const json& item : value) parts.push_back(printed(item));
    return base::join(parts, separator.empty() ? "、" : separator);
}

bool is_nothing(const json& value) {
    if (value.is_null() || (value.is_string() && value.get<std::string>().empty())) return true;
    if (value.is_array()) return value.empty();
    return is_figure(value) && value.at("value").is_null();
}

json or_default(const json& value, const std::string& other) {
    return is_nothing(value) ? json(other) : value;
}

struct Filter {
    const char* zh;
    const char* en;
    json (*apply)(const json& value, const std::string& argument);
};

constexpr Filter filters[] = {{"环比", "mom", as_month_change},
                              {"同比", "yoy", as_year_change},
                              {"升降", "arrow", as_arrow},
                              {"日期", "date", as_date},
                              {"中文日期", "numeral_date", as_numeral_date},
                              {"中文", "chinese", as_chinese},
                              {"大写", "financial", as_financial},
                              {"保留", "places", with_places},
                              {"数值", "number", as_number},
                              {"条数", "count", as_count},
                              {"列举", "join", joined},
                              {"缺省", "default", or_default}};

json filtered(const json& value, std::string_view text) {
    const auto colon = text.find(':');
    const auto wide = text.find("：");
    const auto at = std::min(colon, wide);
    const std::string name = trimmed(text.substr(0, at));
    const std::string argument =
        at == std::string_view::npos ? "" : trimmed(text.substr(at + (at == colon ? 1 : 3)));
    for (const Filter& filter : filters)
        if (name == filter.zh || name == filter.en) return filter.apply(value, argument);
    refuse("不认识的格式“" + name + "”", "the filter \"" + name + "\" is unknown");
}

struct Comparison {
    std::string_view left, right;
    std::string_view sign;
};

std::optional<Comparison> comparison_of(std::string_view condition) {
    for (const std::string_view sign : {"!=", "<=", ">=", "≠", "≤", "≥", "=", "<", ">"})
        if (const auto at = condition.find(sign); at != std::string_view::npos)
            return Comparison{condition.substr(0, at), condition.substr(at + sign.size()), sign};
    return std::nullopt;
}

std::string without_quotes(std::string text) {
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"'", "'"},
                                      {"\"", "\""},
                                      {"“", "”"},
                                      {"‘", "’"}})
        if (text.size() >= open.size() + close.size() && text.starts_with(open) &&
            text.ends_with(close))
            return text.substr(open.size(), text.size() - open.size() - close.size());
    return text;
}

bool compares(const Comparison& comparison, const Scope& scope) {
    const json left = evaluate(comparison.left, scope);
    const std::string right = without_quotes(trimmed(comparison.right));
    const auto a = number_of(left), b = base::parse_rational(right);
    const bool are_numbers = a && b;
    const std::string text = printed(left);
    const int order = are_numbers ? cmp(*a, *b) : text.compare(right);
    const std::string_view sign = comparison.sign;
    if (sign == "=") return order == 0;
    if (sign == "!=" || sign == "≠") return order != 0;
    if (!are_numbers) return false;
    if (sign == "<") return order < 0;
    if (sign == ">") return order > 0;
    return sign == "<=" || sign == "≤" ? order <= 0 : order >= 0;
}

bool is_true(const json& value) {
    if (is_nothing(value)) return false;
    if (value.is_boolean()) return value.get<bool>();
    if (value.is_array()) return !value.empty();
    const auto number = number_of(value);
    return !number || *number != 0;
}

}  // namespace

std::string trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
    for (;;) {
        if (!text.empty() && is_space(text.front())) {
            text.remove_prefix(1);
        } else if (!text.empty() && is_space(text.back())) {
            text.remove_suffix(1);
        } else if (text.starts_with("　")) {
            text.remove_prefix(3);
        } else if (text.ends_with("　")) {
            text.remove_suffix(3);
        } else {
            return std::string(text);
        }
    }
}

const json* Scope::begin_of(std::string_view name) const {
    const std::string key(name);
    for (auto item = items_.rbegin(); item != items_.rend(); ++item)
        if (item->value->is_object() && item->value->contains(key)) return &item->value->at(key);
    return all_.contains(key) ? &all_.at(key) : nullptr;
}

std::string Scope::known_names() const {
    std::vector<std::string> names;
    const json& nearest =
        items_.empty() || !items_.back().value->is_object() ? all_ : *items_.back().value;
    for (const auto& [name, value] : nearest.items())
        if (names.size() < names_shown_max) names.push_back(name);
    return base::join(names, ", ");
}

json Scope::find(std::string_view path) const {
    const auto parts = base::split(path, '.');
    const bool is_inside = !items_.empty();
    if (is_inside && (path == "index" || path == "序号"))
        return static_cast<std::int64_t>(items_.back().index + 1);
    if (is_inside && (path == "last" || path == "末项"))
        return items_.back().index + 1 == items_.back().size;
    const bool is_this = is_inside && (parts[0] == "this" || parts[0] == "本项");
    const json* value = is_this ? items_.back().value : begin_of(parts[0]);
    for (std::size_t i = 1; i < parts.size() && value != nullptr; ++i)
        value = value->is_object() && value->contains(parts[i]) ? &value->at(parts[i]) : nullptr;
    if (value == nullptr)
        refuse("没有数据项“" + std::string(path) + "”，可用的有：" + known_names(),
               "there is no figure \"" + std::string(path) + "\"; there are: " + known_names());
    return *value;
}

json evaluate(std::string_view expression, const Scope& scope) {
    std::string text(expression);
    for (std::size_t at = 0; (at = text.find("｜", at)) != std::string::npos;)
        text.replace(at, 3, "|");
    const auto parts = base::split(text, '|');
    json value = scope.find(trimmed(parts[0]));
    for (std::size_t i = 1; i < parts.size(); ++i) value = filtered(value, parts[i]);
    return value;
}

std::string printed(const json& value) {
    if (value.is_null()) return "—";
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "是" : "否";
    if (is_figure(value)) {
        const auto number = exact(value.at("value"));
        return number ? in_unit(*number, unit_of(value)) : "不适用";
    }
    if (value.is_object() && value.contains("number")) return value.at("number").get<std::string>();
    if (value.is_array() || value.is_object())
        refuse("它是列表或分组，不能直接填写",
               "it is a list or group and cannot be printed as it is");
    return value.dump();
}

bool holds(std::string_view condition, const Scope& scope) {
    std::string text = trimmed(condition);
    for (const std::string_view no : {"not ", "非 ", "不是 "})
        if (text.starts_with(no)) return !holds(std::string_view(text).substr(no.size()), scope);
    if (const auto comparison = comparison_of(text)) return compares(*comparison, scope);
    return is_true(evaluate(text, scope));
}

std::string change_in_words(const json& figure, std::string_view against) {
    const bool is_year = against == "year_ago";
    const auto change = change_of(figure, against);
    if (!change) return is_year ? "上年同期无可比数据" : "上期无可比数据";
    if (change->by == 0) return is_year ? "与上年同期持平" : "与上期持平";
    const bool rises = change->by > 0;
    const std::string head = is_year ? "较上年同期" : "较上期";
    if (change->is_share) return head + (rises ? "上升" : "下降") + amount(*change) + "个百分点";
    if (change->unit == "points") return head + (rises ? "上升" : "下降") + amount(*change) + "分";
    std::string text = head + (rises ? "增加" : "减少") + amount(*change);
    if (change->from > 0)
        text += "（" + base::format_fixed(abs(change->by) / change->from * 100, 2) + "%）";
    return text;
}

}  // namespace documents
