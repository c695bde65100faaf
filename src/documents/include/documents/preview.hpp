#pragma once

#include <string>

#include "documents/fill.hpp"

namespace documents {

/// A finished Word or Excel file as a stretch of HTML for the screen: paragraphs, tables with their
/// merged cells, drawings as SVG, one section a sheet. It holds no script, style, link or address;
/// how it looks is said by classes: `mark` `title` `small` sizes · `c` `r` `j` alignment · `in`
/// indented · `b` bold · `red` · `hei` `kai` `song` typefaces · `head` shaded · `line` ruled cells.
/// Page headers, page numbers and what is hidden are left out. The same file gives the same text.
///
/// Throws invalid_input as `fill` does for a file that is none, and for more than 16 MiB of HTML.
std::string preview(const Template& file);

}  // namespace documents
