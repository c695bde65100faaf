#include "ledger/opening.hpp"

#include <algorithm>
#include <set>

namespace ledger {

std::vector<std::string> asked_at_opening(const Ledger& ledger) {
    std::set<std::string> later;
    for (const auto& field : registers::entry_fields({}, std::nullopt))
        if (field.name != "region") later.insert(field.name);
    for (const auto& step : ledger.steps) {
        later.insert(step.may_set.begin(), step.may_set.end());
        later.insert(step.must_set.begin(), step.must_set.end());
    }
    std::vector<std::string> asked;
    for (const auto& field : ledger.declaration.fields)
        if (!later.contains(field.name) || std::ranges::count(ledger.open_set, field.name) > 0)
            asked.push_back(field.name);
    return asked;
}

}  // namespace ledger
