#include "programme/cursor.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "base/text.hpp"
#include "suggest.hpp"

namespace programme {
namespace {

using base::Text;

constexpr std::size_t max_number_characters = 40;

bool is_name(std::string_view text, char joiner) {
    if (text.empty() || text.size() > max_name_characters) return false;
    if (text.front() < 'a' || text.front() > 'z') return false;
    for (const char c : text)
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == joiner)) return false;
    return true;
}

std::optional<std::string> read_identifier(const Cursor& at, char joiner) {
    auto text = read_string(at);
    if (!text) return std::nullopt;
    if (is_name(*text, joiner)) return text;
    const std::string sign(1, joiner);
    const std::string most = std::to_string(max_name_characters);
    at.report({"「" + *text + "」不能作名称。名称只用小写字母、数字和 " + sign +
                   "，以字母开头，最多 " + most + " 个字符。",
               "`" + *text + "` is no name: use lower-case letters, digits and `" + sign +
                   "`, a letter first, at most " + most + " characters."});
    return std::nullopt;
}

std::optional<base::Rational> read_number(const Cursor& at) {
    const auto text = read_string(at);
    if (!text) return std::nullopt;
    const auto number =
        text->size() <= max_number_characters ? base::parse_rational(*text) : std::nullopt;
    if (!number)
        at.report({"「" + *text + "」不是数字。请写整数、小数或百分数，如 10、0.7、70%。",
                   "`" + *text +
                       "` is no number; write a whole number, a decimal or a percentage "
                       "such as 10, 0.7 or 70%."});
    else if (*number < 0)
        at.report({"「" + *text + "」不能是负数。", "`" + *text + "` must not be negative."});
    else
        return number;
    return std::nullopt;
}

bool has_percent_sign(const Cursor& at) {
    return at.node().text.ends_with('%');
}

Text expected_kind(const Cursor& at, const Text& wanted) {
    switch (at.node().kind) {
        case yaml::Node::Kind::null:
            return {"此处没有填写内容，应为" + wanted.zh + "。",
                    "Nothing is written here; expected " + wanted.en + "."};
        case yaml::Node::Kind::scalar:
            return {"此处应为" + wanted.zh + "，而写的是「" + at.node().text.substr(0, 60) + "」。",
                    "Expected " + wanted.en + ", found `" + at.node().text.substr(0, 60) + "`."};
        case yaml::Node::Kind::sequence:
            return {"此处应为" + wanted.zh + "，而写的是列表。",
                    "Expected " + wanted.en + ", found a list."};
        case yaml::Node::Kind::mapping:
            return {"此处应为" + wanted.zh + "，而写的是键值对。",
                    "Expected " + wanted.en + ", found a mapping."};
    }
    return {};
}

}  // namespace

Mapping::Mapping(Cursor at, std::span<const std::string_view> known) : at_(std::move(at)) {
    const yaml::Node& node = at_.node();
    valid_ = node.kind == yaml::Node::Kind::mapping;
    if (!valid_) {
        at_.report(expected_kind(at_, {"键值对（键: 值）", "a mapping (key: value)"}));
        return;
    }
    std::map<std::string_view, yaml::Position> seen;
    for (const yaml::Key& key : node.keys) {
        const auto [entry, is_new] = seen.emplace(key.text, key.at);
        if (!is_new) report_repeated(key, entry->second);
        if (std::find(known.begin(), known.end(), key.text) == known.end())
            report_unknown(key, known);
    }
}

std::string Mapping::path_of(std::string_view key) const {
    return at_.path().empty() ? std::string(key) : at_.path() + "." + std::string(key);
}

void Mapping::report_unknown(const yaml::Key& key, std::span<const std::string_view> known) const {
    const std::string shown = key.text.substr(0, 60);
    at_.problems().add(key.at, path_of(shown),
                       Text{"不认识键「" + shown + "」。", "The key `" + shown + "` is unknown."} +
                           suggest(key.text, {known.begin(), known.end()}));
}

void Mapping::report_repeated(const yaml::Key& key, yaml::Position first) const {
    const std::string line = std::to_string(first.line);
    at_.problems().add(
        key.at, path_of(key.text),
        {"键「" + key.text + "」重复，第 " + line + " 行已经写过。",
         "The key `" + key.text + "` is repeated; it stands in line " + line + " already."});
}

std::optional<Cursor> Mapping::find(std::string_view key) const {
    if (!valid_) return std::nullopt;
    const yaml::Node& node = at_.node();
    for (std::size_t i = 0; i < node.keys.size(); ++i)
        if (node.keys[i].text == key) return at_.child(node.children[i], path_of(key));
    return std::nullopt;
}

std::optional<Cursor> Mapping::require(std::string_view key) const {
    auto found = find(key);
    if (!found && valid_) {
        const std::string name(key);
        at_.report(
            {"缺少必填的键「" + name + "」。", "The required key `" + name + "` is missing."});
    }
    return found;
}

std::vector<Cursor> read_list(const Cursor& at, bool may_be_empty) {
    if (at.node().kind != yaml::Node::Kind::sequence) {
        at.report(expected_kind(at, {"列表", "a list"}));
        return {};
    }
    const std::vector<yaml::Node>& nodes = at.node().children;
    if (nodes.empty() && !may_be_empty)
        at.report(
            {"列表是空的，至少要有一项。", "The list is empty; it needs at least one entry."});
    if (nodes.size() > max_elements) {
        const std::string most = std::to_string(max_elements);
        at.report({"列表太长，最多 " + most + " 项。",
                   "The list is too long; at most " + most + " entries."});
        return {};
    }
    std::vector<Cursor> elements;
    for (std::size_t i = 0; i < nodes.size(); ++i)
        elements.push_back(at.child(nodes[i], at.path() + "[" + std::to_string(i) + "]"));
    return elements;
}

std::optional<std::string> read_string(const Cursor& at, std::size_t max_characters) {
    const std::string& text = at.node().text;
    if (at.node().kind != yaml::Node::Kind::scalar || text.empty()) {
        at.report(expected_kind(at, {"文字或数字", "a text or number"}));
        return std::nullopt;
    }
    if (base::count_characters(text) > max_characters) {
        const std::string most = std::to_string(max_characters);
        at.report(
            {"文字太长，最多 " + most + " 个字符。", "Too long; at most " + most + " characters."});
        return std::nullopt;
    }
    if (base::has_forbidden_character(text)) {
        at.report({"文字中有控制字符或方向控制符，请删除。",
                   "The text holds a control or direction character; remove it."});
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> read_name(const Cursor& at) {
    return read_identifier(at, '_');
}

std::optional<std::string> read_code(const Cursor& at) {
    return read_identifier(at, '-');
}

std::optional<Text> read_text(const Cursor& at) {
    static constexpr std::string_view keys[] = {"zh", "en"};
    if (at.node().kind != yaml::Node::Kind::mapping) {
        at.report(expected_kind(
            at, {"中英文两种写法 {zh: …, en: …}", "both languages as {zh: …, en: …}"}));
        return std::nullopt;
    }
    const Mapping mapping(at, keys);
    const auto zh_at = mapping.require("zh");
    const auto en_at = mapping.require("en");
    const auto zh = zh_at ? read_string(*zh_at, 1000) : std::nullopt;
    const auto en = en_at ? read_string(*en_at, 1000) : std::nullopt;
    if (!zh || !en) return std::nullopt;
    return Text{*zh, *en};
}

std::optional<std::int64_t> read_integer(const Cursor& at, std::int64_t least) {
    const auto text = read_string(at);
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, value);
    if (error == std::errc{} && stopped == end && value >= least) return value;
    const std::string minimum = std::to_string(least);
    at.report({"「" + *text + "」应为不小于 " + minimum + " 的整数。",
               "`" + *text + "` must be a whole number of at least " + minimum + "."});
    return std::nullopt;
}

std::optional<base::Date> read_date(const Cursor& at) {
    const auto text = read_string(at);
    if (!text) return std::nullopt;
    const auto date = base::parse_date(*text);
    if (!date)
        at.report({"「" + *text + "」不是存在的日期，请写作 2019-01-24。",
                   "`" + *text + "` is no date that exists; write it as 2019-01-24."});
    return date;
}

std::optional<base::Rational> read_points(const Cursor& at) {
    const auto number = read_number(at);
    if (!number || !has_percent_sign(at)) return number;
    at.report({"此处是分数，不写百分号。", "These are points; write no percent sign."});
    return std::nullopt;
}

std::optional<base::Rational> read_measure(const Cursor& at, Unit unit) {
    const auto number = read_number(at);
    if (!number) return std::nullopt;
    const std::string& text = at.node().text;
    if (unit == Unit::percent && *number > 1 && !has_percent_sign(at)) {
        const std::string meant = base::format_exact(base::Rational(*number * 100)) + "%";
        at.report(
            {"指标的单位是百分数，「" + text + "」即 " + meant + "。是否应写作 " + text + "%？",
             "The indicator is a percentage, so `" + text + "` means " + meant + ". Did you mean " +
                 text + "%?"});
        return std::nullopt;
    }
    if (unit == Unit::count && has_percent_sign(at)) {
        at.report({"指标的单位是数量，不能写百分号。",
                   "The indicator is a count; write no percent sign."});
        return std::nullopt;
    }
    return number;
}

void report_choice(const Cursor& at, const std::string& text,
                   const std::vector<std::string>& choices) {
    at.report(Text{"「" + text + "」不是可用的值，可用的有：" + base::join(choices, "、") + "。",
                   "`" + text + "` is not among the values " + base::join(choices, ", ") + "."});
}

}  // namespace programme
