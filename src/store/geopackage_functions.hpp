#pragma once

#include <string>
#include <string_view>

#include "registers/declaration.hpp"

struct sqlite3;

namespace store {

/// GeoPackage 1.3 geometry blob (section 2.1.3) of a CGCS2000 WKB; lines and polygons become their
/// multi forms, so that a layer has one type. Empty for an empty geometry.
std::string to_geopackage_blob(std::string_view wkb);

/// The WKB inside a GeoPackage blob; empty when it is not one.
std::string_view from_geopackage_blob(std::string_view blob);

/// ST_IsEmpty, ST_MinX, ST_MaxX, ST_MinY, ST_MaxY, which the spatial index's triggers call
/// (GeoPackage 1.3 annex F.3).
void register_geopackage_functions(sqlite3* handle);

}  // namespace store
