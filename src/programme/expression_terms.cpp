#include "expression_terms.hpp"

#include <algorithm>
#include <utility>

#include "base/date.hpp"
#include "base/text.hpp"
#include "period_detail.hpp"
#include "registers/region.hpp"
#include "suggest.hpp"

namespace programme {
namespace {

using Op = Expression::Op;
using registers::Field;
using registers::FieldType;

TermKind kind_of(FieldType type) {
    switch (type) {
        case FieldType::integer:
        case FieldType::decimal:
            return TermKind::number;
        case FieldType::fact:
            return TermKind::fact;
        case FieldType::code:
            return TermKind::code;
        case FieldType::date:
            return TermKind::date;
        case FieldType::month:
            return TermKind::month;
        case FieldType::region:
        case FieldType::region_code:
            return TermKind::region;
        case FieldType::text:
        case FieldType::moment:
        case FieldType::id_number:
        case FieldType::phone:
            return TermKind::text;
    }
    return TermKind::text;
}

base::Text kind_name(TermKind kind) {
    switch (kind) {
        case TermKind::truth:
            return {"条件", "a condition"};
        case TermKind::number:
            return {"数字", "a number"};
        case TermKind::fact:
            return {"是否（yes、no、unknown）", "a fact (yes, no, unknown)"};
        case TermKind::text:
            return {"文字", "text"};
        case TermKind::code:
            return {"代码", "a code"};
        case TermKind::date:
            return {"日期", "a date"};
        case TermKind::month:
            return {"月份", "a month"};
        case TermKind::region:
            return {"区划代码", "a region code"};
        case TermKind::literal:
            return {"引号内的文字", "quoted text"};
    }
    return {};
}

/// How a value of this kind is written, for "write it like this".
base::Text how_to_write(TermKind kind) {
    switch (kind) {
        case TermKind::number:
            return {"数字不加引号，如 25、0.5。", " Numbers are written without quotes: 25, 0.5."};
        case TermKind::fact:
            return {"是否类字段写作 = yes、= no 或 = unknown，不加引号。",
                    " A fact is compared with yes, no or unknown, without quotes."};
        case TermKind::date:
            return {"日期写作 '2019-06-30'，要加单引号。",
                    " A date is written '2019-06-30', in single quotes."};
        case TermKind::month:
            return {"月份写作 '2019-06'，要加单引号。",
                    " A month is written '2019-06', in single quotes."};
        case TermKind::region:
            return {"区划代码是 12 位数字，要加单引号。",
                    " A region code is 12 digits in single quotes."};
        case TermKind::text:
        case TermKind::code:
            return {"文字和代码要加单引号。", " Text and codes are written in single quotes."};
        case TermKind::truth:
        case TermKind::literal:
            return {};
    }
    return {};
}

base::Text describe(const Term& term) {
    const base::Text kind = kind_name(term.kind);
    if (term.field == nullptr) return kind;
    const std::string& name = term.field->name;
    return {"字段 " + name + "（" + term.field->label.zh + "，" + kind.zh + "）",
            "field " + name + " (" + kind.en + ")"};
}

[[noreturn]] void refuse_pair(const Term& left, const Term& right, std::size_t column) {
    const base::Text a = describe(left);
    const base::Text b = describe(right);
    const Term& wanted = left.field != nullptr ? left : right;
    throw ExpressionError{column, base::Text{a.zh + "不能与" + b.zh + "比较。",
                                             "Cannot compare " + a.en + " with " + b.en + "."} +
                                      how_to_write(wanted.kind)};
}

base::Text list_codes(const Field& field) {
    std::vector<std::string> zh;
    std::vector<std::string> en;
    for (const registers::Code& code : field.codes) {
        zh.push_back("'" + code.value + "'（" + code.label.zh + "）");
        en.push_back("'" + code.value + "'");
    }
    return {base::join(zh, "、"), base::join(en, ", ")};
}

void check_code(const Field& field, const Term& literal) {
    const std::string& value = literal.expression.text;
    const bool known = std::any_of(field.codes.begin(), field.codes.end(),
                                   [&](const registers::Code& c) { return c.value == value; });
    if (known) return;
    const base::Text allowed = list_codes(field);
    throw ExpressionError{literal.column,
                          {"字段 " + field.name + "（" + field.label.zh + "）没有 '" + value +
                               "' 这个值，可用的值有：" + allowed.zh + "。",
                           "Field " + field.name + " has no value '" + value +
                               "'. Its values are: " + allowed.en + "."}};
}

bool is_month(std::string_view text) {
    const auto period = parse_period(text);
    return period && period->kind == PeriodKind::month;
}

bool literal_fits(TermKind kind, const std::string& text) {
    if (kind == TermKind::date) return base::parse_date(text).has_value();
    if (kind == TermKind::month) return is_month(text);
    if (kind == TermKind::region) return registers::is_region_code(text);
    return true;
}

/// `literal` is compared with `other`, which is no literal.
void check_literal(const Term& other, const Term& literal, std::size_t op_column) {
    if (other.kind == TermKind::number || other.kind == TermKind::fact)
        refuse_pair(other, literal, op_column);
    if (other.kind == TermKind::code && other.field != nullptr) check_code(*other.field, literal);
    if (literal_fits(other.kind, literal.expression.text)) return;
    const std::string& value = literal.expression.text;
    const base::Text kind = kind_name(other.kind);
    throw ExpressionError{literal.column,
                          base::Text{"'" + value + "' 不是有效的" + kind.zh + "。",
                                     "'" + value + "' is not " + kind.en + " that exists."} +
                              how_to_write(other.kind)};
}

std::int64_t power_of_ten(int exponent) {
    std::int64_t power = 1;
    for (int i = 0; i < exponent; ++i) power *= 10;
    return power;
}

[[noreturn]] void refuse_size(std::size_t column) {
    throw ExpressionError{
        column,
        {"此处的数字太大或小数位数太多，超出了 64 位整数的范围。",
         "The number here is too large or has too many decimal places for 64 bits."}};
}

void rescale(Term& term, int scale) {
    if (scale == term.scale) return;
    if (scale - term.scale > max_scale) refuse_size(term.column);
    const std::int64_t factor = power_of_ten(scale - term.scale);
    term.scale = scale;
    if (term.expression.op == Op::integer) {
        if (__builtin_mul_overflow(term.expression.number, factor, &term.expression.number))
            refuse_size(term.column);
        return;
    }
    Expression constant{Op::integer, {}, factor, {}};
    term.expression = {Op::multiply, {}, 0, {std::move(term.expression), std::move(constant)}};
}

void align(Term& left, Term& right) {
    const int scale = std::max(left.scale, right.scale);
    rescale(left, scale);
    rescale(right, scale);
}

void require_number(const Term& term) {
    if (term.kind == TermKind::number) return;
    const base::Text what = describe(term);
    throw ExpressionError{
        term.column,
        {"只有数字可以加、减、乘，这里是" + what.zh + "。",
         "Only numbers can be added, subtracted or multiplied; this is " + what.en + "."}};
}

bool is_order(Op op) {
    return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal;
}

void require_order(const Term& term, std::size_t column) {
    if (term.kind == TermKind::number || term.kind == TermKind::date ||
        term.kind == TermKind::month)
        return;
    const base::Text what = describe(term);
    throw ExpressionError{column,
                          {what.zh + "没有大小之分，只能用 =、!= 或 in。",
                           "There is no order for " + what.en + "; use =, != or in."}};
}

// Personal values stand sealed in the database; it can only tell whether there is one.
void refuse_personal(const Term& term) {
    if (term.field == nullptr || !registers::is_personal(*term.field)) return;
    const std::string& name = term.field->name;
    throw ExpressionError{
        term.column,
        {"字段 " + name + "（" + term.field->label.zh + "）是个人信息，加密保存，只能问有没有填：" +
             name + " is missing。",
         "Field " + name + " is personal and kept sealed. Ask only whether it is there: " + name +
             " is missing."}};
}

void check_pair(const Term& left, const Term& right, std::size_t column) {
    refuse_personal(left);
    refuse_personal(right);
    if (left.kind == TermKind::truth || right.kind == TermKind::truth)
        throw ExpressionError{column,
                              {"条件之间不能再比较。请用 and、or、not 连接，如 a >= 1 and a < 3。",
                               "Conditions cannot be compared; join them with and, or, not: "
                               "a >= 1 and a < 3."}};
    if (left.kind == TermKind::literal && right.kind == TermKind::literal) return;
    if (right.kind == TermKind::literal) return check_literal(left, right, column);
    if (left.kind == TermKind::literal) return check_literal(right, left, column);
    if (left.kind != right.kind) refuse_pair(left, right, column);
}

Term truth(Op op, std::vector<Expression> operands, std::size_t column) {
    return {{op, {}, 0, std::move(operands)}, TermKind::truth, 0, nullptr, column};
}

}  // namespace

Term field_term(const Field& field, std::size_t column) {
    const int scale = field.type == FieldType::decimal ? field.decimals : 0;
    return {{Op::field, field.name, 0, {}}, kind_of(field.type), scale, &field, column};
}

Term fact_term(const std::string& fact, std::size_t column) {
    return {{Op::text, fact, 0, {}}, TermKind::fact, 0, nullptr, column};
}

Term literal_term(const std::string& text, std::size_t column) {
    return {{Op::text, text, 0, {}}, TermKind::literal, 0, nullptr, column};
}

Term number_term(const std::string& digits, std::size_t column) {
    const std::size_t point = digits.find('.');
    std::string whole = digits.substr(0, point);
    std::string places = point == std::string::npos ? "" : digits.substr(point + 1);
    while (!places.empty() && places.back() == '0') places.pop_back();
    if (places.size() > static_cast<std::size_t>(max_scale)) refuse_size(column);
    std::int64_t number = 0;
    for (const char c : whole + places)
        if (__builtin_mul_overflow(number, 10, &number) ||
            __builtin_add_overflow(number, c - '0', &number))
            refuse_size(column);
    return {{Op::integer, {}, number, {}},
            TermKind::number,
            static_cast<int>(places.size()),
            nullptr,
            column};
}

Term combine(Op op, Term left, Term right) {
    require_number(left);
    require_number(right);
    if (op == Op::multiply) {
        left.scale += right.scale;
        if (left.scale > max_scale) refuse_size(right.column);
    } else {
        align(left, right);
    }
    Expression both{op, {}, 0, {std::move(left.expression), std::move(right.expression)}};
    return {std::move(both), TermKind::number, left.scale, nullptr, left.column};
}

Term negate(Term term) {
    require_number(term);
    if (term.expression.op == Op::integer) {
        term.expression.number = -term.expression.number;
        return term;
    }
    return combine(Op::subtract, number_term("0", term.column), std::move(term));
}

Term compare(Op op, Term left, Term right, std::size_t op_column) {
    check_pair(left, right, op_column);
    if (is_order(op)) require_order(left.kind == TermKind::literal ? right : left, op_column);
    if (left.kind == TermKind::number) align(left, right);
    return truth(op, {std::move(left.expression), std::move(right.expression)}, left.column);
}

Term contain(Term value, std::vector<Term> list) {
    int scale = value.scale;
    for (const Term& item : list) {
        check_pair(value, item, item.column);
        scale = std::max(scale, item.scale);
    }
    std::vector<Expression> operands;
    if (value.kind == TermKind::number) rescale(value, scale);
    operands.push_back(std::move(value.expression));
    for (Term& item : list) {
        if (item.kind == TermKind::number) rescale(item, scale);
        operands.push_back(std::move(item.expression));
    }
    return truth(Op::in_list, std::move(operands), value.column);
}

Term missing(Term value) {
    if (value.kind == TermKind::fact)
        throw ExpressionError{
            value.column,
            {"是否类字段没有空值，空单元格即未核实。请写作 = unknown。",
             "A fact is never missing: an empty cell means unknown. Write = unknown instead."}};
    if (value.kind == TermKind::truth || value.kind == TermKind::literal) {
        const base::Text what = describe(value);
        throw ExpressionError{value.column,
                              {"is missing 前面应是字段，这里是" + what.zh + "。",
                               "`is missing` follows a field; this is " + what.en + "."}};
    }
    return truth(Op::is_missing, {std::move(value.expression)}, value.column);
}

Term connect(Op op, std::vector<Term> operands) {
    std::vector<Expression> expressions;
    for (Term& operand : operands) {
        require_truth(operand);
        expressions.push_back(std::move(operand.expression));
    }
    return truth(op, std::move(expressions), operands.front().column);
}

void require_truth(const Term& term) {
    if (term.kind == TermKind::truth) return;
    const base::Text what = describe(term);
    base::Text message{
        "这里应是一个条件，如 households >= 25，而现在是" + what.zh + "。",
        "A condition such as households >= 25 is expected here; this is " + what.en + "."};
    if (term.kind == TermKind::fact && term.field != nullptr)
        message = std::move(message) + base::Text{"请写作 " + term.field->name + " = yes。",
                                                  " Write " + term.field->name + " = yes."};
    throw ExpressionError{term.column, std::move(message)};
}

}  // namespace programme
