// Any bytes as well-known binary.
#include "registers/geometry.hpp"

#include "base/error.hpp"
#include "input.hpp"

namespace {

bool holds(const registers::Envelope& box, geo::Position p) {
    return box.lon_min_deg <= p.lon_deg && p.lon_deg <= box.lon_max_deg &&
           box.lat_min_deg <= p.lat_deg && p.lat_deg <= box.lat_max_deg;
}

bool moves(std::string_view wkb, geo::Datum datum) {
    try {
        const std::string moved = registers::move_to_cgcs2000(wkb, datum);
        fuzz::require(moved.size() == wkb.size(), "moving keeps the structure");
        return true;
    } catch (const base::Error&) {
        return false;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view wkb = fuzz::text_of(data, size);
    const auto box = registers::wkb_envelope(wkb);
    const auto first = registers::first_position(wkb);
    fuzz::require(box.has_value() == first.has_value(), "a box is there when a position is");
    if (box) fuzz::require(holds(*box, *first), "the box holds the first position");
    const std::string json = registers::to_geojson(wkb);
    const bool whole = moves(wkb, geo::Datum::cgcs2000);
    fuzz::require(whole == moves(wkb, geo::Datum::gcj02), "a datum does not decide what is WKB");
    fuzz::require(whole == (json != "null"), "what can be moved can be shown");
    for (const auto type : {registers::GeometryType::point, registers::GeometryType::line,
                            registers::GeometryType::polygon, registers::GeometryType::none})
        registers::has_geometry_type(wkb, type);
    return 0;
}
