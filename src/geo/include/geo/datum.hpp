#pragma once

namespace geo {

/// Longitude first, both in degrees.
struct Position {
    double lon_deg = 0;
    double lat_deg = 0;
};

/// The datums a file may declare. Rows are kept on CGCS2000, which is taken as equal to WGS 84:
/// the ellipsoids' flattening differs in the ninth digit, below a millimetre on the ground.
enum class Datum { wgs84, cgcs2000, gcj02, bd09 };

/// `position` on `datum`, moved to CGCS2000. Outside the box 72.004–137.8347° E, 0.8293–55.8271° N
/// the shifted datums have no shift. The shift formula is the public approximation of GCJ-02
/// (a = 6378245 m, ee = 0.00669342162296594323), inverted by iteration to below 1e-9°.
Position to_cgcs2000(Position position, Datum datum);

/// The inverse of `to_cgcs2000`.
Position from_cgcs2000(Position position, Datum datum);

}  // namespace geo
