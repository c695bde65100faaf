#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tiles/layer.hpp"
#include "tiles/tile.hpp"

namespace tiles {

constexpr int extent = 4096;      ///< units a side of a tile
constexpr int buffer_units = 64;  ///< how far lines and areas go on outside it

/// Mapbox Vector Tile 2.1 of the part of a layer that lies in a tile; empty when nothing does. A
/// point stands in the one tile that holds it. Feature ids are the layer's.
std::string encode(const Layer& layer, TileName tile);

/// The same of a point layer, with the points of each of 8 × 8 cells drawn together. A cell with
/// one point gives the point itself; any other a feature at the mean of its points with `count`
/// and, for each value of the column `tally` in it, `<tally>:<value>` with how many have it (a text
/// value as it is; others are not tallied).
constexpr int cell_bits = 3;
std::string encode_clusters(const Layer& layer, TileName tile, std::string_view tally = {});

/// How many points of a layer stand in a tile.
std::size_t count_in(const Layer& layer, TileName tile);

/// gzip (RFC 1952) and back. `level` 1 (quick) … 12. unpacked throws internal on damaged bytes.
std::string gzip(std::string_view bytes, int level = 1);
std::string unpacked(std::string_view gzip_bytes);

}  // namespace tiles
