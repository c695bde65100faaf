#pragma once

#include "geo/datum.hpp"

namespace geo {

/// Metres between two positions on CGCS2000 that lie near each other, by the ellipsoid's radii of
/// curvature at their middle latitude (GRS 80: a = 6378137 m, e² = 0.00669438002290): within a
/// kilometre less than a millimetre from the chord through the ellipsoid, within 10 km less than a
/// metre.
double near_distance_m(Position a, Position b);

}  // namespace geo
