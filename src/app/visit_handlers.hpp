#pragma once

#include "handlers.hpp"

namespace app {

/// `prepare_visits` (`{"draw","due_on","teams"?,"programme"?}`): a sheet for each unit of an opened
/// draw, in the order of its team's route. A unit `433124100201` is a village and gets a
/// village_sheet, `433124100201.12` is household 12 there and gets a household_sheet below the
/// village's. `teams` says which team goes to a stratum; without it the two inspectors that were
/// drawn go, and households go with their village. What stands there already is not opened again.
/// Throws conflict before the draw is opened, or when a unit has no team.
Handled handle_prepare_visits(const Context& context);

}  // namespace app
