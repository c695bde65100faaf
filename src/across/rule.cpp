#include "across/rule.hpp"

#include <algorithm>

#include "registers/region.hpp"

namespace across {
namespace {

using programme::Expression;
using registers::Declaration;
using registers::Row;
using registers::Value;

constexpr std::size_t shown_rows_max = 8;

bool names_own_field(const Expression& expression) {
    if (expression.op == Expression::Op::field && expression.text.starts_with("own_")) return true;
    return std::any_of(expression.operands.begin(), expression.operands.end(), names_own_field);
}

const std::string* text_of(const Declaration& declaration, const Row& row, std::string_view field) {
    return std::get_if<std::string>(&row.values[declaration.find(field).value()]);
}

bool has_form(const Form& form, const Declaration& declaration, const Row& row) {
    const std::string* text = text_of(declaration, row, form.field);
    if (!text) return true;
    return form.forbidden ? !std::regex_search(*text, form.pattern)
                          : std::regex_match(*text, form.pattern);
}

// Sum and count of what counts. Missing numbers add nothing.
Row result_row(const Rule& rule, const Row& row, std::int64_t count, std::int64_t sum,
               const std::string& today) {
    Row result = row;
    result.values.resize(rule.result.fields.size() - 3);
    result.values.emplace_back(count);
    result.values.emplace_back(sum);
    result.values.emplace_back(today);
    return result;
}

std::string shown(const Rule& rule, const Row& result, std::string_view name, bool chinese) {
    const auto index = rule.result.find(name);
    if (!index) return "{" + std::string(name) + "}";
    const auto& field = rule.result.fields[*index];
    return registers::mask_value(field,
                                 registers::display_value(field, result.values[*index], chinese));
}

std::string filled(const Rule& rule, const Row& result, const std::string& rows,
                   const std::string& sentence, bool chinese) {
    std::string text;
    std::size_t at = 0;
    for (;;) {
        const std::size_t open = sentence.find('{', at);
        const std::size_t close = open == std::string::npos ? open : sentence.find('}', open);
        if (close == std::string::npos) return text + sentence.substr(at);
        const std::string name = sentence.substr(open + 1, close - open - 1);
        text += sentence.substr(at, open - at);
        text += name == "rows" ? rows : shown(rule, result, name, chinese);
        at = close + 1;
    }
}

}  // namespace

bool Rule::is_of_group() const {
    return of == register_name && !within && (!where || !names_own_field(*where)) &&
           std::all_of(same.begin(), same.end(),
                       [](const auto& fields) { return fields.first == fields.second; });
}

bool Rule::is_asked_at(std::string_view act) const {
    return at.empty() || std::find(at.begin(), at.end(), act) != at.end();
}

bool concerns(const Rule& rule, const Row& row, const std::string& today) {
    return !rule.when ||
           programme::matches(*rule.when, rule.result, result_row(rule, row, 0, 0, today));
}

bool counts(const Rule& rule, const Declaration& own, const Row& row, const Row& other,
            const std::string& today) {
    const std::size_t their_fields = rule.pair.fields.size() - own.fields.size() - 1;
    for (const auto& [theirs, mine] : rule.same) {
        const Value& value = row.values[own.find(mine).value()];
        if (std::holds_alternative<std::monostate>(value)) return false;
        if (other.values[rule.pair.find(theirs).value()] != value) return false;
    }
    if (rule.within) {
        const std::string* there = text_of(rule.pair, other, "region");
        const std::string* here = text_of(own, row, "region");
        if (!there || !here || !registers::is_in_scope(*there, *here)) return false;
    }
    if (!rule.where) return true;
    Row pair = other;
    pair.values.resize(their_fields);
    pair.values.insert(pair.values.end(), row.values.begin(), row.values.end());
    pair.values.resize(their_fields + own.fields.size());
    pair.values.emplace_back(today);
    return programme::matches(*rule.where, rule.pair, pair);
}

std::optional<base::Text> broken(const Rule& rule, const Declaration& own, const Row& row,
                                 std::span<const Named> others, const std::string& today) {
    if (!concerns(rule, row, today)) return std::nullopt;
    std::int64_t count = 0;
    std::int64_t sum = 0;
    std::string rows;
    const auto summed = rule.sum.empty() ? std::nullopt : rule.pair.find(rule.sum);
    for (const Named& other : others) {
        if (!counts(rule, own, row, *other.row, today)) continue;
        if (++count <= static_cast<std::int64_t>(shown_rows_max))
            rows += (rows.empty() ? "" : ", ") + other.key;
        if (summed)
            if (const auto* number = std::get_if<std::int64_t>(&other.row->values[*summed]))
                if (__builtin_add_overflow(sum, *number, &sum))
                    throw base::Error(base::ErrorKind::invalid_input,
                                      {"合计数过大。", "The sum is too large."});
    }
    if (count > static_cast<std::int64_t>(shown_rows_max)) rows += " …";
    const Row result = result_row(rule, row, count, sum, today);
    if ((!rule.must || programme::matches(*rule.must, rule.result, result)) &&
        (!rule.form || has_form(*rule.form, own, row)))
        return std::nullopt;
    return base::Text{filled(rule, result, rows, rule.otherwise.zh, true),
                      filled(rule, result, rows, rule.otherwise.en, false)};
}

}  // namespace across
