#pragma once

#include <string>
#include <vector>

#include "values.hpp"

namespace documents {

/// Fills the tags in a text that lies in several stretches, such as the runs of a paragraph: what a
/// tag becomes stands where it began, everything else stays in its stretch. Throws FieldProblem,
/// whose reason names the tag.
void fill_stretches(std::vector<std::string>& stretches, Scope& scope);

/// The same for one stretch.
std::string fill_text(const std::string& text, Scope& scope);

}  // namespace documents
