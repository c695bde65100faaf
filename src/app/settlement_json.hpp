#pragma once

#include <nlohmann/json.hpp>

#include "settlements/changes.hpp"

namespace app {

const char* name_of(settlements::Change::Kind kind);

/// How many settlements became what, and how many households are elsewhere than before.
nlohmann::ordered_json change_counts(const settlements::Comparison& comparison);

}  // namespace app
