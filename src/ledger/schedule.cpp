#include "ledger/schedule.hpp"

#include <algorithm>
#include <map>

#include "base/error.hpp"

namespace ledger {
namespace {

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

struct Network {
    std::vector<std::vector<std::size_t>> before, after;
    std::vector<std::size_t> order;  // every activity behind its predecessors
};

std::map<std::string, std::size_t> index_of(const std::vector<Activity>& activities) {
    std::map<std::string, std::size_t> index;
    for (std::size_t i = 0; i < activities.size(); ++i) {
        const Activity& a = activities[i];
        if (!index.emplace(a.name, i).second)
            refuse("工序“" + a.name + "”重复。", "The step \"" + a.name + "\" stands twice.");
        if (a.duration_days < 1)
            refuse("工序“" + a.name + "”的工期至少为 1 天。",
                   "The step \"" + a.name + "\" must take at least 1 day.");
    }
    return index;
}

[[noreturn]] void refuse_cycle(const std::vector<Activity>& activities,
                               const std::vector<std::size_t>& waiting) {
    std::string zh;
    std::string en;
    for (std::size_t i = 0; i < activities.size(); ++i) {
        if (waiting[i] == 0) continue;
        zh += (zh.empty() ? "“" : "、“") + activities[i].name + "”";
        en += (en.empty() ? "\"" : ", \"") + activities[i].name + "\"";
    }
    refuse("工序互为前置，无法排期：" + zh + "。",
           "These steps wait for each other and cannot be scheduled: " + en + ".");
}

Network connect(const std::vector<Activity>& activities) {
    const auto index = index_of(activities);
    Network network{std::vector<std::vector<std::size_t>>(activities.size()),
                    std::vector<std::vector<std::size_t>>(activities.size()),
                    {}};
    std::vector<std::size_t> waiting(activities.size());
    for (std::size_t i = 0; i < activities.size(); ++i)
        for (const std::string& name : activities[i].predecessors) {
            const auto found = index.find(name);
            if (found == index.end())
                refuse("工序“" + activities[i].name + "”的前置“" + name + "”不存在。",
                       "\"" + name + "\", which \"" + activities[i].name +
                           "\" waits for, does not exist.");
            network.before[i].push_back(found->second);
            network.after[found->second].push_back(i);
            ++waiting[i];
        }
    for (std::size_t i = 0; i < activities.size(); ++i)
        if (waiting[i] == 0) network.order.push_back(i);
    for (std::size_t at = 0; at < network.order.size(); ++at)
        for (const std::size_t next : network.after[network.order[at]])
            if (--waiting[next] == 0) network.order.push_back(next);
    if (network.order.size() < activities.size()) refuse_cycle(activities, waiting);
    return network;
}

// The last of `duration` days from `start` on, and the first of those up to `finish`.
base::Date finish_of(const Activity& a, base::Date start, const Calendar& calendar) {
    if (!a.working) return add_days(start, a.duration_days - 1);
    return add_working_days(calendar, add_days(start, -1), a.duration_days);
}

base::Date start_of(const Activity& a, base::Date finish, const Calendar& calendar) {
    if (!a.working) return add_days(finish, 1 - a.duration_days);
    return add_working_days(calendar, add_days(finish, 1), -a.duration_days);
}

}  // namespace

std::vector<Planned> schedule(const std::vector<Activity>& activities, base::Date begin,
                              base::Date deadline, const Calendar& calendar) {
    const Network network = connect(activities);
    std::vector<Planned> plan(activities.size());
    for (const std::size_t i : network.order) {
        base::Date start = activities[i].planned_start.value_or(begin);
        for (const std::size_t before : network.before[i])
            start = std::max(start, add_days(plan[before].earliest_finish, 1));
        plan[i].earliest_start = start;
        plan[i].earliest_finish = finish_of(activities[i], start, calendar);
    }
    for (auto at = network.order.rbegin(); at != network.order.rend(); ++at) {
        base::Date finish = deadline;
        for (const std::size_t after : network.after[*at])
            finish = std::min(finish, add_days(plan[after].latest_start, -1));
        Planned& planned = plan[*at];
        planned.latest_finish = finish;
        planned.latest_start = start_of(activities[*at], finish, calendar);
        planned.slack_days = days_between(
            activities[*at].planned_start.value_or(planned.earliest_start), planned.latest_start);
        planned.critical = planned.slack_days <= 0;
    }
    return plan;
}

}  // namespace ledger
