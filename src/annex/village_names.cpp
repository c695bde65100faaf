#include "village_names.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace annex {
namespace {

using registers::Region;
using registers::RegionIndex;
using registers::RegionLevel;

constexpr std::array<std::string_view, 3> township_endings = {"乡", "镇", "街道"};
constexpr std::array<std::string_view, 4> village_endings = {"村", "社区", "居委会", "居"};

std::vector<std::string> characters(std::string_view utf8) {
    std::vector<std::string> result;
    for (const char byte : utf8) {
        if (result.empty() || (static_cast<unsigned char>(byte) & 0xc0) != 0x80)
            result.emplace_back();
        result.back().push_back(byte);
    }
    return result;
}

std::string without_spaces(std::string_view text) {
    std::string result;
    for (const std::string& character : characters(base::normalise_cell(text)))
        if (character != " " && character != "\t" && character != "\n" && character != "\r" &&
            character != "\u3000" && character != "\u00a0")
            result += character;
    return result;
}

std::vector<std::string> split_at(std::string_view text,
                                  const std::vector<std::string_view>& marks) {
    std::vector<std::string> parts(1);
    for (const std::string& character : characters(text)) {
        if (std::find(marks.begin(), marks.end(), character) != marks.end())
            parts.emplace_back();
        else
            parts.back() += character;
    }
    std::erase_if(parts,
                  [](const std::string& part) { return base::normalise_cell(part).empty(); });
    return parts;
}

std::vector<std::string> names_of(const Region& region) {
    std::vector<std::string> names{region.name};
    names.insert(names.end(), region.aliases.begin(), region.aliases.end());
    return names;
}

bool answers_to(const Region& region, std::string_view name) {
    const std::string wanted = base::fold(name);
    const auto names = names_of(region);
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& known) { return base::fold(known) == wanted; });
}

// One character replaced, added or left out.
bool is_close(std::string_view left, std::string_view right) {
    auto a = characters(base::fold(left));
    auto b = characters(base::fold(right));
    if (a.size() > b.size()) std::swap(a, b);
    if (a.size() < 2 || b.size() - a.size() > 1) return false;
    const auto [from_a, from_b] = std::mismatch(a.begin(), a.end(), b.begin());
    if (from_a == a.end()) return true;
    return std::equal(a.size() == b.size() ? from_a + 1 : from_a, a.end(), from_b + 1, b.end());
}

template <class Test>
std::vector<const Region*> select(std::vector<const Region*> regions, Test test) {
    std::erase_if(regions, [&](const Region* region) { return !test(*region); });
    return regions;
}

std::string registered_township(std::string_view group, const RegionIndex& regions,
                                std::string_view area_code, base::Date date) {
    std::string longest;
    for (const Region* township : regions.list(RegionLevel::township, area_code, date))
        for (const std::string& name : names_of(*township))
            if (group.starts_with(name) && name.size() > longest.size()) longest = name;
    return longest;
}

std::string township_by_ending(std::string_view group) {
    std::string beginning;
    std::size_t count = 0;
    for (const std::string& character : characters(group)) {
        beginning += character;
        if (++count < 2) continue;
        for (const std::string_view ending : township_endings)
            if (beginning.ends_with(ending)) return beginning;
    }
    return {};
}

bool ends_like_a_village(std::string_view name) {
    return std::any_of(village_endings.begin(), village_endings.end(),
                       [&](std::string_view ending) {
                           return name.ends_with(ending) && name.size() > ending.size();
                       });
}

// The villages that a wrongly printed name may mean, the nearest kind of slip first: the village's
// name in its township, the township's name, the township altogether.
std::vector<const Region*> close_villages(const NamedVillage& name, const RegionIndex& regions,
                                          std::string_view area_code, base::Date date) {
    const auto villages = regions.list(RegionLevel::village, area_code, date);
    const auto township_of = [&](const Region& village) {
        return regions.find(village.parent, date);
    };
    auto found = select(villages, [&](const Region& village) {
        const Region* township = township_of(village);
        return township && answers_to(*township, name.township) &&
               is_close(village.name, name.village);
    });
    if (!found.empty()) return found;
    found = select(villages, [&](const Region& village) {
        const Region* township = township_of(village);
        return township && is_close(township->name, name.township) &&
               answers_to(village, name.village);
    });
    if (!found.empty()) return found;
    return select(villages,
                  [&](const Region& village) { return answers_to(village, name.village); });
}

std::string spelling_guess(const NamedVillage& name) {
    for (const std::string_view ending : {std::string_view("镇"), std::string_view("乡")})
        if (name.village.ends_with(ending) && name.village.size() > ending.size())
            return name.township + name.village.substr(0, name.village.size() - ending.size()) +
                   "村";
    return {};
}

}  // namespace

std::vector<NamedVillage> parse_cell(std::string_view cell, const RegionIndex& regions,
                                     std::string_view area_code, base::Date date) {
    std::vector<NamedVillage> result;
    for (const std::string& printed : split_at(cell, {";", "；"})) {
        const std::string group = without_spaces(printed);
        std::string township = registered_township(group, regions, area_code, date);
        if (township.empty()) township = township_by_ending(group);
        for (const std::string& village : split_at(group.substr(township.size()), {"、"}))
            result.push_back({township, village, base::normalise_cell(printed)});
        if (group.size() == township.size())
            result.push_back({township, {}, base::normalise_cell(printed)});
    }
    return result;
}

Match match_village(const NamedVillage& name, const RegionIndex& regions,
                    std::string_view area_code, base::Date date) {
    const auto exact =
        select(regions.list(RegionLevel::village, area_code, date), [&](const Region& village) {
            const Region* township = regions.find(village.parent, date);
            return township && answers_to(*township, name.township) &&
                   answers_to(village, name.village);
        });
    if (exact.size() == 1) return {Review::matched, exact.front()->code, {}};
    const auto close = exact.empty() ? close_villages(name, regions, area_code, date) : exact;
    if (!close.empty()) {
        std::vector<std::string> paths;
        for (const Region* village : close) paths.push_back(regions.path_name(village->code, date));
        return {Review::irregular, {}, base::join(paths, "；")};
    }
    const bool is_regular = !name.township.empty() && ends_like_a_village(name.village);
    return {is_regular ? Review::unmatched : Review::irregular, {}, spelling_guess(name)};
}

}  // namespace annex
