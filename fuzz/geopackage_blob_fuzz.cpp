// Any bytes as a geometry of a GeoPackage, and as the WKB that becomes one.
#include "input.hpp"
#include "registers/geometry.hpp"
#include "stored_geometry.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = fuzz::text_of(data, size);
    const std::string_view inside = store::from_geopackage_blob(bytes);
    fuzz::require(inside.size() <= size, "the WKB lies inside the blob");
    registers::wkb_envelope(inside);
    const std::string blob = store::to_geopackage_blob(bytes);
    if (blob.empty()) return 0;
    const auto box = registers::wkb_envelope(store::from_geopackage_blob(blob));
    const auto given = registers::wkb_envelope(bytes);
    fuzz::require(box && given && box->lon_min_deg == given->lon_min_deg &&
                      box->lat_max_deg == given->lat_max_deg,
                  "what is stored has the box of what was given");
    return 0;
}
