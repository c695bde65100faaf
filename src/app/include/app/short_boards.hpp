#pragma once

#include <string>
#include <vector>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// One unit below the pass line of one indicator (短板弱项).
struct ShortBoard {
    std::string region, name;
    std::string indicator;
    base::Text label;
    programme::Count value;
    base::Rational gap;           ///< pass line minus value, a fraction of 1; above 0
    std::int64_t households = 0;  ///< of the unit, as the register `village` counts them
};

/// What falls short in a period, the most first: by gap times households, then region, then the
/// order of the indicators. Only rates whose pass line is to be reached from below; a rate that is
/// not applicable falls short of nothing. Of what `who` may see.
std::vector<ShortBoard> short_boards(App& app, const std::string& programme,
                                     const std::optional<std::string>& period,
                                     const people::Access& who = people::everything());

/// {programme, short_boards: [{region, name, indicator, label, numerator, denominator, gap_points,
/// households}]}; `gap_points` in percentage points with two places.
std::string to_json(const std::string& programme, const std::vector<ShortBoard>& boards);

}  // namespace app
