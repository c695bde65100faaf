#include <algorithm>
#include <set>

#include "app/suspicions.hpp"
#include "benches.hpp"
#include "demo/field_work.hpp"

namespace bench {
namespace {

constexpr int runs = 5;
constexpr std::int64_t villages_a_false_report = 12;

double percent(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 100 : 100 * static_cast<double>(part) / static_cast<double>(whole);
}

void tell(const demo::FieldWork& made, const suspicion::Rules& rules, Figures& figures) {
    demo::Told all;
    for (const auto& [kind, told] : demo::judge(made, suspicion::look(made.work, rules))) {
        const std::string name(suspicion::name_of(kind));
        figures.push_back({name + " found", percent(told.found, told.planted), "%",
                           std::to_string(told.planted) + " planted"});
        figures.push_back({name + " right", percent(told.right, told.hits), "%",
                           std::to_string(told.hits) + " hits"});
        all.planted += told.planted;
        all.found += told.found;
        all.hits += told.hits;
        all.right += told.right;
    }
    figures.push_back({"suspicion recall", percent(all.found, all.planted), "%",
                       std::to_string(all.planted) + " planted"});
    figures.push_back({"suspicion precision", percent(all.right, all.hits), "%",
                       std::to_string(all.hits) + " hits"});
}

}  // namespace

void measure_suspicion(std::int64_t villages, Figures& figures) {
    const auto rules = suspicion::read_rules(app::built_in_suspicion_rules(), "suspicion.yaml");
    tell(demo::make_field_work({1, villages, villages / villages_a_false_report}), rules, figures);
    const auto honest = demo::make_field_work({1, villages, 0});
    std::set<std::string> suspected;
    std::vector<double> seconds, sorting;
    for (int run = 0; run < runs; ++run) {
        seconds.push_back(seconds_of([&] {
            for (const auto& hit : suspicion::look(honest.work, rules))
                suspected.insert(hit.rows.begin(), hit.rows.end());
        }));
        // What no look can leave out: each row once, by whose it is.
        sorting.push_back(seconds_of([&] {
            std::vector<std::pair<std::string, std::string>> rows;
            for (const auto& each : honest.work.records)
                rows.emplace_back(each.of.who, each.of.row);
            for (const auto& each : honest.work.photos) rows.emplace_back(each.of.who, each.of.row);
            for (const auto& each : honest.work.readings)
                rows.emplace_back(each.of.who, each.of.row);
            for (const auto& each : honest.work.reported)
                rows.emplace_back(each.series, each.of.row);
            std::sort(rows.begin(), rows.end());
        }));
    }
    figures.push_back({"honest rows suspected",
                       percent(static_cast<std::int64_t>(suspected.size()), honest.rows), "%",
                       std::to_string(honest.rows) + " rows"});
    figures.push_back(
        {"look", median(seconds), "s",
         std::to_string(median(seconds) / median(sorting)) + " times sorting the rows"});
}

}  // namespace bench
