#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "store/connection.hpp"

/// The documents of draws (docs/methods/draws.md): text by file name.
namespace store {

using DrawFiles = std::map<std::string, std::string, std::less<>>;

/// Empty when there is no such draw.
DrawFiles load_draw(Connection& connection, std::string_view draw);
void save_draw_file(Connection& connection, std::string_view draw, std::string_view file,
                    std::string_view content, std::int64_t begin_sequence);
/// Every draw there ever was, by its number.
std::vector<std::string> list_draws(Connection& connection);
/// How many announcements the trail holds; reads all of it.
std::int64_t count_announced(Connection& connection);

}  // namespace store
