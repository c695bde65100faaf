#pragma once

#include "ledger/definition.hpp"
#include "programme/cursor.hpp"

namespace ledger {

/// The readers below report what is wrong at its place in the file.

std::vector<std::string> read_names(const programme::Cursor& at);
/// Names of fields of the entry.
std::vector<std::string> read_fields(const programme::Cursor& at,
                                     const registers::Declaration& declaration);
std::string read_field(const programme::Cursor& at, const registers::Declaration& declaration);
std::string read_state(const programme::Cursor& at, const Ledger& ledger);
std::optional<Limit> read_limit(const programme::Cursor& at,
                                const registers::Declaration& declaration);
Step read_step(const programme::Cursor& at, const Ledger& ledger);
Request read_request(const programme::Cursor& at, const Ledger& ledger);

}  // namespace ledger
