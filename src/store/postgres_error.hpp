#pragma once

#include <libpq-fe.h>

#include <string>

#include "base/error.hpp"

namespace store {

/// What a failed statement means to the user, by its SQLSTATE; the server's own words are details.
base::Error to_error(PGconn* handle, const PGresult* result);

/// Why no connection came about.
base::Error to_connection_error(PGconn* handle, const std::string& name);

/// Throws unavailable unless the server is PostgreSQL 15 or later, stores UTF-8 and does not lose
/// what it has acknowledged (fsync on).
void require_fitting_server(PGconn* handle, const std::string& name);

}  // namespace store
