#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "geo/datum.hpp"

namespace reader {

/// What a photo says of itself. All of it is a claim: anybody can write it.
struct Exif {
    int orientation =
        1;  ///< 1 to 8 (TIFF 6.0, Exif 2.32 4.6.4): how the stored rows are to be turned
    std::string
        taken_at;        ///< `2019-06-30T08:00:00`, with `+08:00` when it says so; empty: not said
    std::string device;  ///< maker and model; empty: not said
    std::optional<geo::Position> position;  ///< on WGS 84
};

/// Reads the TIFF structure of an Exif block (what follows `Exif\0\0`) of at most 64 KiB. Looks at
/// the first directory and the two it names, never further, so a block that points at itself ends.
/// What is broken, out of range or not there is left out; never throws.
Exif parse_exif(std::string_view tiff);

}  // namespace reader
