#pragma once

#include <cstdint>
#include <optional>

#include "geo/datum.hpp"

namespace tiles {

constexpr int zoom_max = 18;

/// A square of Web Mercator: `x` from 180° W, `y` from 85.0511° N, both below 2^zoom.
struct TileName {
    int zoom = 0;
    std::uint32_t x = 0, y = 0;
    bool operator==(const TileName&) const = default;
};

/// Empty when there is no such tile (zoom beyond 0 … zoom_max included).
std::optional<TileName> tile_name(std::int64_t zoom, std::int64_t x, std::int64_t y);

/// The tile of `zoom` (at most the tile's own) that holds it.
TileName ancestor(TileName tile, int zoom);

/// A place on the Web Mercator square of 2^32 units a side, x to the east, y to the south.
struct WorldPoint {
    std::int64_t x = 0, y = 0;
    bool operator==(const WorldPoint&) const = default;
};

/// Latitudes beyond ±85.0511° stand at the edge. CGCS2000 is taken as WGS 84 (a millimetre apart).
WorldPoint world_point(geo::Position position);

struct DegreeBox {
    double lon_min_deg = 0, lon_max_deg = 0, lat_min_deg = 0, lat_max_deg = 0;
};
/// What a tile covers, wider on each side by `margin` of its width.
DegreeBox box_of(TileName tile, double margin = 0);

/// The tile that holds a position.
TileName tile_at(geo::Position position, int zoom);

}  // namespace tiles
