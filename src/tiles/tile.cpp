#include "tiles/tile.hpp"

#include <algorithm>
#include <cmath>

namespace tiles {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double world = 4294967296.0;
constexpr int world_bits = 32;

double latitude_at(double y) {
    return std::atan(std::sinh(pi * (1 - 2 * y))) * 180 / pi;
}

std::int64_t whole(double share) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::floor(share * world)), 0,
                                    (std::int64_t{1} << world_bits) - 1);
}

}  // namespace

std::optional<TileName> tile_name(std::int64_t zoom, std::int64_t x, std::int64_t y) {
    if (zoom < 0 || zoom > zoom_max) return std::nullopt;
    const std::int64_t side = std::int64_t{1} << zoom;
    if (x < 0 || y < 0 || x >= side || y >= side) return std::nullopt;
    return TileName{static_cast<int>(zoom), static_cast<std::uint32_t>(x),
                    static_cast<std::uint32_t>(y)};
}

TileName ancestor(TileName tile, int zoom) {
    const int up = tile.zoom - zoom;
    return {zoom, tile.x >> up, tile.y >> up};
}

// EPSG guidance note 7-2, method 1024 (Popular Visualisation Pseudo-Mercator), on a unit square.
WorldPoint world_point(geo::Position position) {
    const double sine = std::sin(position.lat_deg * pi / 180);
    const double north = std::log((1 + sine) / (1 - sine)) / (4 * pi);
    return {whole(position.lon_deg / 360 + 0.5),
            std::isfinite(north) ? whole(0.5 - north) : whole(sine > 0 ? 0 : 1)};
}

DegreeBox box_of(TileName tile, double margin) {
    const double side = std::exp2(-tile.zoom);
    const double west = (tile.x - margin) * side;
    const double east = (tile.x + 1 + margin) * side;
    return {west * 360 - 180, east * 360 - 180, latitude_at((tile.y + 1 + margin) * side),
            latitude_at((tile.y - margin) * side)};
}

TileName tile_at(geo::Position position, int zoom) {
    const WorldPoint at = world_point(position);
    const int shift = world_bits - zoom;
    return {zoom, static_cast<std::uint32_t>(at.x >> shift),
            static_cast<std::uint32_t>(at.y >> shift)};
}

}  // namespace tiles
