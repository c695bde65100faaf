#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "suspicion/look.hpp"

namespace suspicion {

/// Sorts rows and people; the region is that of the first row by name.
inline Hit hit_of(Kind kind, std::string subject, std::vector<const Source*> sources,
                  base::Text facts) {
    std::ranges::sort(sources, {}, [](const Source* source) { return source->row; });
    Hit hit{kind, std::move(subject), sources.front()->region, {}, {}, std::move(facts)};
    for (const Source* source : sources) {
        if (hit.rows.empty() || hit.rows.back() != source->row) hit.rows.push_back(source->row);
        if (!source->who.empty()) hit.who.push_back(source->who);
    }
    std::ranges::sort(hit.who);
    hit.who.erase(std::unique(hit.who.begin(), hit.who.end()), hit.who.end());
    return hit;
}

/// The items by what `name` says of them; those without a name are left out.
template <class Item, class Name>
std::map<std::string, std::vector<const Item*>> grouped(std::span<const Item> items, Name name) {
    std::map<std::string, std::vector<const Item*>> groups;
    for (const Item& item : items)
        if (std::string key = name(item); !key.empty()) groups[std::move(key)].push_back(&item);
    return groups;
}

inline std::string text(std::int64_t number) {
    return std::to_string(number);
}

}  // namespace suspicion
