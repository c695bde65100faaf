#pragma once

#include <cstddef>

#include "programme/expression.hpp"

namespace programme {

/// What a part of an expression stands for while it is being checked. `literal` is quoted text
/// whose type the other side of the comparison decides.
enum class TermKind { truth, number, fact, text, code, date, month, region, literal };

struct Term {
    Expression expression;
    TermKind kind = TermKind::number;
    int scale = 0;  ///< number: decimal places its whole number stands for
    const registers::Field* field = nullptr;  ///< when it is a field
    std::size_t column = 1;
};

/// Most decimal places that may arise; 10^18 is the largest power of ten in 64 bits.
constexpr int max_scale = 18;

Term field_term(const registers::Field& field, std::size_t column);
Term fact_term(const std::string& fact, std::size_t column);
Term literal_term(const std::string& text, std::size_t column);
/// `digits` as written: `25` or `0.50`. Throws ExpressionError when it needs more than 64 bits.
Term number_term(const std::string& digits, std::size_t column);

/// + - and *: numbers only, brought to one scale. Throws ExpressionError.
Term combine(Expression::Op op, Term left, Term right);
Term negate(Term term);

/// = != < <= > >=. Throws ExpressionError when the two sides do not fit.
Term compare(Expression::Op op, Term left, Term right, std::size_t op_column);
/// `list` is not empty and holds literals only.
Term contain(Term value, std::vector<Term> list);
Term missing(Term value);
/// and, or, not over truth values.
Term connect(Expression::Op op, std::vector<Term> operands);

/// Throws ExpressionError, saying how to write a condition, unless the term is one.
void require_truth(const Term& term);

}  // namespace programme
