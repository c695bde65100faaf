#include "app/jobs.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app_state.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

const char* name_of(Work::Stage stage) {
    switch (stage) {
        case Work::Stage::reading:
            return "reading";
        case Work::Stage::computing:
            return "computing";
        case Work::Stage::writing:
            return "writing";
        case Work::Stage::waiting:
            break;
    }
    return "waiting";
}

ordered_json to_json(const WorkList::Job& job, bool is_own) {
    const Work::Standing& standing = job.standing;
    return {{"operation", is_own ? ordered_json(job.operation) : ordered_json(nullptr)},
            {"kind", job.kind},
            {"user", job.user},
            {"began_at", base::format_instant(job.began)},
            {"stage", name_of(standing.stage)},
            {"done", standing.done},
            {"total", standing.total > 0 ? ordered_json(standing.total) : ordered_json(nullptr)}};
}

}  // namespace

Jobs::Jobs(App& app) : state_(app.ledgers().state()) {}

std::string Jobs::list(const people::Access& who) const {
    const bool sees_all = sees_health(who);
    ordered_json list = ordered_json::array();
    for (const WorkList::Job& job : state_.running.jobs()) {
        const bool is_own = who.everything || job.user == who.user;
        if (is_own || sees_all) list.push_back(to_json(job, is_own));
    }
    return ordered_json{{"jobs", std::move(list)}}.dump();
}

bool sees_health(const people::Access& who) {
    return std::ranges::any_of(
        std::initializer_list<people::Right>{people::Right::accounts, people::Right::configure,
                                             people::Right::trail},
        [&](people::Right right) { return people::holds(who, right); });
}

}  // namespace app
