#pragma once

#include <map>
#include <string>

#include "html.hpp"
#include "package.hpp"

namespace documents {

/// The relationships of a part: id to the name of the part it leads to; none that lead outside.
std::map<std::string, std::string> relations_of(const Package& package, const std::string& part);

void preview_docx(const Package& package, Html& html);
void preview_xlsx(const Package& package, Html& html);

}  // namespace documents
