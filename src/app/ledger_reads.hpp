#pragma once

#include <string>

#include "ledger/definition.hpp"
#include "people/access.hpp"
#include "text_json.hpp"

namespace app {

inline constexpr const char* state_kind_names[] = {"open", "waiting", "closed", "dropped"};

/// What of a ledger `who` may read.
people::Reach entries_reach(const people::Access& who, const ledger::Ledger& ledger);

/// The field that says in words what an entry is about: content, problem, name, place or document,
/// else the first open text of the ledger's own; the number when it has none.
std::string title_field(const ledger::Ledger& ledger);

}  // namespace app
