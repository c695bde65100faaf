#pragma once

#include <string>

#include "catalogue.hpp"
#include "entry_search.hpp"
#include "ledger/definition.hpp"
#include "people/access.hpp"
#include "text_json.hpp"

namespace app {

inline constexpr const char* state_kind_names[] = {"open", "waiting", "closed", "dropped"};

/// What of a ledger `who` may read.
people::Reach entries_reach(const people::Access& who, const ledger::Ledger& ledger);

/// The field that says in words what an entry is about: content, description, problem, name, place
/// …, else the first open text of the ledger's own that is no number; the number without one.
std::string title_field(const ledger::Ledger& ledger);

/// An entry as one line of a list: ledger, number, what it is about, where, state, light, dates.
nlohmann::ordered_json entry_line(const ledger::Ledger& ledger, const store::StoredEntry& entry,
                                  base::Date today, const Names& names);

/// The `ledgers` of Ledgers::overview.
nlohmann::ordered_json overview_of(store::Connection& connection, const Catalogue& catalogue,
                                   const std::string& scope, const people::Access& who,
                                   base::Date today);

/// What changed in the ledgers since figures were last made known: when a period was last sealed,
/// or the figures of the last approved bulletin were frozen, whichever is later. Null before that.
/// Opened, moved and closed are counted by the trail number of each step; turned red are entries
/// that show red `today` and did not then, the nearest `lines_max` of them by name.
nlohmann::ordered_json since_last_bulletin(store::Connection& connection,
                                           const Catalogue& catalogue, const people::Access& who,
                                           base::Date today, std::size_t lines_max);

}  // namespace app
