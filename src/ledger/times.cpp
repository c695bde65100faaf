#include "ledger/times.hpp"

#include <algorithm>

namespace ledger {
namespace {

using registers::Row;

// A moment is YYYY-MM-DDThh:mm.
std::optional<std::int64_t> minutes_of_day(std::string_view moment) {
    if (moment.size() < 16) return std::nullopt;
    const auto digits = [&](std::size_t at) {
        return std::int64_t{moment[at] - '0'} * 10 + (moment[at + 1] - '0');
    };
    return digits(11) * 60 + digits(14);
}

}  // namespace

std::optional<std::int64_t> time_taken(const Ledger& ledger, const Duration& duration,
                                       const Row& entry) {
    const std::string from = text_of(ledger, entry, duration.from);
    const std::string to = text_of(ledger, entry, duration.to);
    const auto from_day = base::parse_date(from.substr(0, 10));
    const auto to_day = base::parse_date(to.substr(0, 10));
    if (!from_day || !to_day) return std::nullopt;
    const std::int64_t days = days_between(*from_day, *to_day);
    if (!duration.in_minutes) return days;
    const auto begin = minutes_of_day(from);
    const auto end = minutes_of_day(to);
    if (!begin || !end) return std::nullopt;
    return days * 24 * 60 + *end - *begin;
}

bool is_slow(const Ledger& ledger, const Duration& duration, const Row& entry) {
    const auto taken = time_taken(ledger, duration, entry);
    if (!taken) return false;
    for (const auto& standard : duration.within)
        if (!standard.where || programme::matches(*standard.where, ledger.declaration, entry))
            return *taken > standard.most;
    return false;
}

std::int64_t percentile(std::vector<std::int64_t> times, int percent) {
    std::sort(times.begin(), times.end());
    const auto count = static_cast<std::int64_t>(times.size());
    const std::int64_t rank = std::max<std::int64_t>(1, (percent * count + 99) / 100);
    return times.at(static_cast<std::size_t>(rank - 1));
}

std::optional<Pace> pace(const Ledger& ledger, const Row& entry, base::Date today) {
    if (ledger.whole_field.empty()) return std::nullopt;
    const std::int64_t whole = whole_of(ledger, entry, ledger.whole_field);
    const auto due = date_of(ledger, entry, "due_on");
    if (whole <= 0 || !due) return std::nullopt;
    Pace pace;
    pace.remaining =
        std::max<std::int64_t>(0, whole - whole_of(ledger, entry, ledger.progress_field));
    pace.days = std::max<std::int64_t>(0, days_between(today, *due) + 1);
    const std::int64_t over = std::max<std::int64_t>(1, pace.days);
    pace.per_day = (pace.remaining + over - 1) / over;
    return pace;
}

}  // namespace ledger
