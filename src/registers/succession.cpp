#include "registers/succession.hpp"

#include <algorithm>
#include <set>

namespace registers {
namespace {

bool is_within(const std::vector<std::string>& scopes, const std::string& code) {
    return std::any_of(scopes.begin(), scopes.end(),
                       [&](const std::string& scope) { return is_in_scope(code, scope); });
}

const Region* first_period(const RegionIndex& regions, const std::string& code) {
    const auto& all = regions.all();
    const auto it = std::lower_bound(
        all.begin(), all.end(), code,
        [](const auto& region, const auto& wanted) { return region.code < wanted; });
    return it != all.end() && it->code == code ? &*it : nullptr;
}

}  // namespace

Succession::Succession(const RegionIndex& regions, base::Date date)
    : regions_(regions), date_(date) {
    for (const Region& region : regions.all()) {
        if (region.successor.empty() || !region.valid_to) continue;
        // Who was taken in later is no origin: the successor was there without it.
        const auto* first = first_period(regions, region.successor);
        const auto next_day = std::chrono::sys_days(*region.valid_to) + std::chrono::days(1);
        if (first && std::chrono::sys_days(first->valid_from) == next_day)
            origins_[region.successor].push_back(region.code);
    }
}

bool Succession::is_valid(const std::string& code) const {
    return regions_.find(code, date_) != nullptr;
}

std::vector<std::string> Succession::holders(const std::string& code) const {
    if (is_valid(code)) return {code};
    std::set<std::string> seen;
    for (std::string current = code; seen.insert(current).second;) {
        const auto* latest = regions_.find_latest(current);
        if (!latest || latest->successor.empty()) break;
        current = latest->successor;
        if (is_valid(current)) return {current};
    }
    std::set<std::string> found;
    std::vector<std::string> open{code};
    seen.clear();
    while (!open.empty()) {
        const std::string current = open.back();
        open.pop_back();
        const auto it = origins_.find(current);
        if (it == origins_.end() || !seen.insert(current).second) continue;
        for (const std::string& origin : it->second)
            if (is_valid(origin)) {
                found.insert(origin);
            } else {
                open.push_back(origin);
            }
    }
    if (found.empty()) return {code};
    return {found.begin(), found.end()};
}

bool Succession::holds(const std::vector<std::string>& scopes, const std::string& code) const {
    const auto regions = holders(code);
    return std::all_of(regions.begin(), regions.end(),
                       [&](const std::string& region) { return is_within(scopes, region); });
}

std::vector<std::string> Succession::joined(const std::vector<std::string>& scopes) const {
    std::set<std::string> codes;
    for (const Region& region : regions_.all())
        if (!is_valid(region.code) && !is_within(scopes, region.code) && holds(scopes, region.code))
            codes.insert(region.code);
    return {codes.begin(), codes.end()};
}

std::vector<std::string> counted_codes(const RegionIndex& regions, const std::string& region,
                                       base::Date date) {
    auto codes = regions.lineage(region);
    if (codes.size() == 1) return codes;
    const std::string owner = regions.representative(region, date);
    std::erase_if(codes, [&](const std::string& code) {
        return code != region && regions.representative(code, date) != owner;
    });
    return codes;
}

}  // namespace registers
