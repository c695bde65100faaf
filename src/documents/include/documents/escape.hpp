#pragma once

#include <string>
#include <string_view>

namespace documents {

/// As it may stand between tags and in quoted attributes, of HTML and XML.
std::string escaped(std::string_view text);

}  // namespace documents
