#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace reader {

/// Rows of red, green and blue, one byte each.
struct Pixels {
    std::size_t width = 0;
    std::size_t height = 0;
    std::vector<std::uint8_t> rgb;
};

/// The same picture with its longer side at most `side_max`, by averaging over areas.
Pixels shrink(const Pixels& from, std::size_t side_max);

/// The picture as its orientation (1 to 8, Exif 2.32 4.6.4) says it is to be seen.
Pixels turn_upright(const Pixels& from, int orientation);

/// 64 bits that stay nearly the same when a picture is compressed again, made smaller or brighter
/// (difference hash: in a grid of 9 by 8 grey averages, whether each is brighter than its left
/// neighbour; first row first, highest bit first). Empty when there is too little in the picture to
/// tell it from another: the averages differ by less than 8 of 255.
std::optional<std::uint64_t> likeness_of(const Pixels& picture);

}  // namespace reader
