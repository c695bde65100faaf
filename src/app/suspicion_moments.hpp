#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.hpp"

namespace app {

constexpr std::int64_t day_s = 24 * 60 * 60;
constexpr std::int64_t china_offset_s = 8 * 60 * 60;

/// Seconds since 1970 UTC of the end of a day in Shanghai.
inline std::int64_t end_of_day_s(base::Date day) {
    return std::int64_t{std::chrono::sys_days{day}.time_since_epoch().count() + 1} * day_s -
           china_offset_s;
}

/// Of `2019-06-30T08:00`, with seconds and an offset (`+08:00`) or without: then China's time.
/// Empty for anything else.
inline std::optional<std::int64_t> seconds_of(const std::string& text) {
    const auto two = [&](std::size_t at) -> std::int64_t {
        const auto is_digit = [&](std::size_t i) {
            return i < text.size() && text[i] >= '0' && text[i] <= '9';
        };
        return is_digit(at) && is_digit(at + 1) ? (text[at] - '0') * 10 + (text[at + 1] - '0') : -1;
    };
    const auto day = base::parse_date(text.substr(0, 10));
    constexpr std::size_t minute_end = 16, second_end = 19;
    if (!day || text.size() < minute_end || two(11) < 0 || two(14) < 0) return std::nullopt;
    const bool has_seconds = text.size() >= second_end && two(17) >= 0;
    std::int64_t seconds =
        (end_of_day_s(*day) - day_s) + two(11) * 3600 + two(14) * 60 + (has_seconds ? two(17) : 0);
    const std::size_t offset = text.find_first_of("+-Z", minute_end);
    if (offset == std::string::npos) return seconds;
    if (text[offset] == 'Z') return seconds + china_offset_s;
    if (two(offset + 1) < 0 || two(offset + 4) < 0) return std::nullopt;
    const std::int64_t given_s = two(offset + 1) * 3600 + two(offset + 4) * 60;
    return seconds + china_offset_s - (text[offset] == '-' ? -given_s : given_s);
}

}  // namespace app
