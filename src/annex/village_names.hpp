#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "registers/region.hpp"

namespace annex {

/// One name of a class cell, taken apart.
struct NamedVillage {
    std::string township;
    std::string village;
    std::string source;  ///< the group as printed
};

enum class Review { matched, unmatched, irregular };

struct Match {
    Review review = Review::unmatched;
    std::string code;        ///< when matched
    std::string suggestion;  ///< path name of the closest place; may be empty
};

/// Takes a class cell apart by the townships of `area_code`.
std::vector<NamedVillage> parse_cell(std::string_view cell, const registers::RegionIndex& regions,
                                     std::string_view area_code, base::Date date);

/// Looks the village up in its township of the area.
Match match_village(const NamedVillage& name, const registers::RegionIndex& regions,
                    std::string_view area_code, base::Date date);

}  // namespace annex
