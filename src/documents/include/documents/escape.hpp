#pragma once

#include <string>
#include <string_view>

namespace documents {

enum class Place { text, attribute };

/// As it may stand between tags or in a quoted attribute, of HTML and XML; what XML 1.0 cannot hold
/// is left out.
void append_escaped(std::string& out, std::string_view text, Place place);

/// As it may stand in either.
std::string escaped(std::string_view text);

}  // namespace documents
