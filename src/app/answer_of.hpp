#pragma once

#include <optional>

#include "app/app.hpp"

namespace app {

/// What a command that was applied before was answered; empty when it never was. Throws conflict
/// when its id stands for another command.
std::optional<Outcome> answer_of(App& app, const Command& command);

}  // namespace app
