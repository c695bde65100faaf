#pragma once

#include <string>
#include <string_view>

namespace documents {

/// A document as an office writes it in Word, WPS or Excel, with fields between double braces.
struct Template {
    std::string name;   ///< its file name; `.docx` or `.xlsx` says what it is
    std::string bytes;  ///< the file
};

/// Fills a template from one JSON object of figures and returns the finished file. The same
/// template and figures give the same bytes: the parts keep their order and bear no time.
///
/// What stands between `{{` and `}}` (full-width ｛｛ ｝｝ too), whole or split over several runs:
///   name, a.b          the figure of that name; inside a repetition first the item's own
///   name|filter:arg    changed by filters (values.hpp lists them), such as `rate|环比`, `due|日期`
///   each list … end    once for every item (重复 … 结束); `index` (序号) counts from 1, `this`
///   (本项)
///                      is the item itself
///   if c … else … end  (如果 … 否则 … 结束); c is a figure, `not` a figure (非), or a comparison
///                      `=` `!=` `<` `<=` `>` `>=` with a number, a percentage or a text
/// each and if that stand alone in a paragraph or row take whole paragraphs or rows; in the first
/// and last cell of a row they take that row; elsewhere they take words. A picture whose name or
/// alternative text is a field is replaced by the drawing that the figure describes (draw.hpp).
///
/// Throws invalid_input naming file, paragraph, table and row, or sheet and cell, and the field:
/// when the file is not such a document or holds more than 64 MiB unpacked, for an unknown field or
/// filter, a tag without its counterpart, and for more than 2,000,000 elements of output.
std::string fill(const Template& source, std::string_view figures_json);

}  // namespace documents
