#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "handlers.hpp"
#include "people/access.hpp"

namespace app {

/// Stated totals of a programme beside the figures that the registers give (Oversight).
nlohmann::ordered_json reconcile(store::Connection& connection, const Catalogue& catalogue,
                                 const std::string& programme, const people::Access& who);

}  // namespace app
