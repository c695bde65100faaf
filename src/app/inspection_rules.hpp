#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace app {

/// Rows of a register or ledger, those that answer and those of them that are good, as conditions.
struct Counted {
    std::string register_name, asked, complies;
};

/// One thing that is reported, metered and inspected.
struct InspectionCheck {
    std::string name;
    base::Text label;
    Counted inspected;  ///< sheets of a draw
    std::optional<Counted> reported, metered;
};

/// What a lot is judged by, in percent: of its units and of how often one may err.
struct LotLimits {
    std::int64_t good_failing = 0, bad_failing = 0, good_refused = 0, bad_accepted = 0;
};

struct InspectionRules {
    LotLimits lots;
    std::vector<InspectionCheck> checks;
};

/// Throws invalid_input with the first problem and its line.
InspectionRules read_inspection_rules(std::string_view yaml, const std::string& file_name);

/// The rules that come with the program.
InspectionRules built_in_inspection_rules();

}  // namespace app
