#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace base {

/// One thing that is wrong with a file the user gave, at one place, and what was expected there.
/// A finding never stops the good rows.
struct Finding {
    std::string file;
    std::string sheet;     ///< empty where the format has none
    std::int64_t row = 0;  ///< as the user's program counts, from 1; 0 where no row is meant
    std::string column;    ///< the header's text, or the column letter when there is no header
    std::string value;     ///< what stands there
    Text expected;
    Text message;  ///< the whole sentence
    bool operator==(const Finding&) const = default;
};

using Findings = std::vector<Finding>;

}  // namespace base
