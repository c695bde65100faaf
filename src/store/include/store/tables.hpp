#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "registers/declaration.hpp"
#include "store/connection.hpp"

/// Every table of the product as rows, whatever the database: to compare, to move, to back up.
namespace store {

struct TableHash {
    std::string table;
    std::int64_t rows = 0;
    std::string sha256;  ///< hex, over the rows in key order, typed; the same on every database
    bool operator==(const TableHash&) const = default;
};

/// System tables first, then each register and its history by name.
std::vector<TableHash> hash_tables(Connection& connection);

/// Copies every row into a database with the newest schema and no rows.
void copy_tables(Connection& from, Connection& to);

/// Writes the snapshot that `connection` reads as a new embedded database.
void copy_to_file(Connection& connection, const std::filesystem::path& file);

}  // namespace store
