#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace programme {

/// The name in `known` that `name` is most likely a misspelling of: smallest edit distance, the
/// earlier one when equal. Empty when nothing is close (more than a third of the letters differ).
std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known);

/// A closing sentence: the nearest name when there is one, otherwise the names there are (at most
/// ten), otherwise empty.
base::Text suggest(std::string_view name, const std::vector<std::string>& known);

base::Text operator+(base::Text left, const base::Text& right);

}  // namespace programme
