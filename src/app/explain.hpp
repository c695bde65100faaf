#pragma once

#include <string>

#include "app/app.hpp"
#include "handlers.hpp"
#include "store/connection.hpp"

namespace app {

struct ExplainRequest {
    std::string programme, indicator;
    std::string region;  ///< code or name path
    people::Access who = people::everything();
};

/// The rows behind an indicator, of its fallback when its own denominator is 0. They sum to the
/// number. Throws forbidden when the region lies outside what `who` may read; rows of registers and
/// operators that he may not see are left out, and the number is then of the others.
Explanation explain_indicator(store::Connection& connection, const Catalogue& catalogue,
                              const Stated& stated, const ExplainRequest& request);

}  // namespace app
