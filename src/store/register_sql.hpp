#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"

namespace store {

/// SQL text with the values of its parameters, numbered in order of appearance.
struct SqlText {
    std::string text;
    std::vector<std::variant<std::int64_t, std::string>> values;

    /// Appends a parameter and its mark.
    void value(std::int64_t number);
    void value(const std::string& string);
    [[nodiscard]] std::unique_ptr<Statement> prepare(Connection& connection) const;
};

/// SQL made from a declaration. Names come from checked declarations only ([a-z0-9_]) and are
/// quoted.
std::string quote(std::string_view name);

/// `a, b, c`.
std::string joined(const std::vector<std::string>& texts);

/// Appends an element to an array literal of PostgreSQL, which begins empty and still needs its
/// `}`.
void append_element(std::string& array, std::string_view text);

/// The field columns, then geom (when the register has one).
std::vector<std::string> column_names(const registers::Declaration& declaration);
/// The same, separated by commas.
std::string column_list(const registers::Declaration& declaration);

/// The register's rows as something to select from: its table, or, with `as_of`, the rows that held
/// at that trail number (fid, fields and county only).
std::string rows_source(const registers::Declaration& declaration,
                        std::optional<std::int64_t> as_of);

/// Appends the condition that a row lies in the union of `scopes` (a region code each; empty: all).
void append_scopes(SqlText& sql, const std::vector<std::string>& scopes);

/// Appends the condition that a row lies within `reach`.
void append_reach(SqlText& sql, const registers::Declaration& declaration,
                  const people::Reach& reach);

/// Reads the columns of column_list from result column `first` on, of the row with that id;
/// personal values are opened.
registers::Row read_row(Connection& connection, const Statement& statement,
                        const registers::Declaration& declaration, std::int64_t id, int first);

const std::string& region_of(const registers::Declaration& declaration, const registers::Row& row);
/// The telecom operator of a row; empty when the register or the row has none.
std::string operator_of(const registers::Declaration& declaration, const registers::Row& row);
/// The first six digits.
std::string county_of(std::string_view region);
/// The month of a row of a periodic register; empty for the others.
std::string period_of(const registers::Declaration& declaration, const registers::Row& row);

}  // namespace store
