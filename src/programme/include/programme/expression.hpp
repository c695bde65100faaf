#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registers/declaration.hpp"
#include "registers/value.hpp"

namespace programme {

/// A checked condition over one register's fields, the `where` of a programme file.
///
/// Language: field names; whole and decimal numbers; 'text' in single quotes (also for codes, dates
/// and months); yes, no, unknown; + - * over numbers; = != < <= > >=; in ('a', 'b'); is missing;
/// is not missing; not, and, or; parentheses. There is no division: write a * 100 >= b instead.
/// Two-valued: a comparison with a missing value is false. Decimals are exact: the reader brings
/// both sides to whole numbers of one scale, so the tree holds integers only. Arithmetic with a
/// missing value, or beyond 64 bits, is missing. A fact is never compared with `is missing`: an
/// empty cell is `unknown`.
///
/// The tree: arithmetic, comparisons, `and` and `or` have two operands; `not` and `is missing` one;
/// `in` its value and then one or more constants. yes, no and unknown are `text`.
struct Expression {
    enum class Op {
        field,    // text = field name
        integer,  // number
        text,     // text literal
        add,
        subtract,
        multiply,
        equal,
        not_equal,
        less,
        less_equal,
        greater,
        greater_equal,
        in_list,  // operands[0] in operands[1..]
        is_missing,
        logical_and,
        logical_or,
        logical_not
    };
    Op op = Op::integer;
    std::string text;
    std::int64_t number = 0;
    std::vector<Expression> operands;
};

/// Where in the text an expression went wrong, 1-based character.
struct ExpressionError {
    std::size_t column = 1;
    base::Text message;
};

/// Parses and type-checks; the top is a truth value. Throws ExpressionError naming the field that
/// does not exist (with the nearest name), the types that do not fit, or what was expected.
Expression parse_expression(std::string_view text, const registers::Declaration& declaration);

/// The reference meaning of an expression, against which the database's answer is tested.
bool matches(const Expression& condition, const registers::Declaration& declaration,
             const registers::Row& row);

/// A checked number over one register's fields, as it stands beside a comparison: its value in
/// units of the last of `scale` decimal places.
struct Amount {
    Expression expression;
    int scale = 0;
};
/// Throws ExpressionError as parse_expression does.
Amount parse_amount(std::string_view text, const registers::Declaration& declaration);
/// Empty when a value it needs is missing, or beyond 64 bits.
std::optional<std::int64_t> amount_of(const Amount& amount,
                                      const registers::Declaration& declaration,
                                      const registers::Row& row);

}  // namespace programme
