#include "ledger/definition.hpp"

#include <algorithm>

namespace ledger {
namespace {

constexpr std::string_view request_names[] = {"extend", "transfer", "pause", "drop"};

}  // namespace

const State& Ledger::state(std::string_view name) const {
    const auto it = std::find_if(states.begin(), states.end(),
                                 [&](const State& state) { return state.name == name; });
    if (it != states.end()) return *it;
    throw base::Error(base::ErrorKind::internal,
                      {"台账“" + declaration.label.zh + "”没有这一状态。",
                       "The ledger " + declaration.name + " has no such state."},
                      std::string(name));
}

const Step* Ledger::find_step(std::string_view name) const {
    const auto it = std::find_if(steps.begin(), steps.end(),
                                 [&](const Step& step) { return step.name == name; });
    return it == steps.end() ? nullptr : &*it;
}

const Request* Ledger::find_request(RequestKind kind) const {
    const auto it = std::find_if(requests.begin(), requests.end(),
                                 [&](const Request& request) { return request.kind == kind; });
    return it == requests.end() ? nullptr : &*it;
}

std::string_view to_string(RequestKind kind) {
    return request_names[static_cast<int>(kind)];
}

std::optional<RequestKind> parse_request_kind(std::string_view text) {
    for (int i = 0; i < 4; ++i)
        if (request_names[i] == text) return static_cast<RequestKind>(i);
    return std::nullopt;
}

}  // namespace ledger
