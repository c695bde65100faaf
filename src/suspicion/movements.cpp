#include <cmath>

#include "geo/distance.hpp"
#include "hits.hpp"

namespace suspicion {
namespace {

/// Each person's records by time.
std::map<std::string, std::vector<const Record*>> by_person(std::span<const Record> records) {
    auto people = grouped(records, [](const Record& record) { return record.of.who; });
    for (auto& [who, own] : people)
        std::ranges::sort(own, [](const Record* a, const Record* b) {
            return std::tie(a->at_s, a->of.row) < std::tie(b->at_s, b->of.row);
        });
    return people;
}

}  // namespace

std::vector<Hit> find_impossible_speeds(std::span<const Record> records, const Speed& rule) {
    std::vector<Hit> hits;
    for (const auto& [who, own] : by_person(records)) {
        const Record* before = nullptr;
        for (const Record* record : own) {
            if (!record->position) continue;
            const Record* from = std::exchange(before, record);
            if (!from) continue;
            const auto metres =
                std::llround(geo::near_distance_m(*from->position, *record->position));
            const std::int64_t seconds = record->at_s - from->at_s;
            // metres/seconds > km_per_hour/3.6, without dividing
            if (metres <= rule.metres || metres * 18 <= rule.km_per_hour * seconds * 5) continue;
            hits.push_back(
                hit_of(Kind::speed, from->of.row + " " + record->of.row, {&from->of, &record->of},
                       {"两条记录相距" + text(metres) + "米，只隔" + text(seconds) + "秒；每小时" +
                            text(rule.km_per_hour) + "公里也走不到。",
                        "Two records lie " + text(metres) + " m and " + text(seconds) +
                            " s apart: more than " + text(rule.km_per_hour) + " km/h."}));
        }
    }
    return hits;
}

std::vector<Hit> find_too_quick(std::span<const Record> records, const TooQuick& rule) {
    std::vector<Hit> hits;
    for (const auto& [who, own] : by_person(records)) {
        std::vector<const Source*> run;
        std::string object;
        std::int64_t last_s = 0;
        const auto end_run = [&] {
            if (static_cast<std::int64_t>(run.size()) >= rule.records) {
                const std::string first = run.front()->row;
                hits.push_back(hit_of(Kind::too_quick, first, run,
                                      {"接连" + text(static_cast<std::int64_t>(run.size())) +
                                           "个对象的记录，每个都在前一个之后" + text(rule.seconds) +
                                           "秒之内；达到" + text(rule.records) + "个即列出。",
                                       text(static_cast<std::int64_t>(run.size())) +
                                           " objects in a row, each within " + text(rule.seconds) +
                                           " s of the one before; " + text(rule.records) +
                                           " are enough to be listed."}));
            }
            run.clear();
        };
        for (const Record* record : own) {
            // Several photos of one object are one visit.
            if (!run.empty() && record->object == object) {
                last_s = record->at_s;
                continue;
            }
            if (!run.empty() && record->at_s - last_s > rule.seconds) end_run();
            run.push_back(&record->of);
            object = record->object;
            last_s = record->at_s;
        }
        end_run();
    }
    return hits;
}

std::vector<Hit> find_shared_devices(std::span<const Use> uses, const SharedDevice& rule) {
    std::vector<Hit> hits;
    for (auto& [device, own] : grouped(uses, [](const Use& use) { return use.device; })) {
        std::vector<const Use*> sorted = own;
        std::ranges::sort(sorted, [](const Use* a, const Use* b) {
            return std::tie(a->at_s, a->of.row) < std::tie(b->at_s, b->of.row);
        });
        // One suspicion for each pair of people and device, however often it happens.
        std::map<std::string, std::vector<const Source*>> pairs;
        for (std::size_t i = 1; i < sorted.size(); ++i) {
            const Use& a = *sorted[i - 1];
            const Use& b = *sorted[i];
            if (a.of.who == b.of.who || a.of.who.empty() || b.of.who.empty() ||
                b.at_s - a.at_s > rule.minutes * 60)
                continue;
            auto& pair = pairs[device + " " + std::min(a.of.who, b.of.who) + " " +
                               std::max(a.of.who, b.of.who)];
            pair.insert(pair.end(), {&a.of, &b.of});
        }
        for (auto& [subject, sources] : pairs)
            hits.push_back(hit_of(
                Kind::shared_device, subject, sources,
                {"两个账号在同一台设备上先后办理，间隔不超过" + text(rule.minutes) + "分钟。",
                 "Two accounts worked on one device within " + text(rule.minutes) + " minutes."}));
    }
    return hits;
}

}  // namespace suspicion
