#pragma once

#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// How many lines a list of the first page shows.
constexpr std::size_t start_lines = 12;

/// All that the first page shows `who`, in one JSON document of one moment (docs/openapi.yaml,
/// Start): the ledgers as Ledgers::overview counts them, and whether `who` may open an entry;
/// entries that wait for a step of `who` and entries that show red, the nearest deadlines first;
/// reports that are due; the newest slips and steps; what changed since figures were last made
/// known.
std::string start_page(App& app, const people::Access& who);

/// The day in China, which the lights of the page depend on beside the data.
std::string start_day(App& app);

}  // namespace app
