#include <cstdlib>

#include "hits.hpp"

namespace suspicion {

std::vector<Hit> find_closed_at_once(std::span<const Closing> closings, const ClosedAtOnce& rule) {
    std::vector<Hit> hits;
    for (const Closing& each : closings) {
        const std::int64_t seconds = each.closed_s - each.opened_s;
        if (seconds >= rule.minutes * 60) continue;
        hits.push_back(hit_of(
            Kind::closed_at_once, each.of.row, {&each.of},
            {"登记后" + text(seconds) + "秒就办结；少于" + text(rule.minutes) + "分钟即列出。",
             "Closed " + text(seconds) + " s after it was opened; less than " + text(rule.minutes) +
                 " minutes are listed."}));
    }
    return hits;
}

std::vector<Hit> find_unchanged(std::span<const Measured> measured, const NoChange& /*rule*/) {
    std::vector<Hit> hits;
    for (const Measured& each : measured)
        if (each.before == each.after)
            hits.push_back(hit_of(
                Kind::no_change, each.of.row + " " + each.field, {&each.of},
                {"办结时“" + each.field + "”与登记时的实测值完全相同，没有复测。",
                 "Closed with \"" + each.field + "\" exactly as measured when it was opened."}));
    return hits;
}

std::vector<Hit> find_late_batches(std::span<const Edit> edits, const LateBatch& rule) {
    std::vector<Hit> hits;
    for (auto& [name, own] : grouped(edits, [](const Edit& each) {
             return each.of.who.empty()
                        ? std::string{}
                        : each.of.who + " " + each.duty + " " + std::to_string(each.deadline_s);
         })) {
        std::vector<const Edit*> late;
        for (const Edit* each : own)
            if (each->at_s <= each->deadline_s && each->at_s > each->deadline_s - rule.hours * 3600)
                late.push_back(each);
        std::ranges::sort(late, [](const Edit* a, const Edit* b) {
            return std::tie(a->at_s, a->of.row) < std::tie(b->at_s, b->of.row);
        });
        std::size_t first = 0, most = 0, most_first = 0;
        for (std::size_t last = 0; last < late.size(); ++last) {
            while (late[last]->at_s - late[first]->at_s >= rule.minutes * 60) ++first;
            if (last - first + 1 > most) {
                most = last - first + 1;
                most_first = first;
            }
        }
        if (static_cast<std::int64_t>(most) < rule.edits) continue;
        std::vector<const Source*> sources;
        for (std::size_t i = most_first; i < most_first + most; ++i)
            sources.push_back(&late[i]->of);
        const auto count = static_cast<std::int64_t>(most);
        hits.push_back(hit_of(
            Kind::late_batch, name, sources,
            {"截止前" + text(rule.hours) + "小时内，" + text(rule.minutes) + "分钟里集中填写" +
                 text(count) + "条（这项工作共" + text(static_cast<std::int64_t>(own.size())) +
                 "条）；达到" + text(rule.edits) + "条即列出。",
             text(count) + " edits within " + text(rule.minutes) + " minutes in the last " +
                 text(rule.hours) + " hours before the deadline, of " +
                 text(static_cast<std::int64_t>(own.size())) + " in all; " + text(rule.edits) +
                 " are enough to be listed."}));
    }
    return hits;
}

}  // namespace suspicion
