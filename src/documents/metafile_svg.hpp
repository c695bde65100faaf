#pragma once

#include <string>
#include <string_view>

namespace documents {

/// An enhanced metafile ([MS-EMF]) as an SVG element with the class `drawing`, `width` as its width
/// attribute. Records that `Metafile` does not write are passed over; empty for what is no metafile
/// or ends too early.
std::string svg_of(std::string_view metafile, std::string_view width);

}  // namespace documents
