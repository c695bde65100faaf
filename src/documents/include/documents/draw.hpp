#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace documents {

/// Size of a drawing on paper, in hundredths of a millimetre; 1 to 100,000.
struct DrawingSize {
    std::int32_t width = 16'000;
    std::int32_t height = 9'000;
};

/// Draws what a JSON object describes as an enhanced metafile (EMF): lines, areas and texts, so it
/// stays sharp in print and its Chinese texts use the reader's fonts. The same input gives the same
/// bytes. `kind` is one of
///   bars   `items` [{"label","value"}], values whole or decimal numbers or exact fractions as
///   texts;
///          `unit` behind each value, `target` a dashed line
///   lines  `labels` ["2020-05", …] and `series` [{"label","values":[… or null]}]
///   map    `places` [{"name","light","rings":[[[lon,lat],…],…]}] or with `at` [lon,lat] instead of
///          rings; `light` green, blue, yellow, red or grey; `legend` [{"light","label"}]
///   route  a square map for a day's way, for black and white: `stops` [{"label","round","at"}],
///          `legs` [[at,at],…], `areas` [{"name","own","rings":[[at,…],…]}], `lines`
///          [{"name","label","ways":[{"name","paths":[[at,…],…]}]}], `shapes` [{"round","label"}];
///          `at` is [x,y] in metres to the east and to the north of a common corner
/// Nothing to draw gives a frame with 无数据. Throws invalid_input for another kind.
std::string draw(std::string_view drawing_json, DrawingSize size);

}  // namespace documents
