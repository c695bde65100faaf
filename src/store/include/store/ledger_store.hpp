#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "registers/declaration.hpp"
#include "registers/value.hpp"
#include "store/connection.hpp"

namespace store {

/// Every entry of a ledger that has not ended, with its own fields that lights and notices need;
/// the declared ones that are dates or numbers too. The others are missing.
void for_each_open(Connection& connection, const registers::Declaration& declaration,
                   const std::function<void(const registers::Row&)>& visit);

/// Every number that a ledger has given.
void for_each_number(Connection& connection, const registers::Declaration& declaration,
                     const std::function<void(std::string_view)>& visit);

/// What was sent for a ledger: number, cycle and kind with \x1f between, and the last serial.
/// Ordered by that key.
void for_each_reminder(Connection& connection, std::string_view ledger,
                       const std::function<void(std::string key, std::int64_t serial)>& visit);

}  // namespace store
