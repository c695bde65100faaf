#pragma once

#include <string>

#include "base/error.hpp"

namespace app {

/// What somebody was not allowed to do, and the values that two people set against each other,
/// stand in the trail.
bool leaves_a_trace(const base::Error& error);

/// False for what may pass: the database was away, something broke.
bool is_for_good(const base::Error& error);

/// True when a kept answer says that the command was refused: `{"error":…}`.
bool is_refusal(const std::string& answer);

/// Throws what `answer` says, in the same words.
[[noreturn]] void refuse_again(const std::string& answer);

}  // namespace app
