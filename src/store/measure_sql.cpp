#include "measure_sql.hpp"

#include "base/error.hpp"

namespace store {
namespace {

using programme::Expression;
using Op = Expression::Op;

const char* operator_text(Op op) {
    switch (op) {
        case Op::add:
            return " + ";
        case Op::subtract:
            return " - ";
        case Op::multiply:
            return " * ";
        case Op::equal:
            return " = ";
        case Op::not_equal:
            return " <> ";
        case Op::less:
            return " < ";
        case Op::less_equal:
            return " <= ";
        case Op::greater:
            return " > ";
        case Op::greater_equal:
            return " >= ";
        case Op::logical_and:
            return " AND ";
        case Op::logical_or:
            return " OR ";
        default:
            return nullptr;
    }
}

void append_term(SqlText& sql, const Expression& term);

void append_between(SqlText& sql, const std::vector<Expression>& operands, const char* separator,
                    void (*append)(SqlText&, const Expression&)) {
    sql.text += '(';
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (i > 0) sql.text += separator;
        append(sql, operands[i]);
    }
    sql.text += ')';
}

void append_term(SqlText& sql, const Expression& term) {
    switch (term.op) {
        case Op::field:
            sql.text += quote(term.text);
            return;
        case Op::integer:
            sql.value(term.number);
            return;
        case Op::text:
            sql.value(term.text);
            return;
        default:
            append_between(sql, term.operands, operator_text(term.op), append_term);
    }
}

void append_list(SqlText& sql, const Expression& list) {
    append_term(sql, list.operands[0]);
    sql.text += " IN ";
    const std::vector<Expression> choices(list.operands.begin() + 1, list.operands.end());
    append_between(sql, choices, ", ", append_term);
}

}  // namespace

const registers::Declaration& Sources::declaration(const std::string& name) const {
    for (const registers::Declaration& each : declarations)
        if (each.name == name) return each;
    throw base::Error(base::ErrorKind::not_found,
                      {"没有名为“" + name + "”的底册。", "There is no register \"" + name + "\"."});
}

std::string Sources::rows(const std::string& register_name) const {
    return as_of ? rows_source(declaration(register_name), as_of) : quote(register_name);
}

void append_condition(SqlText& sql, const Expression& condition) {
    switch (condition.op) {
        case Op::logical_and:
        case Op::logical_or:
            append_between(sql, condition.operands, operator_text(condition.op), append_condition);
            return;
        case Op::logical_not:
            sql.text += "(NOT ";
            append_condition(sql, condition.operands[0]);
            sql.text += ')';
            return;
        case Op::is_missing:
            sql.text += '(';
            append_term(sql, condition.operands[0]);
            sql.text += " IS NULL)";
            return;
        case Op::in_list:
            sql.text += "COALESCE(";
            append_list(sql, condition);
            sql.text += ", FALSE)";
            return;
        default:
            sql.text += "COALESCE(";
            append_between(sql, condition.operands, operator_text(condition.op), append_term);
            sql.text += ", FALSE)";
    }
}

void append_contribution(SqlText& sql, const programme::Measure& measure, const Sources& sources) {
    sql.text += "CASE WHEN TRUE";
    if (measure.where) {
        sql.text += " AND ";
        append_condition(sql, *measure.where);
    }
    if (measure.among) {
        sql.text += " AND (county, region) IN (SELECT county, region FROM " +
                    sources.rows(measure.among->register_name);
        if (measure.among->where) {
            sql.text += " WHERE ";
            append_condition(sql, *measure.among->where);
        }
        sql.text += ')';
    }
    sql.text += " THEN ";
    sql.text += measure.sum_field.empty() ? "1" : "COALESCE(" + quote(measure.sum_field) + ", 0)";
    sql.text += " ELSE 0 END";
}

}  // namespace store
