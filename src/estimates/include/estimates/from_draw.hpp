#pragma once

#include <string_view>
#include <vector>

#include "draw/follow_up.hpp"
#include "estimates/proportion.hpp"

namespace estimates {

/// What was found at a unit that was drawn.
struct Finding {
    std::string unit;
    bool complies = false;
};
/// `unit yes` or `unit no` a line (also 1, 0, 是, 否), parted by TAB, comma or spaces. Throws
/// invalid_input with the line.
std::vector<Finding> read_findings(std::string_view text);

/// The strata of a draw with what was found. Units that were drawn and are without a finding are
/// counted in `open`. Throws invalid_input for a finding at a unit that was not drawn, was
/// replaced, or is there twice: targeted visits never enter a share.
struct Inspected {
    std::vector<Stratum> strata;
    std::int64_t open = 0;
};
Inspected inspected_strata(const draw::Frame& frame, const draw::VisitList& list,
                           const std::vector<Finding>& findings);

}  // namespace estimates
