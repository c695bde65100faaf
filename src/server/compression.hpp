#pragma once

#include <cstddef>
#include <string_view>

#include "message.hpp"

namespace server {

/// Shorter texts fit into one packet as they are.
constexpr std::size_t compressed_from_bytes = 1'000;

/// True when an Accept-Encoding header names gzip without `q=0` (RFC 9110 12.5.3).
bool takes_gzip(std::string_view accept_encoding);

/// True for content that becomes much smaller: texts, JSON, scripts, drawings.
bool is_compressible(std::string_view content_type);

/// The body as gzip when it is a text of `compressed_from_bytes` or more, not compressed yet, and
/// `request` takes it; says in Vary that the answer depends on that.
void compress(const Request& request, Response& response);

}  // namespace server
