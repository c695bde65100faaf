#pragma once

#include <string>

#include "app/app.hpp"
#include "handlers.hpp"
#include "store/connection.hpp"

namespace app {

struct ExplainRequest {
    std::string programme, indicator;
    std::string region;  ///< code or name path
};

/// The rows behind an indicator, of its fallback when its own denominator is 0. They sum to the
/// number.
Explanation explain_indicator(store::Connection& connection, const Catalogue& catalogue,
                              const Stated& stated, const ExplainRequest& request);

}  // namespace app
