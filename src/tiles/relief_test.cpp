#include "tiles/relief.hpp"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <array>
#include <cstring>
#include <vector>

#include <cmath>
#include <random>

#include "base/error.hpp"

namespace tiles {
namespace {

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i)
        out += static_cast<char>((value >> static_cast<unsigned>(8 * i)) & 0xFFU);
}

struct TiffForm {
    std::uint16_t compression = 1, bits = 16, system = 4490;
};

// A GeoTIFF of `side` × `side` cells of 0.001°, its first corner at 109° E, 29° N.
std::string tiff(std::uint32_t side, const std::vector<std::int16_t>& heights,
                 const TiffForm& form = {}) {
    constexpr std::uint32_t lists_at = 256, pixels_at = 512;
    std::string lists;
    const auto real = [&](double value) {
        std::uint64_t bits = 0;
        std::memcpy(&bits, &value, 8);
        put(lists, bits, 8);
    };
    for (const double v : {0.001, 0.001, 0.0}) real(v);
    for (const double v : {0.0, 0.0, 0.0, 109.0, 29.0, 0.0}) real(v);
    for (const int key : {1, 1, 0, 2, 1024, 0, 1, 2, 2048, 0, 1, int{form.system}})
        put(lists, static_cast<std::uint16_t>(key), 2);
    std::string out = "II";
    put(out, 42, 2);
    put(out, 8, 4);
    const std::vector<std::array<std::uint32_t, 4>> entries = {{256, 4, 1, side},
                                                               {257, 4, 1, side},
                                                               {258, 3, 1, form.bits},
                                                               {259, 3, 1, form.compression},
                                                               {273, 4, 1, pixels_at},
                                                               {277, 3, 1, 1},
                                                               {278, 4, 1, side},
                                                               {339, 3, 1, 2},
                                                               {33550, 12, 3, lists_at},
                                                               {33922, 12, 6, lists_at + 24},
                                                               {34735, 3, 12, lists_at + 72}};
    put(out, entries.size(), 2);
    for (const auto& [tag, type, count, value] : entries) {
        put(out, tag, 2);
        put(out, type, 2);
        put(out, count, 4);
        put(out, value, 4);
    }
    out.resize(lists_at, '\0');
    out += lists;
    out.resize(pixels_at, '\0');
    for (const std::int16_t height : heights) put(out, static_cast<std::uint16_t>(height), 2);
    return out;
}

// A ridge that runs from south to north in the middle.
std::vector<std::int16_t> ridge(std::uint32_t side) {
    std::vector<std::int16_t> heights;
    for (std::uint32_t row = 0; row < side; ++row)
        for (std::uint32_t column = 0; column < side; ++column)
            heights.push_back(static_cast<std::int16_t>(
                1000 - 20 * std::abs(static_cast<int>(column) - static_cast<int>(side / 2))));
    return heights;
}

TEST(Relief, a_grid_says_the_height_of_a_cell_and_between_cells) {
    const Elevation grid = read_geotiff(tiff(50, ridge(50)));
    EXPECT_EQ(grid.columns, 50U);
    EXPECT_NEAR(grid.west_deg, 109.0005, 1e-12);
    EXPECT_NEAR(grid.height_m(109.0005, 28.9995).value(), 500, 1e-6);
    EXPECT_NEAR(grid.height_m(109.0010, 28.98).value(), 510, 1e-6);
    EXPECT_FALSE(grid.height_m(108.9, 28.98));
    EXPECT_FALSE(grid.height_m(109.01, 29.1));
}

TEST(Relief, a_cell_without_height_has_none_around_it) {
    auto heights = ridge(50);
    heights[25 * 50 + 25] = Elevation::no_height;
    const Elevation grid = read_geotiff(tiff(50, heights));
    EXPECT_FALSE(grid.height_m(109.0255, 28.9745));
    EXPECT_TRUE(grid.height_m(109.0305, 28.9745));
}

std::string pixels_of(const std::string& png) {
    std::string packed;
    for (std::size_t at = 8; at + 8 < png.size();) {
        std::uint32_t length = 0;
        for (std::size_t i = 0; i < 4; ++i)
            length = length << 8U | static_cast<unsigned char>(png[at + i]);
        if (png.compare(at + 4, 4, "IDAT") == 0) packed += png.substr(at + 8, length);
        at += 12 + length;
    }
    std::string lines(256 * 513, '\0');
    auto* decompressor = libdeflate_alloc_decompressor();
    const auto result = libdeflate_zlib_decompress(decompressor, packed.data(), packed.size(),
                                                   lines.data(), lines.size(), nullptr);
    libdeflate_free_decompressor(decompressor);
    EXPECT_EQ(result, LIBDEFLATE_SUCCESS);
    return lines;
}

TEST(Relief, the_western_slope_is_lit_and_the_eastern_one_lies_in_shadow) {
    const Elevation grid = read_geotiff(tiff(50, ridge(50)));
    const TileName tile = tile_at({109.025, 28.975}, 12);
    const std::string png = relief_png(grid, tile);
    ASSERT_TRUE(png.starts_with("\x89PNG"));
    const std::string lines = pixels_of(png);
    const DegreeBox box = box_of(tile);
    const auto pixel = [&](double lon, double lat) {
        const auto column = static_cast<std::size_t>((lon - box.lon_min_deg) /
                                                     (box.lon_max_deg - box.lon_min_deg) * 256);
        const auto row = static_cast<std::size_t>((box.lat_max_deg - lat) /
                                                  (box.lat_max_deg - box.lat_min_deg) * 256);
        return std::pair(static_cast<unsigned char>(lines[row * 513 + 1 + column * 2]),
                         static_cast<unsigned char>(lines[row * 513 + 2 + column * 2]));
    };
    const auto west = pixel(109.01, 28.975), east = pixel(109.04, 28.975);
    EXPECT_EQ(west.first, 255);
    EXPECT_GT(west.second, 20);
    EXPECT_EQ(east.first, 0);
    EXPECT_GT(east.second, 20);
}

TEST(Relief, where_there_are_no_heights_there_is_no_picture) {
    EXPECT_TRUE(relief_png(read_geotiff(tiff(50, ridge(50))), tile_at({120, 30}, 12)).empty());
}

TEST(Relief, a_file_of_another_form_is_refused_with_a_sentence) {
    const auto good = tiff(50, ridge(50));
    EXPECT_THROW(read_geotiff(tiff(50, ridge(50), {.compression = 5})), base::Error);
    EXPECT_THROW(read_geotiff(tiff(50, ridge(50), {.bits = 8})), base::Error);
    EXPECT_THROW(read_geotiff(tiff(50, ridge(50), {.system = 4214})), base::Error);
    EXPECT_THROW(read_geotiff("not a tiff at all"), base::Error);
    for (std::size_t size = 0; size < good.size(); size += 37)
        EXPECT_THROW(read_geotiff(good.substr(0, size)), base::Error) << size;
}

TEST(Relief, damaged_bytes_are_refused_or_read_but_never_read_beyond_their_end) {
    const auto good = tiff(20, ridge(20));
    for (std::uint32_t seed = 1; seed <= 2'000; ++seed) {
        std::mt19937 random(seed);
        auto bytes = good;
        for (int i = 0; i < 4; ++i) bytes[random() % 400] = static_cast<char>(random());
        try {
            (void)read_geotiff(bytes);
        } catch (const base::Error&) {
            continue;
        }
    }
}

}  // namespace
}  // namespace tiles
