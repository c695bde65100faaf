#include "ledger/notice.hpp"

#include <algorithm>

#include "ledger/entry.hpp"

namespace ledger {
namespace {

std::optional<base::Date> nearest_due(const Ledger& ledger, const registers::Row& entry) {
    const bool met = ledger.state(text_of(ledger, entry, "state")).meets_due;
    const auto whole = met ? std::nullopt : date_of(ledger, entry, "due_on");
    const auto step = date_of(ledger, entry, "step_due_on");
    if (!whole) return step;
    if (!step) return whole;
    return std::min(*whole, *step);
}

Notice begin_notice(const Ledger& ledger, const registers::Row& entry, base::Date due) {
    Notice notice;
    notice.number = text_of(ledger, entry, "number");
    notice.region = text_of(ledger, entry, "region");
    notice.unit = text_of(ledger, entry, "unit");
    notice.due = due;
    notice.cycle = base::format_date(due) + "/" +
                   std::to_string(whole_of(ledger, entry, "extended")) + "." +
                   std::to_string(whole_of(ledger, entry, "reopened"));
    if (ledger.reminds && !ledger.reminds->levels.empty())
        notice.level = ledger.reminds->levels.front();
    return notice;
}

// The newest reminder that is due, counted from the day after the deadline or the last step.
std::optional<Notice> reminder(const Ledger& ledger, const registers::Row& entry, Notice notice,
                               base::Date today) {
    const Reminding& reminds = *ledger.reminds;
    base::Date since = *notice.due;
    const auto moved = date_of(ledger, entry, "moved_on");
    if (moved && days_between(since, *moved) > 0) since = *moved;
    const std::int64_t number = days_between(since, today) / reminds.every_days;
    if (number < 1) return std::nullopt;
    notice.kind = "reminder";
    notice.cycle += "/" + base::format_date(since);
    notice.serial = number;
    const auto level = static_cast<std::size_t>((number - 1) / reminds.escalate_after);
    if (!reminds.levels.empty())
        notice.level = reminds.levels[std::min(level, reminds.levels.size() - 1)];
    return notice;
}

}  // namespace

std::vector<Notice> notices(const Ledger& ledger, const registers::Row& entry, base::Date today) {
    const Light light = entry_light(ledger, entry, today);
    const auto due = nearest_due(ledger, entry);
    const bool sends = light == Light::blue || light == Light::yellow || light == Light::red;
    if (!due || !sends) return {};
    std::vector<Notice> result;
    Notice notice = begin_notice(ledger, entry, *due);
    notice.kind = std::string(to_string(light));
    result.push_back(notice);
    if (ledger.reminds && days_between(*due, today) > 0)
        if (auto next = reminder(ledger, entry, begin_notice(ledger, entry, *due), today))
            result.push_back(std::move(*next));
    return result;
}

}  // namespace ledger
