#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace base {

/// A calendar day in Asia/Shanghai. Always a day that exists.
using Date = std::chrono::year_month_day;

/// Reads exactly `YYYY-MM-DD`. Empty when the text has another form or the day does not exist
/// (2019-02-30).
std::optional<Date> parse_date(std::string_view text);

/// `YYYY-MM-DD`.
std::string format_date(Date date);

}  // namespace base
