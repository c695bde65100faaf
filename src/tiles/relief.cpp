#include "tiles/relief.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "base/error.hpp"

namespace tiles {
namespace {

constexpr int side = 256;
constexpr double pi = 3.14159265358979323846;
constexpr double metres_per_degree = 6378137.0 * pi / 180;

void put_big_endian(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out += static_cast<char>((value >> static_cast<unsigned>(shift)) & 0xFFU);
}

// PNG (RFC 2083) section 3.2: length, type, data, checksum of the last two.
void put_chunk(std::string& out, std::string_view type, std::string_view data) {
    put_big_endian(out, static_cast<std::uint32_t>(data.size()));
    std::string body(type);
    body += data;
    out += body;
    put_big_endian(out, libdeflate_crc32(0, body.data(), body.size()));
}

std::string zlib(std::string_view bytes) {
    const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> compressor(
        libdeflate_alloc_compressor(6), libdeflate_free_compressor);
    if (!compressor)
        throw base::Error(base::ErrorKind::internal, {"", ""}, "no memory for compression");
    std::string packed(libdeflate_zlib_compress_bound(compressor.get(), bytes.size()), '\0');
    packed.resize(libdeflate_zlib_compress(compressor.get(), bytes.data(), bytes.size(),
                                           packed.data(), packed.size()));
    return packed;
}

// `lines`: a filter byte and two bytes (grey, opacity) for each pixel of each row.
std::string png(const std::string& lines) {
    std::string head;
    put_big_endian(head, side);
    put_big_endian(head, side);
    head += {8, 4, 0, 0, 0};  // 8 bits; grey with opacity
    std::string out = "\x89PNG\r\n\x1a\n";
    put_chunk(out, "IHDR", head);
    put_chunk(out, "IDAT", zlib(lines));
    put_chunk(out, "IEND", {});
    return out;
}

struct Shade {
    char grey = 0, opacity = 0;
};

// Cosine between the slope's normal and the light from the north-west at 45°, against that of flat
// ground; heights are doubled, as is usual for hills of some hundred metres.
Shade shade_of(double east_slope, double south_slope) {
    constexpr double exaggeration = 2;
    const double dx = east_slope * exaggeration, dy = south_slope * exaggeration;
    constexpr double flat = 0.70710678118654752;
    // Light direction (west, north, up) = (1/2, 1/2, 1/sqrt 2) on the axes east, south, up.
    const double lit = (dx * 0.5 + dy * 0.5 + flat) / std::sqrt(1 + dx * dx + dy * dy);
    const double difference = lit - flat;
    const double strength = difference < 0 ? -difference / flat * 0.62 : difference * 1.5;
    return {static_cast<char>(difference < 0 ? 0 : 255),
            static_cast<char>(static_cast<unsigned char>(std::min(1.0, strength) * 200))};
}

}  // namespace

std::optional<double> Elevation::height_m(double lon_deg, double lat_deg) const {
    const double x = (lon_deg - west_deg) / step_lon_deg;
    const double y = (north_deg - lat_deg) / step_lat_deg;
    if (!(x >= 0) || !(y >= 0) || x > static_cast<double>(columns - 1) ||
        y > static_cast<double>(rows - 1))
        return std::nullopt;
    const auto column = std::min(static_cast<std::size_t>(x), columns - 2);
    const auto row = std::min(static_cast<std::size_t>(y), rows - 2);
    const std::int16_t* cell = metres.data() + row * columns + column;
    const std::int16_t corners[] = {cell[0], cell[1], cell[columns], cell[columns + 1]};
    for (const std::int16_t corner : corners)
        if (corner == no_height) return std::nullopt;
    const double u = x - static_cast<double>(column), v = y - static_cast<double>(row);
    return (corners[0] * (1 - u) + corners[1] * u) * (1 - v) +
           (corners[2] * (1 - u) + corners[3] * u) * v;
}

std::string relief_png(const Elevation& elevation, TileName tile) {
    const DegreeBox box = box_of(tile);
    const double pixel_deg = (box.lon_max_deg - box.lon_min_deg) / side;
    std::string lines;
    lines.reserve(side * (2 * side + 1));
    bool any = false;
    for (int row = 0; row < side; ++row) {
        const DegreeBox pixel =
            box_of({tile.zoom + 8, tile.x << 8U, (tile.y << 8U) + static_cast<std::uint32_t>(row)});
        const double lat = (pixel.lat_min_deg + pixel.lat_max_deg) / 2;
        const double reach_lon = std::max(pixel_deg, elevation.step_lon_deg);
        const double reach_lat =
            std::max(pixel_deg * std::cos(lat * pi / 180), elevation.step_lat_deg);
        const double across_m = 2 * reach_lon * metres_per_degree * std::cos(lat * pi / 180);
        const double down_m = 2 * reach_lat * metres_per_degree;
        lines += '\0';
        for (int column = 0; column < side; ++column) {
            const double lon = box.lon_min_deg + (column + 0.5) * pixel_deg;
            const auto west = elevation.height_m(lon - reach_lon, lat);
            const auto east = elevation.height_m(lon + reach_lon, lat);
            const auto north = elevation.height_m(lon, lat + reach_lat);
            const auto south = elevation.height_m(lon, lat - reach_lat);
            Shade shade;
            if (west && east && north && south) {
                shade = shade_of((*east - *west) / across_m, (*south - *north) / down_m);
                any = true;
            }
            lines += shade.grey;
            lines += shade.opacity;
        }
    }
    return any ? png(lines) : std::string{};
}

}  // namespace tiles
