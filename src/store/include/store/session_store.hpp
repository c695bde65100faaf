#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.hpp"

/// From where sessions were begun.
namespace store {

struct SessionPlace {
    std::string token;  ///< SHA-256 of the secret token in hex
    std::int64_t begin_ms = 0;
    std::string device;   ///< what the browser said it is
    std::string address;  ///< from where it was begun
};
/// The sessions of an account that nobody ended, newest first; they may be too old to be used.
std::vector<SessionPlace> list_sessions(Connection& connection, std::string_view user);
/// Of a session that is there; forgets those of sessions that have ended.
void save_session_place(Connection& connection, const SessionPlace& place);

}  // namespace store
