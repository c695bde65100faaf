#pragma once

#include <optional>
#include <string_view>

#include "base/date.hpp"

namespace ledger {

/// 绿 on schedule or done, 蓝 soon due, 黄 late or nearly due, 红 overdue, 灰 not started or
/// without a date.
enum class Light { green, blue, yellow, red, grey };

/// Limits of the lights; the defaults are the programme's own where the notice says none.
struct LightLimits {
    int blue_percent = 10;  ///< of the whole duration, kept within the two bounds below
    int blue_days_min = 7;
    int blue_days_max = 15;
    int yellow_days = 3;     ///< due within so many days, inclusive
    int yellow_points = 10;  ///< behind the planned progress by at least so many points
    int red_points = 30;
};

/// What a light depends on, nothing else.
struct Dated {
    std::optional<base::Date> begin;  ///< planned begin, or the day it was opened
    std::optional<base::Date> due;    ///< inclusive
    bool done = false;
    bool soft = false;  ///< 力争: never red by itself
    /// Work done and planned in whole as two whole numbers; without them only the dates count.
    std::int64_t progress = 0, whole = 0;
};

/// The light on a day. Progress is compared with the share of the duration that has passed at the
/// day's end, exactly: behind = passed / duration - progress / whole, in points of 1/100.
Light light_on(const Dated& dated, base::Date today, const LightLimits& limits = {});

std::string_view to_string(Light light);

}  // namespace ledger
