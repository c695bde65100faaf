#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"

namespace store {

/// SQL made from a declaration. Names come from checked declarations only ([a-z0-9_]) and are
/// quoted.
std::string quote(std::string_view name);

/// The field columns, then geom (when the register has one), separated by commas.
std::string column_list(const registers::Declaration& declaration, std::string_view prefix = {});

/// Number of columns in column_list.
int column_count(const registers::Declaration& declaration);

/// `a = $1 AND b = $2` over the key fields, from parameter `first` on.
std::string key_condition(const registers::Declaration& declaration, int first);

void bind_value(Statement& statement, int number, const registers::Value& value);
void bind_key(Statement& statement, const registers::Declaration& declaration,
              const registers::Row& row, int first);

/// Reads the columns of column_list from result column `first` on.
registers::Row read_row(const Statement& statement, const registers::Declaration& declaration,
                        int first);

const std::string& region_of(const registers::Declaration& declaration, const registers::Row& row);
/// The first six digits.
std::string county_of(std::string_view region);

/// Lower and upper bound of all codes in a scope: codes c with low <= c < high.
struct ScopeRange {
    std::string low;
    std::string high;
};
ScopeRange range_of_scope(std::string_view scope);

}  // namespace store
