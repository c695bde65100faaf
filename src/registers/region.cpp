#include "registers/region.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.hpp"

namespace registers {
namespace {

constexpr std::size_t name_path_bytes_max = 600;

constexpr std::array<std::string_view, 5> level_names = {"province", "prefecture", "county",
                                                         "township", "village"};

bool is_valid_on(const Region& region, base::Date date) {
    return region.valid_from <= date && (!region.valid_to || date <= *region.valid_to);
}

bool comes_before(const Region& a, const Region& b) {
    return std::tie(a.code, a.valid_from) < std::tie(b.code, b.valid_from);
}

}  // namespace

std::string scope_prefix(std::string_view code) {
    const auto is_zero = [&](std::size_t begin, std::size_t end) {
        return code.substr(begin, end - begin).find_first_not_of('0') == std::string_view::npos;
    };
    if (code.size() != 12) return std::string(code);
    for (const std::size_t length : {2u, 4u, 6u, 9u})
        if (is_zero(length, 12)) return std::string(code.substr(0, length));
    return std::string(code);
}

bool is_in_scope(std::string_view code, std::string_view scope) {
    return code.starts_with(scope_prefix(scope));
}

bool is_region_code(std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string_view to_string(RegionLevel level) {
    return level_names[static_cast<std::size_t>(level)];
}

std::optional<RegionLevel> parse_region_level(std::string_view text) {
    for (std::size_t i = 0; i < level_names.size(); ++i)
        if (level_names[i] == text) return static_cast<RegionLevel>(i);
    return std::nullopt;
}

RegionIndex::RegionIndex(std::vector<Region> regions) : regions_(std::move(regions)) {
    std::sort(regions_.begin(), regions_.end(), comes_before);
    for (std::size_t i = 0; i < regions_.size(); ++i) {
        by_name_.emplace(base::fold(regions_[i].name), i);
        for (const std::string& alias : regions_[i].aliases) by_name_.emplace(base::fold(alias), i);
        if (!regions_[i].successor.empty())
            previous_[regions_[i].successor].push_back(regions_[i].code);
    }
}

const Region* RegionIndex::find(std::string_view code, base::Date date) const {
    const auto first = std::lower_bound(
        regions_.begin(), regions_.end(), code,
        [](const Region& region, std::string_view wanted) { return region.code < wanted; });
    for (auto it = first; it != regions_.end() && it->code == code; ++it)
        if (is_valid_on(*it, date)) return &*it;
    return nullptr;
}

const Region* RegionIndex::find_latest(std::string_view code) const {
    const auto after = std::upper_bound(
        regions_.begin(), regions_.end(), code,
        [](std::string_view wanted, const Region& region) { return wanted < region.code; });
    if (after == regions_.begin() || std::prev(after)->code != code) return nullptr;
    return &*std::prev(after);
}

RegionMatch RegionIndex::resolve(std::string_view text, std::optional<RegionLevel> level,
                                 base::Date date) const {
    if (is_region_code(text)) {
        if (const Region* region = find(text, date)) {
            if (level && region->level != *level) return {RegionMatch::Status::wrong_level, {}, {}};
            return {RegionMatch::Status::found, region->code, {}};
        }
        const Region* latest = find_latest(text);
        if (!latest) return {};
        RegionMatch match{RegionMatch::Status::expired, {}, {}};
        if (!latest->successor.empty()) match.suggestions.push_back(latest->successor);
        return match;
    }
    // No name path is as long; finding one takes time with the square of the text.
    if (text.size() > name_path_bytes_max) return {};
    // A name path: the last name is that of the region, what stands before it those of its parents.
    const std::string wanted = base::fold(text);
    std::set<std::string> found;
    for (std::size_t start = 0; start < wanted.size(); ++start) {
        if ((static_cast<unsigned char>(wanted[start]) & 0xc0) == 0x80) continue;
        const auto [first, last] = by_name_.equal_range(wanted.substr(start));
        for (auto it = first; it != last; ++it) {
            const Region& region = regions_[it->second];
            if (level && region.level != *level) continue;
            if (!is_valid_on(region, date)) continue;
            std::string before = wanted.substr(0, start);
            for (const Region* parent = find(region.parent, date); parent && !before.empty();
                 parent = find(parent->parent, date)) {
                std::vector<std::string> names = parent->aliases;
                names.insert(names.begin(), parent->name);
                for (const std::string& name : names) {
                    const std::string folded = base::fold(name);
                    if (!before.ends_with(folded)) continue;
                    before.resize(before.size() - folded.size());
                    break;
                }
            }
            if (before.empty()) found.insert(region.code);
        }
    }
    if (found.size() == 1) return {RegionMatch::Status::found, *found.begin(), {}};
    if (found.empty()) return {};
    return {RegionMatch::Status::ambiguous, {}, {found.begin(), found.end()}};
}

std::vector<std::string> RegionIndex::lineage(std::string_view code) const {
    std::set<std::string> seen;
    std::vector<std::string> open{std::string(code)};
    while (!open.empty()) {
        const std::string current = open.back();
        open.pop_back();
        if (!seen.insert(current).second) continue;
        if (const auto it = previous_.find(current); it != previous_.end())
            open.insert(open.end(), it->second.begin(), it->second.end());
        // A merger has several predecessors; siblings of `code` are not its past.
        if (const Region* latest = find_latest(current); latest && !latest->successor.empty()) {
            const auto it = previous_.find(latest->successor);
            if (it != previous_.end() && it->second.size() == 1) open.push_back(latest->successor);
        }
    }
    return {seen.begin(), seen.end()};
}

std::string RegionIndex::representative(std::string_view code, base::Date date) const {
    if (find(code, date)) return std::string(code);
    std::set<std::string> seen;
    for (std::string current(code); seen.insert(current).second;) {
        const Region* latest = find_latest(current);
        if (!latest || latest->successor.empty()) break;
        current = latest->successor;
        if (find(current, date)) return current;
    }
    for (const std::string& other : lineage(code))
        if (find(other, date)) return other;
    return std::string(code);
}

std::vector<const Region*> RegionIndex::list(RegionLevel level, std::string_view scope,
                                             base::Date date) const {
    const std::string prefix = scope.empty() ? std::string{} : scope_prefix(scope);
    std::vector<const Region*> result;
    for (const Region& region : regions_)
        if (region.level == level && region.code.starts_with(prefix) && is_valid_on(region, date))
            result.push_back(&region);
    return result;
}

std::string RegionIndex::path_name(std::string_view code, base::Date date) const {
    std::string path;
    std::string current(code);
    for (int depth = 0; depth < 5; ++depth) {
        const Region* region = find(current, date);
        if (!region) region = find_latest(current);
        if (!region || (region->level < RegionLevel::county && depth > 0)) break;
        path.insert(0, region->name);
        current = region->parent;
    }
    return path;
}

}  // namespace registers
