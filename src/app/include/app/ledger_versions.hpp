#pragma once

#include <vector>

#include "app/app.hpp"

namespace app {

/// The program's own ledgers of which the data hold an older version, by which they still number
/// and move entries; App::declare_missing loads the new one.
std::vector<base::Text> ledgers_behind(App& app);

}  // namespace app
