#pragma once

#include <jpeglib.h>
#include <cstdio>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

/// Photos made on the spot: a scene of soft blobs for every seed, with an Exif block written byte
/// by byte.
namespace for_tests {

struct PhotoOptions {
    unsigned seed = 1;
    int width = 640;
    int height = 480;
    int quality = 90;
    std::string taken_at{};                     ///< `2019:06:30 08:01:02`, or empty
    unsigned lat_seconds = 0, lon_seconds = 0;  ///< north and east; 0: no position
};

inline std::vector<std::uint8_t> photo_pixels(const PhotoOptions& options) {
    std::mt19937 random(options.seed);
    const auto unit = [&] { return static_cast<double>(random()) / 4294967296.0; };
    struct Blob {
        double x, y, radius, light;
    };
    std::vector<Blob> blobs;
    for (int i = 0; i < 12; ++i) blobs.push_back({unit(), unit(), 0.05 + 0.2 * unit(), unit()});
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < options.height; ++y)
        for (int x = 0; x < options.width; ++x) {
            double light = 0.3;
            for (const Blob& blob : blobs) {
                const double dx = x / static_cast<double>(options.width) - blob.x;
                const double dy = y / static_cast<double>(options.height) - blob.y;
                light += (blob.light - 0.4) *
                         std::exp(-(dx * dx + dy * dy) / (2 * blob.radius * blob.radius));
            }
            const auto grey = static_cast<std::uint8_t>(std::clamp(light, 0.0, 1.0) * 255);
            pixels.insert(pixels.end(), {grey, grey, static_cast<std::uint8_t>(grey / 2)});
        }
    return pixels;
}

/// `Exif\0\0` and a big-endian TIFF structure with at most a time and a position.
inline std::string exif_block(const PhotoOptions& options) {
    const auto number = [](unsigned value, int bytes) {
        std::string text;
        for (int i = bytes - 1; i >= 0; --i)
            text += static_cast<char>(value >> (8U * static_cast<unsigned>(i)) & 0xFFU);
        return text;
    };
    const auto entry = [&](unsigned tag, unsigned type, unsigned count, const std::string& value) {
        std::string text = number(tag, 2) + number(type, 2) + number(count, 4) + value;
        text.resize(12, '\0');
        return text;
    };
    // First directory at 8, the two others and their values behind it.
    constexpr unsigned exif_at = 38, time_at = 56, gps_at = 76, lat_at = 130, lon_at = 154;
    std::string tiff = "MM" + number(42, 2) + number(8, 4) + number(2, 2) +
                       entry(0x8769, 4, 1, number(exif_at, 4)) +
                       entry(0x8825, 4, 1, number(gps_at, 4)) + number(0, 4);
    const bool timed = !options.taken_at.empty();
    tiff += number(timed ? 1 : 0, 2) + entry(0x9003, 2, 20, number(time_at, 4)) + number(0, 4);
    std::string time = options.taken_at;
    time.resize(20, '\0');
    tiff += time;
    const bool placed = options.lat_seconds > 0;
    tiff += number(placed ? 4 : 0, 2) + entry(1, 2, 2, "N") + entry(2, 5, 3, number(lat_at, 4)) +
            entry(3, 2, 2, "E") + entry(4, 5, 3, number(lon_at, 4)) + number(0, 4);
    for (const unsigned seconds : {options.lat_seconds, options.lon_seconds})
        for (const unsigned part : {seconds / 3600, seconds / 60 % 60, seconds % 60})
            tiff += number(part, 4) + number(1, 4);
    return std::string("Exif\0\0", 6) + tiff;
}

inline std::string make_photo(const PhotoOptions& options) {
    const auto pixels = photo_pixels(options);
    jpeg_compress_struct library{};
    jpeg_error_mgr errors{};
    library.err = jpeg_std_error(&errors);
    jpeg_create_compress(&library);
    unsigned char* buffer = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&library, &buffer, &size);
    library.image_width = static_cast<JDIMENSION>(options.width);
    library.image_height = static_cast<JDIMENSION>(options.height);
    library.input_components = 3;
    library.in_color_space = JCS_RGB;
    jpeg_set_defaults(&library);
    jpeg_set_quality(&library, options.quality, TRUE);
    jpeg_start_compress(&library, TRUE);
    const std::string exif = exif_block(options);
    jpeg_write_marker(&library, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(exif.data()),
                      static_cast<unsigned>(exif.size()));
    while (library.next_scanline < library.image_height) {
        auto* row =
            const_cast<JSAMPROW>(pixels.data() + std::size_t{library.next_scanline} *
                                                     static_cast<std::size_t>(options.width) * 3);
        jpeg_write_scanlines(&library, &row, 1);
    }
    jpeg_finish_compress(&library);
    jpeg_destroy_compress(&library);
    std::string jpeg(reinterpret_cast<const char*>(buffer), size);
    std::free(buffer);
    return jpeg;
}

}  // namespace for_tests
