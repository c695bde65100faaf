#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "registers/region.hpp"

namespace registers {

/// True when `letters` (small letters a to z) are the first letters of the pinyin of consecutive
/// characters of `name`: `sttc` in 花垣县石潭屯村. A character read in several ways stands for each
/// of them; characters of no reading stand for themselves. The first letters are those of Unicode's
/// Han readings (CLDR transform Han-Latin) for U+4E00 to U+9FA5, with the second readings that
/// occur in names added by hand.
bool has_initials(std::string_view name, std::string_view letters);

/// True when a person who types `word` (folded, see base::fold) may mean `text`: it lies within the
/// folded text, or it is made of its initials.
bool answers_to(std::string_view text, std::string_view word);

/// The words of what somebody typed, folded; at most 8.
std::vector<std::string> search_words(std::string_view typed);

/// Codes of the regions valid on `date` that `word` may mean by name, alias or the beginning of
/// their code (two digits or more), without those that lie below another of them; sorted.
std::vector<std::string> search_regions(const RegionIndex& regions, std::string_view word,
                                        base::Date date);

}  // namespace registers
