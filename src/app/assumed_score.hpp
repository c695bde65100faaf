#pragma once

#include <map>
#include <string>

#include "handlers.hpp"
#include "programme/score.hpp"

namespace app {

/// Counts to take for the real ones: region of a unit -> index of the indicator -> count.
using Assumed = std::map<std::string, std::map<std::size_t, programme::Count>>;

/// As score_table, with some counts taken for others; nothing is written.
ScoreTable assumed_score(store::Connection& connection, const Stated& stated,
                         const people::Reach& reach, const Assumed& assumed);

/// What of a programme's figures `who` may see; a figure adds up every operator's rows, so whoever
/// is bound to one operator sees none. Throws forbidden when there is nothing.
people::Reach figures_reach(const people::Access& who, const std::string& programme);

}  // namespace app
