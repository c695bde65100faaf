#pragma once

#include <memory>
#include <string>
#include <vector>

#include "postgres_connection.hpp"

namespace store {

/// `table` and `columns` as they stand in SQL.
std::unique_ptr<BulkInsert> postgres_bulk_insert(PostgresConnection& connection, std::string table,
                                                 const std::vector<std::string>& columns);

}  // namespace store
