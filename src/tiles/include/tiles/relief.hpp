#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tiles/tile.hpp"

namespace tiles {

/// Heights on a grid of degrees, row by row from the north, each row from the west.
struct Elevation {
    double west_deg = 0, north_deg = 0;  ///< middle of the first cell
    double step_lon_deg = 0, step_lat_deg = 0;
    std::size_t columns = 0, rows = 0;
    std::vector<std::int16_t> metres;  ///< `no_height` where there is none

    static constexpr std::int16_t no_height = -32768;
    /// Between the four cells around; empty outside the grid and beside a cell without a height.
    [[nodiscard]] std::optional<double> height_m(double lon_deg, double lat_deg) const;
};

/// Reads a GeoTIFF as `gdal_translate -ot Int16 -co COMPRESS=NONE` writes it: one band of 16-bit
/// whole metres in uncompressed strips, degrees, north up, on CGCS2000 or WGS 84 (EPSG:4490, 4326).
/// Throws invalid_input saying what the file should be.
Elevation read_geotiff(std::string_view bytes);

/// Shaded relief of a tile as a PNG of 256 × 256 pixels, lit from the north-west at 45°: shadows
/// are black and lit slopes white, both see-through, so that it lies over any ground. Empty where
/// there are no heights at all.
std::string relief_png(const Elevation& elevation, TileName tile);

}  // namespace tiles
