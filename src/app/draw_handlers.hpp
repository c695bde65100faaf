#pragma once

#include "handlers.hpp"

namespace app {

/// The commands `draw_…`: one step of a draw each (draw/steps.hpp), at the moment of the command.
/// The trail's entry names the draw and the hash of what the step fixed, so that whoever has the
/// published files finds them in it: `DRAW/frozen/HASH`.
Handled handle_draw(const Context& context);

}  // namespace app
