#include "ledger/calendar.hpp"

#include <algorithm>
#include <cstdio>

namespace ledger {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year_month;

constexpr int months_of(Every every) {
    switch (every) {
        case Every::quarter:
            return 3;
        case Every::half_year:
            return 6;
        case Every::year:
            return 12;
        default:
            return 1;
    }
}

base::Date day_of_month(year_month month, int day) {
    const base::Date last = month / std::chrono::last;
    if (day == 0 || static_cast<unsigned>(day) > static_cast<unsigned>(last.day())) return last;
    return month / day;
}

std::string printed(const char* format, int a, int b) {
    char text[32];
    std::snprintf(text, sizeof text, format, a, b);
    return text;
}

std::string name_of(Every every, year_month first) {
    const int year = static_cast<int>(first.year());
    const int month = static_cast<int>(static_cast<unsigned>(first.month()));
    switch (every) {
        case Every::quarter:
            return printed("%04d-Q%d", year, (month + 2) / 3);
        case Every::half_year:
            return printed("%04d-H%d", year, month <= 6 ? 1 : 2);
        case Every::year:
            return printed("%04d", year, 0);
        default:
            return printed("%04d-%02d", year, month);
    }
}

// ISO 8601: the week of a Monday is that of the Thursday in it.
std::string week_name(sys_days monday) {
    const base::Date thursday = monday + days(3);
    const sys_days first = sys_days(thursday.year() / 1 / 1);
    const int week = static_cast<int>((sys_days(thursday) - first).count() / 7) + 1;
    return printed("%04d-W%02d", static_cast<int>(thursday.year()), week);
}

std::vector<Occurrence> daily(base::Date from, base::Date to) {
    std::vector<Occurrence> result;
    for (sys_days day = from; day <= sys_days(to); day += days(1))
        result.push_back({base::format_date(base::Date(day)), base::Date(day)});
    return result;
}

std::vector<Occurrence> weekly(int day, base::Date from, base::Date to) {
    std::vector<Occurrence> result;
    const unsigned past = std::chrono::weekday(sys_days(from)).iso_encoding() - 1;
    const int due = day == 0 ? 7 : std::min(day, 7);
    for (sys_days monday = sys_days(from) - days(past); monday <= sys_days(to); monday += days(7))
        result.push_back({week_name(monday), base::Date(monday + days(due - 1))});
    return result;
}

}  // namespace

bool Calendar::is_working_day(base::Date day) const {
    if (worked_weekends.contains(day)) return true;
    if (holidays.contains(day)) return false;
    return std::chrono::weekday(sys_days(day)).iso_encoding() <= 5;
}

base::Date add_days(base::Date day, std::int64_t count) {
    return base::Date(sys_days(day) + days(count));
}

base::Date add_working_days(const Calendar& calendar, base::Date day, std::int64_t count) {
    const int direction = count < 0 ? -1 : 1;
    for (std::int64_t left = count < 0 ? -count : count; left > 0;) {
        day = add_days(day, direction);
        if (calendar.is_working_day(day)) --left;
    }
    return day;
}

std::int64_t days_between(base::Date from, base::Date to) {
    return (sys_days(to) - sys_days(from)).count();
}

std::vector<Occurrence> occurrences(const Rhythm& rhythm, base::Date from, base::Date to) {
    if (rhythm.every == Every::day) return daily(from, to);
    if (rhythm.every == Every::week) return weekly(rhythm.day, from, to);
    const int length = months_of(rhythm.every);
    const unsigned past = (static_cast<unsigned>(from.month()) - 1) % static_cast<unsigned>(length);
    std::vector<Occurrence> result;
    for (year_month first = from.year() / from.month() - months(past); sys_days(first / 1) <= to;
         first += months(length)) {
        const year_month last = first + months(length - 1);
        const auto& wanted = rhythm.months;
        const int month = static_cast<int>(static_cast<unsigned>(last.month()));
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), month) == wanted.end())
            continue;
        result.push_back({name_of(rhythm.every, first), day_of_month(last, rhythm.day)});
    }
    return result;
}

}  // namespace ledger
