#pragma once

#include <cstdint>

#include "store/connection.hpp"

namespace store {

/// The schema this program reads and writes. Every earlier one can be brought up to it.
constexpr std::int64_t schema_version = 3;

/// The version of the schema behind `connection`; 0 when it is not a Wanjia database.
std::int64_t read_schema_version(Connection& connection);

/// False for a database of the newest version that was made before a late step of it.
bool is_schema_whole(Connection& connection);

/// Brings the schema from `from` (0: nothing yet) to the newest, and makes what it lacks of that
/// version, within the caller's transaction.
void migrate_schema(Connection& connection, std::int64_t from);

}  // namespace store
