#pragma once

#include <optional>
#include <vector>

#include "programme/definition.hpp"
#include "register_sql.hpp"
#include "registers/declaration.hpp"

namespace store {

/// Where a measure reads: the registers as they are, or as they were at a trail number.
struct Sources {
    const std::vector<registers::Declaration>& declarations;
    std::optional<std::int64_t> as_of;

    /// Throws not_found for a register that is not declared.
    [[nodiscard]] const registers::Declaration& declaration(const std::string& name) const;
    /// What stands behind FROM for this register.
    [[nodiscard]] std::string rows(const std::string& register_name) const;
};

/// Appends the condition as SQL over the register's columns: true or false, never NULL.
void append_condition(SqlText& sql, const programme::Expression& condition);

/// Appends what one row adds to `measure`: 0 when it does not count.
void append_contribution(SqlText& sql, const programme::Measure& measure, const Sources& sources);

}  // namespace store
