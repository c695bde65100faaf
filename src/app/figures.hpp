#pragma once

#include "handlers.hpp"

namespace app {

/// Keeps the register `figure` as a programme that was just loaded says: one row an indicator, with
/// the months in which it counts. Rules across rows and lists look there for what is known already.
/// Does nothing in a database that has no such register.
void keep_figures(const Context& context, const programme::Programme& programme);

}  // namespace app
