#pragma once

#include <string>
#include <vector>

#include "server/server.hpp"

namespace server {

/// `https://host:port` of each layer, each once. Throws invalid_input naming an address that is not
/// http(s) with {z}, {x} and {y}, or that could end the header it stands in.
std::vector<std::string> origins_of(const std::vector<BaseMapLayer>& layers);

/// `{"layers":[{"tiles","attribution"}]}`.
std::string base_map_document(const std::vector<BaseMapLayer>& layers);

}  // namespace server
