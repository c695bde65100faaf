#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/date.hpp"

namespace ledger {

/// Which days are worked: Monday to Friday, without the holidays, with the days worked in their
/// place (调休上班) as the State Council's yearly notice lists them.
struct Calendar {
    std::set<std::chrono::sys_days> holidays;
    std::set<std::chrono::sys_days> worked_weekends;

    [[nodiscard]] bool is_working_day(base::Date day) const;
};

/// `day` moved by so many calendar days, back when negative.
base::Date add_days(base::Date day, std::int64_t days);

/// The day that is `days` working days after `day`, which itself does not count: one working day
/// after a Friday is the Monday. `days` may be negative; 0 gives `day` itself.
base::Date add_working_days(const Calendar& calendar, base::Date day, std::int64_t days);

/// Calendar days from `from` to `to`; negative when `to` is earlier.
std::int64_t days_between(base::Date from, base::Date to);

/// How often something comes round.
enum class Every { day, week, month, quarter, half_year, year };

/// When occurrences fall due: the `day`-th of each period (0: its last day; a day beyond the end of
/// a short month is its last day; for a week 1 is Monday). `months` names the months of the year
/// that count (empty: all), such as June and October.
struct Rhythm {
    Every every = Every::month;
    int day = 0;
    std::vector<int> months;
};

/// One occurrence: the period it is of and the day it is due, inclusive.
struct Occurrence {
    std::string period;  ///< 2020-02-29, 2020-W09 (of its Monday), 2020-02, 2020-Q1, 2020-H1, 2020
    base::Date due{};
    bool operator==(const Occurrence&) const = default;
};

/// Occurrences whose period lies within [from, to] at least in part, in order.
std::vector<Occurrence> occurrences(const Rhythm& rhythm, base::Date from, base::Date to);

}  // namespace ledger
