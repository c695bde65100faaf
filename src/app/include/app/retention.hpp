#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace app {

/// A row whose personal values may no longer be kept.
struct Expired {
    std::string register_name;
    std::int64_t row = 0;
    base::Date ended{};     ///< the day it was removed, or its entry closed
    base::Date last_day{};  ///< the last day on which its personal values may be kept
};

/// The last day of a time of `years` years that began on `ended`: the same day of the year, or the
/// month's last day where it has no such day (民法典 202).
base::Date last_day_kept(base::Date ended, int years);

std::string to_json(const std::vector<Expired>& expired, base::Date on);

}  // namespace app
