#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace base {

bool is_valid_utf8(std::string_view text);

/// True when nothing remains of the text once it is normalised.
bool is_blank(std::string_view text);

/// The value a clerk meant by a cell: full-width letters, digits and punctuation to half-width
/// (２０１９－０６ → 2019-06; ，；： are left as they are), every kind of space at either end
/// removed, zero-width and byte-order marks removed. Text inside is kept.
std::string normalise_cell(std::string_view text);

/// `normalise_cell`, then lower case, without spaces and brackets' style (〔［（ → [ ( ): for
/// matching headers, code labels and names, never for storing.
std::string fold(std::string_view text);

/// Number of Unicode code points.
std::size_t count_characters(std::string_view utf8);

std::vector<std::string> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// True when `text` holds a control character or a bidirectional mark, which names must not.
bool has_forbidden_character(std::string_view text);

}  // namespace base
