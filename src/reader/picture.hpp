#pragma once

#include <string>
#include <string_view>

namespace reader {

/// What `wanjia-read --picture FILE` writes to standard output: one line of JSON (width, height,
/// orientation, taken_at, device, lon, lat, likeness; or error with kind, zh, en) and, after it, a
/// thumbnail JPEG of at most 512 pixels a side, upright and without metadata.
std::string describe_picture(std::string_view jpeg);

}  // namespace reader
