#include <algorithm>

#include "programme/expression.hpp"

namespace programme {
namespace {

using Op = Expression::Op;
using registers::Value;

struct Reading {
    const registers::Declaration& declaration;
    const registers::Row& row;
};

Value field_value(const Expression& e, const Reading& in) {
    const auto index = in.declaration.find(e.text);
    if (!index || *index >= in.row.values.size()) return {};
    return in.row.values[*index];
}

Value evaluate(const Expression& e, const Reading& in);

Value calculate(const Expression& e, const Reading& in) {
    const Value left = evaluate(e.operands.at(0), in);
    const Value right = evaluate(e.operands.at(1), in);
    const auto* a = std::get_if<std::int64_t>(&left);
    const auto* b = std::get_if<std::int64_t>(&right);
    if (a == nullptr || b == nullptr) return {};
    std::int64_t result = 0;
    const bool overflow = e.op == Op::add        ? __builtin_add_overflow(*a, *b, &result)
                          : e.op == Op::subtract ? __builtin_sub_overflow(*a, *b, &result)
                                                 : __builtin_mul_overflow(*a, *b, &result);
    return overflow ? Value{} : Value{result};
}

Value evaluate(const Expression& e, const Reading& in) {
    switch (e.op) {
        case Op::field:
            return field_value(e, in);
        case Op::integer:
            return e.number;
        case Op::text:
            return e.text;
        default:
            return calculate(e, in);
    }
}

bool is_missing(const Value& value) {
    return std::holds_alternative<std::monostate>(value);
}

bool compare(Op op, const Value& left, const Value& right) {
    if (is_missing(left) || is_missing(right) || left.index() != right.index()) return false;
    switch (op) {
        case Op::equal:
            return left == right;
        case Op::not_equal:
            return left != right;
        case Op::less:
            return left < right;
        case Op::less_equal:
            return left <= right;
        case Op::greater:
            return left > right;
        default:
            return left >= right;
    }
}

bool holds(const Expression& e, const Reading& in) {
    const auto holds_here = [&](const Expression& operand) { return holds(operand, in); };
    switch (e.op) {
        case Op::logical_and:
            return std::all_of(e.operands.begin(), e.operands.end(), holds_here);
        case Op::logical_or:
            return std::any_of(e.operands.begin(), e.operands.end(), holds_here);
        case Op::logical_not:
            return !holds(e.operands.at(0), in);
        case Op::is_missing:
            return is_missing(evaluate(e.operands.at(0), in));
        case Op::in_list: {
            const Value value = evaluate(e.operands.at(0), in);
            return std::any_of(e.operands.begin() + 1, e.operands.end(), [&](const auto& item) {
                return compare(Op::equal, value, evaluate(item, in));
            });
        }
        default:
            return compare(e.op, evaluate(e.operands.at(0), in), evaluate(e.operands.at(1), in));
    }
}

}  // namespace

bool matches(const Expression& condition, const registers::Declaration& declaration,
             const registers::Row& row) {
    return holds(condition, {declaration, row});
}

std::optional<std::int64_t> amount_of(const Amount& amount,
                                      const registers::Declaration& declaration,
                                      const registers::Row& row) {
    const Value value = evaluate(amount.expression, {declaration, row});
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? std::optional(*number) : std::nullopt;
}

}  // namespace programme
