#pragma once

#include <nlohmann/json_fwd.hpp>

#include "catalogue.hpp"
#include "draw/steps.hpp"

namespace app {

/// Of a draw that is done, for each check of the rules that its sheets answer: strata and total
/// with what was reported, metered and inspected (docs/http-api.md, `checks`). Households drawn in
/// villages that were drawn themselves are a sample of two stages, and their total bears the
/// variance between villages.
nlohmann::ordered_json inspected_shares(store::Connection& connection, const Catalogue& catalogue,
                                        const std::string& draw, const draw::Documents& documents);

}  // namespace app
