#pragma once

#include <string>
#include <string_view>

namespace reader {

/// What `wanjia-read --picture FILE` writes to standard output: one line of JSON (width, height,
/// orientation, taken_at, device, lon, lat, likeness; or error with kind, zh, en) and, after it, a
/// thumbnail JPEG of at most 512 pixels a side, upright and without metadata. With a mark, a copy
/// of at most 2048 pixels that bears the mark (mark.hpp).
std::string describe_picture(std::string_view bytes, std::string_view mark = {});

}  // namespace reader
