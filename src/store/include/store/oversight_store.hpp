#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "store/connection.hpp"

/// What who watches over the whole asks of the database.
namespace store {

/// Lines of the trail before number `before`, newest first, at most `limit`, until `visit` says no.
void visit_trail_backwards(Connection& connection, std::int64_t before, std::int64_t limit,
                           const std::function<bool(std::int64_t, std::string_view)>& visit);
/// Lines of the trail from a time (ms since 1970) on, oldest first.
void visit_trail_since(Connection& connection, std::int64_t since_ms,
                       const std::function<void(std::int64_t sequence, std::int64_t time_ms,
                                                std::string_view line)>& visit);
/// Bytes of the whole database as it lies on disk.
std::int64_t database_bytes(Connection& connection);

}  // namespace store
