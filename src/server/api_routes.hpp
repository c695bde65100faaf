#pragma once

#include <vector>

#include "app/app.hpp"
#include "base/environment.hpp"
#include "route.hpp"

namespace server {

/// Every operation of docs/openapi.yaml. Both arguments outlive the routes.
std::vector<Route> api_routes(base::Environment& environment, app::App& app);

/// The two halves of it.
std::vector<Route> read_routes(base::Environment& environment, app::App& app);
std::vector<Route> change_routes(base::Environment& environment, app::App& app);

}  // namespace server
