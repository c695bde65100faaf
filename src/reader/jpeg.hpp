#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "photo.hpp"

namespace reader {

/// Passes of a progressive photo; cameras write about ten.
constexpr int passes_max = 40;

/// Decodes a baseline or progressive JPEG of grey or three colours. Throws invalid_input with a
/// sentence about "the photo" when it is damaged, cut off, in four colours or above a limit. The
/// size is judged before any memory is taken for pixels.
Photo read_jpeg(std::string_view bytes, std::size_t side_wanted);

/// A baseline JPEG without any metadata, quality 0 to 100.
std::string write_jpeg(const Pixels& pixels, int quality);

}  // namespace reader
