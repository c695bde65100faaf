#pragma once

#include <map>
#include <string>

#include "handlers.hpp"

namespace app {

/// Region to WKB: the seat of a village, or the registered boundary where there is one (map.cpp).
std::map<std::string, std::string> unit_shapes(store::Connection& connection,
                                               const Catalogue& catalogue, store::AsOf as_of);

}  // namespace app
