#include "terrain.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "county.hpp"
#include "output.hpp"
#include "stream.hpp"

namespace demo {
namespace {

double fade(double t) {
    return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}
double mixed(double a, double b, double t) {
    return a + (b - a) * t;
}

}  // namespace

double Terrain::noise(double x, double y, std::uint64_t layer) const {
    const double x0 = std::floor(x);
    const double y0 = std::floor(y);
    const auto corner = [&](double dx, double dy) {
        const auto ix = static_cast<std::uint64_t>(static_cast<std::int64_t>(x0 + dx));
        const auto iy = static_cast<std::uint64_t>(static_cast<std::int64_t>(y0 + dy));
        const std::uint64_t bits = mix(ix * 0x9E3779B1U + mix(iy ^ (layer << 40U) ^ seed_));
        return static_cast<double>(bits >> 11U) * 0x1p-52 - 1.0;
    };
    const double u = fade(x - x0);
    const double v = fade(y - y0);
    return mixed(mixed(corner(0, 0), corner(1, 0), u), mixed(corner(0, 1), corner(1, 1), u), v);
}

double Terrain::fractal(double x, double y, std::uint64_t layer, int octaves) const {
    double sum = 0;
    double amplitude = 1;
    for (int i = 0; i < octaves; ++i) {
        sum += amplitude * noise(x, y, layer + static_cast<std::uint64_t>(i));
        // Turned between octaves (3-4-5 triangle), so that no lattice direction shows.
        const double turned = (0.8 * x - 0.6 * y) * 2.03 + 17.3;
        y = (0.6 * x + 0.8 * y) * 2.03 + 5.7;
        x = turned;
        amplitude *= 0.5;
    }
    return sum;
}

double Terrain::height_m(Metres at) const {
    const double x = at.east / 1000.0;
    const double y = at.north / 1000.0;
    double u = (x + 1.6 * fractal(x / 6.0, y / 6.0, 10, 3)) / 8.5;
    double v = (y + 1.6 * fractal(x / 6.0 + 40.0, y / 6.0 + 70.0, 20, 3)) / 8.5;
    double sum = 0;
    double amplitude = 1;
    double weight = 1;
    for (std::uint64_t octave = 0; octave < 7; ++octave) {
        // Folded at zero, each octave has creases: valleys. Low ground gets less of the finer ones.
        const double fold = std::min(1.0, std::abs(noise(u, v, 30 + octave)) * 1.5);
        sum += amplitude * weight * fold;
        weight = std::min(1.0, weight * (0.18 + 1.35 * fold));
        amplitude *= 0.52;
        const double turned = (0.8 * u - 0.6 * v) * 2.07 + 17.3;
        v = (0.6 * u + 0.8 * v) * 2.07 + 5.7;
        u = turned;
    }
    return 240.0 + 70.0 * noise(x / 25.0, y / 25.0, 60) + 640.0 * sum;
}

namespace {

constexpr std::int64_t step_arc_seconds = 3;

class Tiff {
public:
    void add16(std::uint16_t tag, std::uint16_t value) { entry(tag, 3, 1, value); }
    void add32(std::uint16_t tag, std::uint32_t value) { entry(tag, 4, 1, value); }
    void add_list(std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::string bytes) {
        entry(tag, type, count, head_bytes + static_cast<std::uint32_t>(extra_.size()));
        extra_ += bytes;
    }
    static void put(std::string& out, std::uint64_t value, int bytes) {
        for (int i = 0; i < bytes; ++i)
            out += static_cast<char>((value >> static_cast<unsigned>(8 * i)) & 0xFFU);
    }
    static void put(std::string& out, double value) {
        put(out, std::bit_cast<std::uint64_t>(value), 8);
    }
    /// Header, directory and lists, filled up to where the pixels begin.
    [[nodiscard]] std::string bytes() const {
        std::string out = "II";
        put(out, 42, 2);
        put(out, 8, 4);
        put(out, count_, 2);
        out += entries_;
        put(out, 0, 4);
        out.resize(head_bytes, '\0');
        out += extra_;
        out.resize(pixels_at, '\0');
        return out;
    }
    static constexpr std::uint32_t head_bytes = 512;
    static constexpr std::uint32_t pixels_at = 1024;

private:
    void entry(std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
        put(entries_, tag, 2);
        put(entries_, type, 2);
        put(entries_, count, 4);
        put(entries_, value, 4);
        ++count_;
    }
    std::string entries_;
    std::string extra_;
    std::uint16_t count_ = 0;
};

std::string geo_keys() {
    // GeoTIFF 1.1: geographic model, pixels are areas, EPSG:4490 (CGCS2000).
    constexpr std::array<std::uint16_t, 16> keys = {1,    1, 0, 3, 1024, 0, 1, 2,
                                                    1025, 0, 1, 1, 2048, 0, 1, 4490};
    std::string out;
    for (const std::uint16_t key : keys) Tiff::put(out, key, 2);
    return out;
}

std::string tiff_head(std::uint32_t width, std::uint32_t height, double west, double north) {
    std::string scale;
    for (const double v : {static_cast<double>(step_arc_seconds) / 3600.0,
                           static_cast<double>(step_arc_seconds) / 3600.0, 0.0})
        Tiff::put(scale, v);
    std::string tie;
    for (const double v : {0.0, 0.0, 0.0, west, north, 0.0}) Tiff::put(tie, v);
    Tiff tiff;
    tiff.add32(256, width);
    tiff.add32(257, height);
    tiff.add16(258, 16);
    tiff.add16(259, 1);  // uncompressed
    tiff.add16(262, 1);  // black is zero
    tiff.add32(273, Tiff::pixels_at);
    tiff.add16(277, 1);
    tiff.add32(278, height);
    tiff.add32(279, width * height * 2);
    tiff.add16(339, 2);  // signed
    tiff.add_list(33550, 12, 3, scale);
    tiff.add_list(33922, 12, 6, tie);
    tiff.add_list(34735, 3, 16, geo_keys());
    return tiff.bytes();
}

}  // namespace

void write_terrain(const std::filesystem::path& file, const Terrain& terrain, int columns,
                   int rows) {
    const Place far = to_place({columns * county_side_m, rows * county_side_m});
    const auto cells = [](std::int64_t e7) {
        return static_cast<std::uint32_t>(e7 * 3600 / (step_arc_seconds * 10'000'000) + 1);
    };
    const std::uint32_t width = cells(far.lon_e7 - origin.lon_e7);
    const std::uint32_t height = cells(far.lat_e7 - origin.lat_e7);
    OutputFile out(file);
    const double north = static_cast<double>(far.lat_e7) / 1e7;
    out.write(tiff_head(width, height, static_cast<double>(origin.lon_e7) / 1e7, north));
    std::string line;
    for (std::uint32_t r = 0; r < height; ++r) {
        line.clear();
        for (std::uint32_t c = 0; c < width; ++c) {
            const double cell = step_arc_seconds * 1e7 / 3600.0;
            const Metres at = {(c + 0.5) * cell * metres_per_lon_e7,
                               rows * county_side_m - (r + 0.5) * cell * metres_per_lat_e7};
            const auto metres = static_cast<std::int16_t>(std::floor(terrain.height_m(at) + 0.5));
            Tiff::put(line, static_cast<std::uint16_t>(metres), 2);
        }
        out.write(line);
    }
    out.close();
}

}  // namespace demo
