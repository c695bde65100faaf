#pragma once

#include <cstddef>
#include <string_view>

namespace people {

inline constexpr std::size_t unguessed_characters_min = 5;

/// How many characters of a password are left when it is cut, in the way that leaves fewest, into
/// pieces that a guesser tries first. A letter counts as the sign that often stands for it.
std::size_t unguessed_characters(std::string_view password, std::string_view user);

}  // namespace people
