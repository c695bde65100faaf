#pragma once

#include "store/connection.hpp"

namespace store {

/// Where the server has the Citus extension, spreads registers, their histories and the indicator
/// tables over its machines by county, all counties' parts side by side. What is spread already is
/// left alone. Does nothing on any other database. Within the caller's transaction.
void spread_by_county(Connection& connection);

}  // namespace store
