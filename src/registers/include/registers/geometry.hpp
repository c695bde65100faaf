#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/datum.hpp"
#include "registers/declaration.hpp"

namespace registers {

/// ISO WKB, little-endian, of one point; coordinates rounded to 1e-7 degree (1 cm).
std::string point_wkb(geo::Position position);

/// The first position of a geometry, for placing a label; empty when the bytes are not WKB.
std::optional<geo::Position> first_position(std::string_view wkb);

/// A point, a line, or a ring of an area. `is_hole`: it lies in the last ring before it that is
/// none.
struct WkbPath {
    std::vector<geo::Position> positions;
    bool is_hole = false;
};
/// The parts of a geometry in their order; empty when the bytes are not WKB.
std::vector<WkbPath> wkb_paths(std::string_view wkb);

struct Envelope {
    double lon_min_deg = 0, lon_max_deg = 0, lat_min_deg = 0, lat_max_deg = 0;
};

/// Box around all positions; empty when the bytes are not 2-D WKB of a known type or hold no point.
std::optional<Envelope> wkb_envelope(std::string_view wkb);

/// Every position moved from `datum` to CGCS2000 and rounded to 1e-7 degree.
/// Throws invalid_input when the bytes are not 2-D WKB (point, line, polygon or a multi of these).
std::string move_to_cgcs2000(std::string_view wkb, geo::Datum datum);

/// True when the WKB's type is `type` or its multi form.
bool has_geometry_type(std::string_view wkb, GeometryType type);

/// GeoJSON geometry text, coordinates with 7 places.
std::string to_geojson(std::string_view wkb);

/// 经纬度 plausibility: inside China's box 73–136° E, 3–54° N.
bool is_in_china(geo::Position position);

}  // namespace registers
