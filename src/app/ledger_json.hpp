#pragma once

#include <nlohmann/json_fwd.hpp>

#include "ledger/definition.hpp"

namespace app {

/// A ledger as its file says, for who works with it: states, steps with who may and what they need,
/// requests.
nlohmann::ordered_json definition_json(const ledger::Ledger& ledger);

}  // namespace app
