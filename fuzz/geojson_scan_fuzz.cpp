// Any bytes as GeoJSON before the map library sees them. The first byte is how long the pieces are.
#include "geojson_scan.hpp"

#include <algorithm>

#include "input.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = fuzz::text_of(data + 1, size - 1);
    const std::size_t piece = std::max<std::size_t>(1, data[0]);
    constexpr std::size_t names_max = 20;
    reader::GeoJsonScan whole(names_max);
    reader::GeoJsonScan pieces(names_max);
    auto verdict = reader::GeoJsonScan::Verdict::fine;
    for (std::size_t i = 0; i < text.size(); i += piece)
        verdict = pieces.feed(text.substr(i, piece));
    fuzz::require(whole.feed(text) == verdict, "the pieces do not matter");
    fuzz::require(whole.has_reference() == pieces.has_reference() &&
                      whole.reference_name() == pieces.reference_name(),
                  "the pieces do not matter for the reference system");
    return 0;
}
