#pragma once

#include "registers/declaration.hpp"
#include "store/connection.hpp"

namespace store {

/// Drops whatever indexes an earlier schema gave a register's tables and makes today's (SQLite).
void remake_indexes(Connection& connection, const registers::Declaration& declaration);

/// Brings the extent of a register's GeoPackage layer up to date (SQLite).
void update_extent(Connection& connection, const registers::Declaration& declaration);

}  // namespace store
