#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pixels.hpp"

namespace reader {

/// Pixels a photo may have: 100 million, or 40 million when it comes in passes over the whole
/// picture (progressive), which must be held in memory.
constexpr std::size_t pixels_max = 100'000'000;
constexpr std::size_t progressive_pixels_max = 40'000'000;
/// Passes of a progressive photo; cameras write about ten.
constexpr int passes_max = 40;

struct Jpeg {
    std::size_t width = 0;   ///< as stored
    std::size_t height = 0;  ///< as stored
    Pixels pixels;  ///< as stored; made smaller while decoding, its longer side not below the one
                    ///< asked for
    std::string exif;  ///< the TIFF structure of the first Exif block; empty: there is none
};

/// Decodes a baseline or progressive JPEG of grey or three colours. Throws invalid_input with a
/// sentence about "the photo" when it is damaged, cut off, in four colours or above a limit. The
/// size is judged before any memory is taken for pixels.
Jpeg read_jpeg(std::string_view bytes, std::size_t side_wanted);

/// A baseline JPEG without any metadata, quality 0 to 100.
std::string write_jpeg(const Pixels& pixels, int quality);

}  // namespace reader
