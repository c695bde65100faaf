#pragma once

#include "register_sql.hpp"
#include "store/row_search.hpp"

namespace store {

/// Appends ` AND` and the condition that a row meets every word of the search.
void append_search(SqlText& sql, const registers::Declaration& declaration,
                   const RowSearch& search);

/// Appends ` AND` and the condition that a row comes after row `after` (an id; 0: the beginning) in
/// the order of the search, the order itself and the limit. `source` is what is selected from.
/// Throws invalid_input when the register has no such open field, or when the row that the page
/// before ended with is there no more.
void append_page(Connection& connection, SqlText& sql, const registers::Declaration& declaration,
                 const RowSearch& search, const std::string& source, std::int64_t after,
                 std::int64_t limit);

/// Appends the order alone.
void append_order(SqlText& sql, const registers::Declaration& declaration, const RowSearch& search);

}  // namespace store
