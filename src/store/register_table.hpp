#pragma once

#include "registers/declaration.hpp"
#include "registers/geometry.hpp"
#include "store/connection.hpp"

namespace store {

/// The tables of a register, without its declaration.
void create_tables(Connection& connection, const registers::Declaration& declaration);

/// Drops whatever indexes an earlier schema gave a register's tables and makes today's (SQLite).
void remake_indexes(Connection& connection, const registers::Declaration& declaration);

/// Widens the extent of a register's GeoPackage layer (SQLite) so that it holds `box`.
void widen_extent(Connection& connection, const registers::Declaration& declaration,
                  const registers::Envelope& box);
/// Takes the extent from every row.
void update_extent(Connection& connection, const registers::Declaration& declaration);

}  // namespace store
