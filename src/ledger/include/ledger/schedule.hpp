#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ledger/calendar.hpp"

namespace ledger {

/// One step of a plan (倒排工期).
struct Activity {
    std::string name;
    std::int64_t duration_days = 1;         ///< at least 1; working days when `working`
    bool working = false;                   ///< counts working days only
    std::vector<std::string> predecessors;  ///< names of those that must have ended
    std::optional<base::Date> planned_start;
};

/// Inclusive days.
struct Planned {
    base::Date earliest_start{}, earliest_finish{};
    base::Date latest_start{}, latest_finish{};
    std::int64_t slack_days = 0;  ///< latest minus planned (else earliest) start, calendar days
    bool critical = false;        ///< slack of 0 or less
};

/// Forward from `begin` and backward from `deadline`:
/// earliest start = the day after the latest of its predecessors' earliest finishes, else its
/// planned start, else `begin`; latest finish = the day before the earliest of its successors'
/// latest starts, else `deadline`; start = finish - duration + 1. In the order of `activities`.
/// Throws invalid_input naming the activities of a cycle, an unknown predecessor, a name given
/// twice or a duration below 1.
std::vector<Planned> schedule(const std::vector<Activity>& activities, base::Date begin,
                              base::Date deadline, const Calendar& calendar);

}  // namespace ledger
