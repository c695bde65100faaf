#pragma once

#include "base/error.hpp"
#include "message.hpp"

namespace server {

/// invalid_input 400, forbidden 403, not_found 404, conflict 409, internal 500, unavailable 503.
int status_of(base::ErrorKind kind);

/// The error document with its status. An internal error's own words stay in the log: the client
/// gets a general sentence.
Response error_response(const base::Error& error);
Response error_response(const base::Error& error, int status);

}  // namespace server
