#pragma once

#include "handlers.hpp"

namespace app {

/// Keeps the register `figure` as a programme that was just loaded says: one row an indicator, with
/// the months in which it counts. Rules across rows and lists look there for what is known already.
/// Does nothing in a database that has no such register.
void keep_figures(const Context& context, const programme::Programme& programme);

/// Throws conflict for a field that asks again for a figure which a loaded programme counts this
/// month (N-38). What the register asked for before stays, and the program's own registers are not
/// asked.
void refuse_figures_asked_again(const Context& context, const registers::Declaration& declaration);

}  // namespace app
