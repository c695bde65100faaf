#pragma once

#include <string>
#include <variant>
#include <vector>

#include "programme/definition.hpp"
#include "store/connection.hpp"

namespace store {

/// SQL text with the values of its parameters, numbered in order of appearance.
struct SqlText {
    std::string text;
    std::vector<std::variant<std::int64_t, std::string>> values;

    /// Appends a parameter and its mark.
    void value(std::int64_t number);
    void value(const std::string& string);
    void bind_all(Statement& statement) const;
};

/// Appends the condition as SQL over the register's columns: 0 or 1, never NULL.
void append_condition(SqlText& sql, const programme::Expression& condition);

/// Appends what one row adds to `measure`: 0 when it does not count.
void append_contribution(SqlText& sql, const programme::Measure& measure);

}  // namespace store
