#pragma once

#include <string>

namespace app {

/// The rules that come with the program, as YAML: what the command `look_for_suspicion` takes when
/// an office gives none of its own (docs/methods/suspicion.md).
std::string built_in_suspicion_rules();

}  // namespace app
