#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/date.hpp"
#include "base/error.hpp"
#include "ledger/definition.hpp"
#include "people/access.hpp"

namespace app {

inline constexpr const char* state_kind_names[] = {"open", "waiting", "closed", "dropped"};

inline nlohmann::ordered_json text_json(const base::Text& text) {
    return {{"zh", text.zh}, {"en", text.en}};
}

inline nlohmann::ordered_json date_json(const std::optional<base::Date>& date) {
    return date ? nlohmann::ordered_json(base::format_date(*date))
                : nlohmann::ordered_json(nullptr);
}

/// What of a ledger `who` may read.
people::Reach entries_reach(const people::Access& who, const ledger::Ledger& ledger);

/// The field that says in words what an entry is about: content, problem, name, place or document,
/// else the first open text of the ledger's own; the number when it has none.
std::string title_field(const ledger::Ledger& ledger);

}  // namespace app
