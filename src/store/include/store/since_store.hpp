#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "registers/declaration.hpp"
#include "store/connection.hpp"

/// What was made known last, and what was done since.
namespace store {

/// The period that was sealed last, of any programme.
struct SealedPeriod {
    std::string programme, period;
    std::int64_t sequence = 0;
};
std::optional<SealedPeriod> last_sealed(Connection& connection);

/// What an approved issue of a document is called, without what it says.
struct ApprovedIssue {
    std::string document, period, region, number;
    std::string approved_on;          ///< day
    std::int64_t begin_sequence = 0;  ///< trail number of its figures
};
/// By their figures, newest first.
std::vector<ApprovedIssue> list_approved_issues(Connection& connection, std::int64_t limit);

/// How many steps of entries (`declaration`: the register entry_step) within `reach` were written
/// after a trail number, by ledger, step and the state they led to (empty: none).
struct StepCount {
    std::string ledger, step, to_state;
    std::int64_t steps = 0;
};
std::vector<StepCount> count_steps(Connection& connection,
                                   const registers::Declaration& declaration,
                                   std::int64_t after_sequence, const people::Reach& reach);

}  // namespace store
