#pragma once

#include <cstdint>
#include <filesystem>

#include "place.hpp"

namespace demo {

/// A fractal mountain landscape without end: winding main valleys where one slow noise crosses
/// zero, side valleys where a faster one does, and rough ridges between. Heights of about 200 to
/// 1,300 m.
class Terrain {
public:
    explicit Terrain(std::uint64_t seed) : seed_(seed) {}
    [[nodiscard]] double height_m(Metres at) const;

private:
    [[nodiscard]] double noise(double x, double y, std::uint64_t layer) const;
    [[nodiscard]] double fractal(double x, double y, std::uint64_t layer, int octaves) const;
    std::uint64_t seed_;
};

/// Writes heights in whole metres every 3 arc-seconds as a GeoTIFF (16-bit, uncompressed,
/// EPSG:4490) over `columns` × `rows` county squares from the origin.
void write_terrain(const std::filesystem::path& file, const Terrain& terrain, int columns,
                   int rows);

}  // namespace demo
