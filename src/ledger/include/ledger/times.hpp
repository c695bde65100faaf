#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "ledger/entry.hpp"

namespace ledger {

/// What an entry took, in days (of dates) or minutes (of moments); empty while either end is. A
/// negative time is kept: it shows a wrong date.
std::optional<std::int64_t> time_taken(const Ledger& ledger, const Duration& duration,
                                       const registers::Row& entry);

/// True when it took longer than its standard; without one nothing is slow.
bool is_slow(const Ledger& ledger, const Duration& duration, const registers::Row& entry);

/// The smallest of `times` that at least `percent` of them do not exceed (nearest rank, rank =
/// ceil(percent / 100 * n)). The median is that of 50. `times` must not be empty.
std::int64_t percentile(std::vector<std::int64_t> times, int percent);

/// How fast the rest of an entry's quantity must be done to end on its due day, which counts.
struct Pace {
    std::int64_t remaining = 0;  ///< at least 0
    std::int64_t days = 0;       ///< left, today included; 0 once the day has passed
    std::int64_t per_day = 0;    ///< rounded up; all of it when no day is left
};
/// Empty without quantities or a due day.
std::optional<Pace> pace(const Ledger& ledger, const registers::Row& entry, base::Date today);

}  // namespace ledger
