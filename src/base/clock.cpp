#include "base/clock.hpp"

#include <cstdio>

namespace base {
namespace {

constexpr std::chrono::hours shanghai_offset{8};

}  // namespace

Instant SystemClock::now() const {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Date shanghai_date(Instant instant) {
    return Date{std::chrono::floor<std::chrono::days>(instant + shanghai_offset)};
}

std::int64_t to_milliseconds(Instant instant) {
    return instant.time_since_epoch().count();
}

std::string format_instant(Instant instant) {
    const Instant local = instant + shanghai_offset;
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const std::chrono::hh_mm_ss time{local - day};
    char text[40];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%03d+08:00",
                  static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()),
                  static_cast<int>(time.subseconds().count()));
    return format_date(Date{day}) + text;
}

}  // namespace base
