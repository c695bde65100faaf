#pragma once

#include <chrono>
#include <string>

#include "base/date.hpp"

namespace base {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// The only source of the current time. Pure modules never see it; they get an Instant or a Date.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

/// Stands still until it is set; for tests and reproducible runs.
class FixedClock final : public Clock {
public:
    explicit FixedClock(Instant instant) : instant_(instant) {}
    [[nodiscard]] Instant now() const override { return instant_; }
    void set(Instant instant) { instant_ = instant; }

private:
    Instant instant_;
};

/// The calendar day in Asia/Shanghai (UTC+8, no daylight saving since 1991) at `instant`.
Date shanghai_date(Instant instant);

/// Milliseconds since 1970-01-01T00:00:00Z.
std::int64_t to_milliseconds(Instant instant);

/// `2019-06-30T08:00:00.000+08:00`.
std::string format_instant(Instant instant);

}  // namespace base
