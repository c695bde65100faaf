#pragma once

#include <string>
#include <vector>

#include "ledger/definition.hpp"

namespace ledger {

/// The fields that somebody is asked for who opens an entry, in the order of the declaration: those
/// that must be filled at once, and of the others those that neither the workflow nor a later step
/// fills in. A page, a phone and a printed form ask for the same.
std::vector<std::string> asked_at_opening(const Ledger& ledger);

}  // namespace ledger
