#pragma once

#include <cstdint>
#include <string_view>

#include "metafile.hpp"

/// What all drawings have in common.
namespace documents {

constexpr Colour ink = 0x333333, grid_ink = 0xD0D0D0;
constexpr std::int32_t text_height = 320;  // about 9 point

/// About how wide a text of this height becomes.
std::int32_t width_of(std::string_view text);

/// A frame with 无数据.
void draw_empty(Metafile& file, DrawingSize size);

}  // namespace documents
