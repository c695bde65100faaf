#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.hpp"
#include "base/rational.hpp"
#include "programme/expression.hpp"
#include "programme/problems.hpp"

namespace programme {

/// A value in the file with its path. The node and the problems outlive it.
class Cursor {
public:
    Cursor(const yaml::Node& node, std::string path, Problems& problems)
        : node_(&node), path_(std::move(path)), problems_(&problems) {}

    [[nodiscard]] const yaml::Node& node() const { return *node_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Problems& problems() const { return *problems_; }
    void report(base::Text message) const { problems_->add(node_->at, path_, std::move(message)); }
    [[nodiscard]] Cursor child(const yaml::Node& node, std::string path) const {
        return {node, std::move(path), *problems_};
    }

private:
    const yaml::Node* node_;
    std::string path_;
    Problems* problems_;
};

/// A mapping whose keys are among `known`; reports anything else on construction.
class Mapping {
public:
    Mapping(Cursor at, std::span<const std::string_view> known);
    /// False when the value was no mapping at all.
    [[nodiscard]] bool valid() const { return valid_; }
    [[nodiscard]] const Cursor& at() const { return at_; }
    [[nodiscard]] std::optional<Cursor> find(std::string_view key) const;
    /// As `find`, reporting when the key is missing.
    [[nodiscard]] std::optional<Cursor> require(std::string_view key) const;

private:
    [[nodiscard]] std::string path_of(std::string_view key) const;
    void report_unknown(const yaml::Key& key, std::span<const std::string_view> known) const;
    void report_repeated(const yaml::Key& key, yaml::Position first) const;

    Cursor at_;
    bool valid_ = false;
};

/// The readers below report what is wrong and return empty.

constexpr std::size_t max_elements = 500;
constexpr std::size_t max_name_characters = 40;

std::vector<Cursor> read_list(const Cursor& at, bool may_be_empty = false);
std::optional<std::string> read_string(const Cursor& at, std::size_t max_characters = 500);
/// Lower-case letters, digits and `_`, a letter first, at most 40.
std::optional<std::string> read_name(const Cursor& at);
/// As read_name, with `-` instead of `_`.
std::optional<std::string> read_code(const Cursor& at);
std::optional<base::Text> read_text(const Cursor& at);
std::optional<std::int64_t> read_integer(const Cursor& at, std::int64_t least);
std::optional<base::Date> read_date(const Cursor& at);
/// A number that is no percentage, such as a weight. Not negative.
std::optional<base::Rational> read_points(const Cursor& at);
/// A target, threshold or step in the unit of an indicator. Not negative. A percentage is written
/// with its sign or as a fraction of 1; a count without a sign.
std::optional<base::Rational> read_measure(const Cursor& at, Unit unit);

/// A condition over the fields of a register.
std::optional<Expression> read_condition(const Cursor& at, const registers::Declaration& fields);
/// A number over the fields of a register, such as `50 * tasks_done`.
std::optional<Amount> read_amount(const Cursor& at, const registers::Declaration& fields);

void report_choice(const Cursor& at, const std::string& text,
                   const std::vector<std::string>& choices);

template <class Value>
std::optional<Value> read_choice(const Cursor& at,
                                 std::span<const std::pair<std::string_view, Value>> choices) {
    const auto text = read_string(at);
    if (!text) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& [name, value] : choices) {
        if (name == *text) return value;
        names.emplace_back(name);
    }
    report_choice(at, *text, names);
    return std::nullopt;
}

}  // namespace programme
