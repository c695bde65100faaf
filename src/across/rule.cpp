#include "across/rule.hpp"

#include <algorithm>

#include "base/rational.hpp"
#include "registers/region.hpp"

namespace across {
namespace {

using programme::Expression;
using registers::Declaration;
using registers::Field;
using registers::Row;
using registers::Value;

constexpr std::int64_t shown_rows_max = 8;

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

namespace {

/// What counts for a row.
struct Tally {
    std::int64_t count = 0, sum = 0;
    std::string rows;  // the first of them by name
};

Tally tally(const Rule& rule, const Declaration& own, const Row& row, std::span<const Named> others,
            const std::string& today) {
    Tally result;
    const auto summed = rule.sum.empty() ? std::nullopt : rule.pair.find(rule.sum);
    for (const Named& other : others) {
        if (!counts(rule, own, row, *other.row, today)) continue;
        if (++result.count <= shown_rows_max)
            result.rows += (result.rows.empty() ? "" : ", ") + other.key;
        if (summed)
            if (const auto* number = std::get_if<std::int64_t>(&other.row->values[*summed]))
                if (__builtin_add_overflow(result.sum, *number, &result.sum))
                    throw base::Error(base::ErrorKind::invalid_input,
                                      {"合计数过大。", "The sum is too large."});
    }
    if (result.count > shown_rows_max) result.rows += " …";
    return result;
}

base::Text sentence(const Rule& rule, const Row& result, const std::string& rows) {
    return {filled(rule, result, rows, rule.otherwise.zh, true),
            filled(rule, result, rows, rule.otherwise.en, false)};
}

base::Rational ten_to(int places) {
    base::Rational power = base::make_rational(1);
    for (int i = 0; i < places; ++i) power *= 10;
    return power;
}

// A number in units of the field's last place.
Value in_places(const base::Rational& number, const Field& field) {
    const mpz_class whole(base::format_fixed(number * ten_to(field.decimals), 0));
    return whole.fits_slong_p() ? Value{std::int64_t{whole.get_si()}} : Value{};
}

Value own_value(const Fill& fill, const Rule& rule, const Field& field, const Row& result) {
    const auto number = [&](const programme::Amount& amount) -> std::optional<base::Rational> {
        const auto value = programme::amount_of(amount, rule.result, result);
        if (!value) return std::nullopt;
        return base::make_rational(*value) / ten_to(amount.scale);
    };
    auto value = number(*fill.value);
    if (!fill.over.empty()) {
        const auto* by =
            std::get_if<std::int64_t>(&result.values[rule.result.find(fill.over).value()]);
        if (!by) return {};
        if (*by == 0)
            value = number(*fill.without);
        else if (value)
            *value /= base::make_rational(*by);
    }
    return value ? in_places(*value, field) : Value{};
}

}  // namespace

std::optional<base::Text> broken(const Rule& rule, const Declaration& own, const Row& row,
                                 std::span<const Named> others, const std::string& today) {
    if (!concerns(rule, row, today)) return std::nullopt;
    const Tally all = tally(rule, own, row, others, today);
    const Row result = result_row(rule, row, all.count, all.sum, today);
    if ((!rule.must || programme::matches(*rule.must, rule.result, result)) &&
        (!rule.form || has_form(*rule.form, own, row)))
        return std::nullopt;
    return sentence(rule, result, all.rows);
}

Value filled_value(const Rule& rule, const Declaration& own, const Row& row,
                   std::span<const Named> others, const std::string& today) {
    const Fill& fill = rule.fill.value();
    if (!fill.code.empty()) return fill.code;
    const Tally all = tally(rule, own, row, others, today);
    if (!fill.value) return rule.sum.empty() ? all.count : all.sum;
    return own_value(fill, rule, own.fields[own.find(fill.field).value()],
                     result_row(rule, row, all.count, all.sum, today));
}

std::optional<base::Text> differing(const Rule& rule, const Declaration& own, const Row& row,
                                    std::span<const Named> others, const std::string& today) {
    const std::size_t index = own.find(rule.fill.value().field).value();
    const Value wanted = filled_value(rule, own, row, others, today);
    if (row.values[index] == wanted) return std::nullopt;
    const Tally all = tally(rule, own, row, others, today);
    if (!rule.otherwise.zh.empty())
        return sentence(rule, result_row(rule, row, all.count, all.sum, today), all.rows);
    const Field& field = own.fields[index];
    const auto shown_as = [&](const Value& value, bool chinese) {
        return registers::display_value(field, value, chinese);
    };
    return base::Text{"“" + field.label.zh + "”由系统计算为" + shown_as(wanted, true) + "，填的是" +
                          shown_as(row.values[index], true) + "。",
                      field.label.en + " is computed as " + shown_as(wanted, false) + ", not " +
                          shown_as(row.values[index], false) + "."};
}

}  // namespace across
