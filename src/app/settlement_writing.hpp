#pragma once

#include "handlers.hpp"
#include "settlement_rows.hpp"

namespace app {

/// Brings the rows of a scope in line with what was found there and what staff decided: members,
/// settlements, areas. `state` is what was loaded with places; its `found` and `role` are what the
/// run found. Figures follow. Returns the settlements after corrections by household id.
std::vector<settlements::Membership> write_settlements(const Context& context,
                                                       SettlementState& state, const RunRow& run);

/// The decisions that were not withdrawn, for the kernel. Households that are gone are left out.
std::vector<settlements::Correction> to_corrections(const SettlementState& state);

/// Place of a household from 1, or 0.
std::uint64_t household_id(const SettlementState& state, const std::string& region,
                           const std::string& number);

/// Writes one row under the command's trail number, and the figures that read it.
void write_row(const Context& context, const char* register_name, registers::Row row);

}  // namespace app
