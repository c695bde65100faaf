#pragma once

#include <string>
#include <string_view>

#include "store/connection.hpp"

struct sqlite3;

namespace store {

/// GeoPackage 1.3 geometry blob (section 2.1.3) of a CGCS2000 WKB; lines and polygons become their
/// multi forms, so that a layer has one type. Empty for an empty geometry.
std::string to_geopackage_blob(std::string_view wkb);

/// The WKB inside a GeoPackage blob; empty when it is not one.
std::string_view from_geopackage_blob(std::string_view blob);

/// EWKB (PostGIS): the WKB with SRID 4490, lines and polygons as their multi forms.
std::string to_ewkb(std::string_view wkb);

/// What a geometry column of this database holds for `wkb`; empty for an empty geometry.
std::string to_stored_geometry(std::string_view wkb, Dialect dialect);
/// The WKB of what a geometry column held, whichever database it was; empty when there was none.
std::string from_stored_geometry(std::string_view bytes);

/// ST_IsEmpty, ST_MinX, ST_MaxX, ST_MinY, ST_MaxY, which the spatial index's triggers call
/// (GeoPackage 1.3 annex F.3).
void register_stored_geometry(sqlite3* handle);

}  // namespace store
