#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pixels.hpp"

namespace reader {

/// Pixels a photo may have: 100 million where rows are decoded one after another (baseline JPEG),
/// or 40 million where the whole picture must be held in memory.
constexpr std::size_t pixels_max = 100'000'000;
constexpr std::size_t held_pixels_max = 40'000'000;

/// A decoded photo of whatever kind.
struct Photo {
    std::size_t width = 0;   ///< as stored
    std::size_t height = 0;  ///< as stored
    Pixels pixels;     ///< perhaps made smaller while decoding, its longer side not below the one
                       ///< asked for
    std::string exif;  ///< the TIFF structure of the first Exif block; empty: there is none
    bool is_upright = false;  ///< the decoder turned it already; the orientation in `exif` is spent
};

/// Decodes a JPEG, PNG, WebP or HEIC by its first bytes. Transparent parts are white. Throws
/// invalid_input with a sentence about "the photo" when it is none of these, damaged, cut off or
/// above a limit. The size is judged before any memory is taken for pixels.
Photo read_photo(std::string_view bytes, std::size_t side_wanted);

Photo read_png(std::string_view bytes);
Photo read_webp(std::string_view bytes, std::size_t side_wanted);
Photo read_heic(std::string_view bytes);

/// The sentence `照片` + zh, `The photo ` + en.
[[noreturn]] void refuse_photo(const std::string& zh, const std::string& en,
                               std::string details = {});
[[noreturn]] void refuse_damaged_photo(const char* why);
/// Refuses when width × height is above `most` or zero.
void require_photo_size(std::size_t width, std::size_t height, std::size_t most);

}  // namespace reader
