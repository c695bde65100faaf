#pragma once

#include <string_view>

#include "pixels.hpp"

namespace reader {

/// Writes `text` all over the picture, half transparent, so that a cut-out still carries it.
/// Letters are shown as capitals; characters other than A–Z, 0–9 and `- . : _ @ /` as a blank.
/// Nothing is written on a picture of fewer than 16 pixels a side.
void write_mark(Pixels& picture, std::string_view text);

}  // namespace reader
