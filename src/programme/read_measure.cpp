#include "read_measure.hpp"

#include <algorithm>

#include "format_keys.hpp"
#include "suggest.hpp"

namespace programme {
namespace {

using base::Text;
using registers::Declaration;
using registers::Field;
using registers::FieldType;

bool is_summable(const Field& field) {
    return field.type == FieldType::integer || field.type == FieldType::decimal;
}

const Declaration* read_register(const Cursor& at, const std::vector<Declaration>& registers) {
    const auto name = read_string(at);
    if (!name) return nullptr;
    if (const Declaration* found = find_register(registers, *name)) return found;
    std::vector<std::string> names;
    for (const Declaration& declaration : registers) names.push_back(declaration.name);
    at.report(Text{"没有名为「" + *name + "」的底册。", "There is no register `" + *name + "`."} +
              suggest(*name, names));
    return nullptr;
}

/// The place of a character of a condition: exact when the text stands in the file as it is.
yaml::Position place_in(const Cursor& at, std::size_t column) {
    if (!at.node().verbatim) return at.node().at;
    yaml::Position place = *at.node().verbatim;
    place.column += column - 1;
    return place;
}

}  // namespace

namespace {

// What `parse` makes of the text; a mistake in it is reported where it stands.
template <class Parsed>
std::optional<Parsed> read_expression(const Cursor& at, const Declaration& declaration,
                                      Parsed (*parse)(std::string_view, const Declaration&)) {
    const auto text = read_string(at, 2000);
    if (!text) return std::nullopt;
    try {
        return parse(*text, declaration);
    } catch (const ExpressionError& error) {
        const std::string column = std::to_string(error.column);
        const std::string shown = text->size() <= 120 ? *text : "…";
        at.problems().add(place_in(at, error.column), at.path(),
                          Text{"条件「" + shown + "」第 " + column + " 个字符：",
                               "Condition `" + shown + "`, character " + column + ": "} +
                              error.message);
        return std::nullopt;
    }
}

}  // namespace

std::optional<Expression> read_condition(const Cursor& at, const Declaration& declaration) {
    return read_expression<Expression>(at, declaration, &parse_expression);
}

std::optional<Amount> read_amount(const Cursor& at, const Declaration& declaration) {
    return read_expression<Amount>(at, declaration, &parse_amount);
}

namespace {

std::optional<std::string> read_sum(const Cursor& at, const Declaration& declaration) {
    const auto name = read_string(at);
    if (!name) return std::nullopt;
    const auto index = declaration.find(*name);
    if (index && is_summable(declaration.fields[*index])) return name;
    std::vector<std::string> numeric;
    for (const Field& field : declaration.fields)
        if (is_summable(field)) numeric.push_back(field.name);
    const std::string where = declaration.name + "（" + declaration.label.zh + "）";
    const Text what = index
                          ? Text{"底册 " + where + " 的字段「" + *name + "」不是数字，不能求和。",
                                 "Field `" + *name + "` of register " + declaration.name +
                                     " is no number and cannot be summed."}
                          : Text{"底册 " + where + " 没有字段「" + *name + "」。",
                                 "Register " + declaration.name + " has no field `" + *name + "`."};
    at.report(what + suggest(*name, numeric));
    return std::nullopt;
}

std::optional<Measure::Among> read_among(const Cursor& at,
                                         const std::vector<Declaration>& registers) {
    const Mapping mapping(at, keys::among);
    const auto register_at = mapping.require("register");
    const Declaration* declaration = register_at ? read_register(*register_at, registers) : nullptr;
    if (declaration == nullptr) return std::nullopt;
    Measure::Among among{declaration->name, std::nullopt};
    if (const auto where = mapping.find("where")) {
        among.where = read_condition(*where, *declaration);
        if (!among.where) return std::nullopt;
    }
    return among;
}

std::optional<Measure> read_counted(const Cursor& at, const std::vector<Declaration>& registers) {
    const Mapping mapping(at, keys::measure);
    const auto register_at = mapping.require("register");
    const auto among_at = mapping.find("among");
    const auto among = among_at ? read_among(*among_at, registers) : std::nullopt;
    const Declaration* declaration = register_at ? read_register(*register_at, registers) : nullptr;
    if (declaration == nullptr) return std::nullopt;
    Measure measure;
    measure.register_name = declaration->name;
    measure.among = among;
    const auto sum_at = mapping.find("sum");
    const auto sum = sum_at ? read_sum(*sum_at, *declaration) : std::nullopt;
    const auto where_at = mapping.find("where");
    if (where_at) measure.where = read_condition(*where_at, *declaration);
    if ((sum_at && !sum) || (where_at && !measure.where) || (among_at && !among))
        return std::nullopt;
    measure.sum_field = sum.value_or("");
    return measure;
}

std::optional<Measure> read_constant(const Cursor& at) {
    if (at.node().text == "0") {
        at.report({"分母为 0：任何数都不能除以零，请写大于 0 的整数或一个底册。",
                   "The denominator is 0: this would be a division by zero. Write a whole number "
                   "above 0 or a register."});
        return std::nullopt;
    }
    const auto constant = read_integer(at, 1);
    if (!constant) return std::nullopt;
    Measure measure;
    measure.constant = *constant;
    return measure;
}

int decimals_of(const Measure& measure, const std::vector<Declaration>& registers) {
    if (measure.sum_field.empty()) return 0;
    const Declaration* declaration = find_register(registers, measure.register_name);
    return declaration->fields[*declaration->find(measure.sum_field)].decimals;
}

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

}  // namespace

std::optional<Measure> read_numerator(const Cursor& at, const std::vector<Declaration>& registers) {
    if (at.node().kind != yaml::Node::Kind::scalar) return read_counted(at, registers);
    at.report({"分子要从底册计数或求和，写作 {register: …, where: …}。",
               "A numerator counts or sums a register: {register: …, where: …}."});
    return std::nullopt;
}

std::optional<Measure> read_denominator(const Cursor& at,
                                        const std::vector<Declaration>& registers) {
    return at.node().kind == yaml::Node::Kind::scalar ? read_constant(at)
                                                      : read_counted(at, registers);
}

void check_scales(const Indicator& indicator, const Cursor& denominator,
                  const std::vector<Declaration>& registers) {
    const int above = decimals_of(indicator.numerator, registers);
    const int below = decimals_of(indicator.denominator, registers);
    const bool constant = indicator.denominator.register_name.empty();
    if (constant && indicator.unit == Unit::percent && indicator.denominator.constant == 1)
        denominator.report(
            {"分母为 1 的指标是数量，不是百分数，请写 unit: count。",
             "An indicator over 1 is a count, not a percentage; write unit: count."});
    if (constant && indicator.denominator.constant % power_of_ten(above) != 0) {
        const std::string factor = std::to_string(power_of_ten(above));
        denominator.report({"分子字段有 " + std::to_string(above) +
                                " 位小数，按末位的整数保存，分母常数应为 " + factor + " 的倍数。",
                            "The numerator's field has " + std::to_string(above) +
                                " decimals and is kept in whole units of its last place; the "
                                "constant must be a multiple of " +
                                factor + "."});
    }
    if (!constant && above != below)
        denominator.report({"分子有 " + std::to_string(above) + " 位小数，分母有 " +
                                std::to_string(below) + " 位小数，两者必须相同。",
                            "The numerator has " + std::to_string(above) +
                                " decimals and the denominator " + std::to_string(below) +
                                "; they must be the same."});
}

}  // namespace programme
