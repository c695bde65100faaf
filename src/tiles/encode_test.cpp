#include "tiles/encode.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "tile_for_tests.hpp"
#include "tiles/clip.hpp"

namespace tiles {
using for_tests::decoded;
namespace {

struct Sample {
    std::int64_t id = 0;
    geo::Position at;
    std::vector<Value> values;
};

// Households of a county and some far away: crowded, alone, and several at one place.
std::vector<Sample> samples(std::uint32_t seed, std::size_t count) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<Sample> result;
    const std::vector<std::string> lights = {"red", "yellow", "blue", "green", "grey"};
    for (std::size_t i = 0; i < count; ++i) {
        geo::Position at{109.2 + 0.5 * share(random), 28.3 + 0.5 * share(random)};
        if (i % 17 == 0) at = {73 + 62 * share(random), 18 + 35 * share(random)};
        if (i % 5 == 1) at = result.back().at;
        Value light = lights[random() % lights.size()];
        if (i % 11 == 0) light = {};
        result.push_back({static_cast<std::int64_t>(i + 1),
                          at,
                          {light, static_cast<std::int64_t>(random() % 9) - 3, share(random)}});
    }
    return result;
}

Layer layer_of(const std::vector<Sample>& all) {
    LayerBuilder builder("household", Kind::point, {"light", "residents", "share"});
    for (const Sample& each : all) builder.add_point(each.id, each.at, each.values);
    return builder.finish();
}

// Every tile of a zoom level that holds one of the samples.
std::vector<TileName> tiles_with(const std::vector<Sample>& all, int zoom) {
    std::vector<TileName> names;
    for (const Sample& each : all) {
        const TileName name = tile_at(each.at, zoom);
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
}

TEST(Encode, each_point_stands_in_exactly_one_tile_of_a_zoom_level_with_its_own_values) {
    const auto all = samples(1, 500);
    const Layer layer = layer_of(all);
    for (const int zoom : {0, 3, 9, 12, 14, zoom_max}) {
        std::vector<std::uint64_t> seen;
        for (const TileName tile : tiles_with(all, zoom)) {
            const auto found = decoded(encode(layer, tile));
            EXPECT_EQ(found.version, 2U);
            EXPECT_EQ(found.extent, 4096U);
            EXPECT_EQ(found.features.size(), count_in(layer, tile));
            for (const auto& feature : found.features) {
                seen.push_back(feature.id);
                const Sample& sample = all[feature.id - 1];
                EXPECT_EQ(tile_at(sample.at, zoom), tile);
                EXPECT_EQ(feature.values.contains("light"),
                          std::holds_alternative<std::string>(sample.values[0]));
                EXPECT_EQ(feature.number("residents"), std::get<std::int64_t>(sample.values[1]));
                const auto [x, y] = feature.paths().at(0).at(0);
                EXPECT_TRUE(x >= 0 && x < extent && y >= 0 && y < extent);
            }
        }
        std::sort(seen.begin(), seen.end());
        EXPECT_EQ(seen.size(), all.size());
        EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
    }
}

TEST(Encode, X_15_clusters_count_every_point_once_at_every_zoom_level_and_by_every_value) {
    const auto all = samples(2, 2'000);
    const Layer layer = layer_of(all);
    std::map<std::string, std::int64_t> truth;
    for (const Sample& each : all)
        if (const auto* light = std::get_if<std::string>(&each.values[0])) ++truth[*light];
    for (int zoom = 0; zoom <= 16; ++zoom) {
        std::int64_t total = 0;
        std::map<std::string, std::int64_t> tally;
        for (const TileName tile : tiles_with(all, zoom))
            for (const auto& feature : decoded(encode_clusters(layer, tile, "light")).features) {
                const bool alone = !feature.values.contains("count");
                total += alone ? 1 : feature.number("count");
                for (const auto& [light, number] : truth) {
                    if (!alone && feature.values.contains("light:" + light))
                        tally[light] += feature.number("light:" + light);
                    if (alone && feature.values.contains("light") &&
                        std::get<std::string>(feature.values.at("light")) == light)
                        ++tally[light];
                }
            }
        EXPECT_EQ(total, static_cast<std::int64_t>(all.size())) << zoom;
        EXPECT_EQ(tally, truth) << zoom;
    }
}

TEST(Encode, the_same_rows_in_any_order_give_the_same_bytes) {
    auto all = samples(3, 400);
    const Layer first = layer_of(all);
    const auto tiles = tiles_with(all, 10);
    std::mt19937 random(3);
    for (int round = 0; round < 5; ++round) {
        std::shuffle(all.begin(), all.end(), random);
        const Layer layer = layer_of(all);
        for (const TileName tile : tiles) {
            EXPECT_EQ(encode(layer, tile), encode(first, tile));
            EXPECT_EQ(encode_clusters(layer, tile, "light"), encode_clusters(first, tile, "light"));
        }
    }
}

TEST(Encode, a_decoded_point_is_within_one_grid_unit_of_where_it_is) {
    const auto all = samples(4, 300);
    const Layer layer = layer_of(all);
    for (const int zoom : {10, 14}) {
        const double unit_deg = 360.0 / std::exp2(zoom) / extent;
        for (const TileName tile : tiles_with(all, zoom))
            for (const auto& feature : decoded(encode(layer, tile)).features) {
                const auto [x, y] = feature.paths()[0][0];
                const double lon = box_of(tile).lon_min_deg + static_cast<double>(x) * unit_deg;
                const double off = all[feature.id - 1].at.lon_deg - lon;
                EXPECT_TRUE(off > -1e-9 && off < unit_deg + 1e-9) << off;
            }
    }
}

Path circle(geo::Position middle, double radius_deg, int corners, bool is_hole = false) {
    Path path{{}, is_hole};
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * 3.14159265358979 * i / corners;
        path.positions.push_back({middle.lon_deg + radius_deg * std::cos(angle),
                                  middle.lat_deg + radius_deg * std::sin(angle)});
    }
    return path;
}

GridPath grid(const std::vector<std::pair<std::int64_t, std::int64_t>>& path) {
    GridPath result;
    for (const auto& [x, y] : path) result.push_back({x, y});
    return result;
}

TEST(Encode, areas_are_cut_to_the_tile_with_outer_rings_one_way_and_holes_the_other) {
    LayerBuilder builder("boundary", Kind::polygon, {"light"});
    const geo::Position middle{109.48, 28.57};
    const std::vector<Path> paths = {circle(middle, 0.2, 300), circle(middle, 0.1, 200, true)};
    builder.add(7, paths, std::vector<Value>{std::string("red")});
    const Layer layer = builder.finish();
    int drawn = 0;
    for (const int zoom : {6, 9, 12, 14}) {
        const TileName at = tile_at(middle, zoom);
        for (std::uint32_t dx = 0; dx < 5; ++dx) {
            const auto found = decoded(encode(layer, {zoom, at.x - 2 + dx, at.y}));
            for (const auto& feature : found.features) {
                ++drawn;
                EXPECT_EQ(feature.type, 3);
                const auto rings = feature.paths();
                for (std::size_t i = 0; i < rings.size(); ++i) {
                    EXPECT_EQ(doubled_area(grid(rings[i])) > 0, i == 0);
                    for (const auto& [x, y] : rings[i]) {
                        EXPECT_GE(x, -buffer_units);
                        EXPECT_LE(x, extent + buffer_units);
                        EXPECT_GE(y, -buffer_units);
                        EXPECT_LE(y, extent + buffer_units);
                    }
                }
            }
        }
    }
    EXPECT_GT(drawn, 5);
    // Wholly inside the hole there is nothing.
    EXPECT_TRUE(encode(layer, tile_at(middle, 14)).empty());
}

TEST(Encode, an_area_that_covers_the_whole_tile_fills_its_square) {
    LayerBuilder builder("boundary", Kind::polygon, {});
    const geo::Position middle{109.48, 28.57};
    const std::vector<Path> paths = {circle(middle, 1.0, 400)};
    builder.add(1, paths, {});
    const auto found = decoded(encode(builder.finish(), tile_at(middle, 13)));
    ASSERT_EQ(found.features.size(), 1U);
    constexpr std::int64_t side = extent + 2 * buffer_units;
    EXPECT_EQ(doubled_area(grid(found.features[0].paths().at(0))), 2 * side * side);
}

TEST(Encode, a_ring_may_begin_anywhere_and_be_closed_or_not) {
    const geo::Position middle{109.48, 28.57};
    const Path path = circle(middle, 0.02, 60);
    std::string first;
    for (std::size_t turn = 0; turn < 60; turn += 7) {
        Path turned = path;
        std::rotate(turned.positions.begin(),
                    turned.positions.begin() + static_cast<std::ptrdiff_t>(turn),
                    turned.positions.end());
        if (turn % 2 == 1) turned.positions.push_back(turned.positions.front());
        LayerBuilder builder("boundary", Kind::polygon, {});
        builder.add(1, std::vector{turned}, {});
        // The whole circle lies within one tile of zoom 8: nothing is cut.
        const std::string bytes = encode(builder.finish(), tile_at(middle, 8));
        if (first.empty()) first = bytes;
        EXPECT_EQ(bytes, first) << turn;
    }
}

TEST(Encode, a_line_that_leaves_the_tile_and_comes_back_is_two_parts) {
    const GridPath line = {{-500, 2000}, {2000, 2000}, {2000, 9000}, {3000, 9000}, {3000, 100}};
    const auto parts = clipped_line(line, {-64, 4160});
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], (GridPath{{-64, 2000}, {2000, 2000}, {2000, 4160}}));
    EXPECT_EQ(parts[1], (GridPath{{3000, 4160}, {3000, 100}}));
}

TEST(Encode, simplifying_moves_no_line_by_a_unit_and_keeps_its_ends) {
    for (std::uint32_t seed = 1; seed <= 50; ++seed) {
        std::mt19937 random(seed);
        GridPath line;
        std::int64_t y = 0;
        for (std::int64_t x = 0; x < 400; ++x) {
            y += static_cast<std::int64_t>(random() % 3) - 1;
            line.push_back({x, y});
        }
        const GridPath simple = simplified_line(line);
        ASSERT_GE(simple.size(), 2U);
        EXPECT_EQ(simple.front(), line.front());
        EXPECT_EQ(simple.back(), line.back());
        std::size_t piece = 0;
        for (const GridPoint p : line) {
            while (simple[piece + 1].x < p.x) ++piece;
            const GridPoint a = simple[piece], b = simple[piece + 1];
            const double dx = static_cast<double>(b.x - a.x), dy = static_cast<double>(b.y - a.y);
            const double cross =
                static_cast<double>(p.x - a.x) * dy - static_cast<double>(p.y - a.y) * dx;
            EXPECT_LT(std::abs(cross) / std::hypot(dx, dy), 1.0) << "seed " << seed;
        }
    }
}

TEST(Encode, lines_are_drawn_in_every_tile_they_pass) {
    LayerBuilder builder("power_line", Kind::line, {});
    Path path;
    for (int i = 0; i <= 40; ++i) path.positions.push_back({109.3 + 0.01 * i, 28.5 + 0.003 * i});
    builder.add(3, std::vector{path}, {});
    const Layer layer = builder.finish();
    for (const geo::Position at : path.positions) {
        const auto found = decoded(encode(layer, tile_at(at, 13)));
        ASSERT_EQ(found.features.size(), 1U);
        EXPECT_EQ(found.features[0].type, 2);
    }
    EXPECT_TRUE(encode(layer, tile_at({110.5, 28.5}, 13)).empty());
}

TEST(Encode, gzip_and_back_is_the_same_and_damage_is_noticed) {
    std::string bytes;
    for (int i = 0; i < 20'000; ++i) bytes += std::to_string(i * 7919 % 1000);
    for (const int level : {1, 6, 12}) EXPECT_EQ(unpacked(gzip(bytes, level)), bytes);
    EXPECT_EQ(unpacked(gzip("")), "");
    std::string damaged = gzip(bytes);
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    EXPECT_ANY_THROW((void)unpacked(damaged));
}

TEST(TileNames, a_tile_is_one_of_those_that_its_zoom_level_has) {
    EXPECT_TRUE(tile_name(0, 0, 0));
    EXPECT_FALSE(tile_name(0, 1, 0));
    EXPECT_TRUE(tile_name(3, 7, 7));
    EXPECT_FALSE(tile_name(3, 8, 7));
    EXPECT_FALSE(tile_name(3, 7, 8));
    EXPECT_FALSE(tile_name(-1, 0, 0));
    EXPECT_TRUE(tile_name(zoom_max, 0, 0));
    EXPECT_FALSE(tile_name(zoom_max + 1, 0, 0));
    EXPECT_EQ(ancestor({12, 3290, 1700}, 10), (TileName{10, 822, 425}));
    // The well-known corner of the projection.
    EXPECT_NEAR(box_of({0, 0, 0}).lat_max_deg, 85.0511287798, 1e-9);
}

}  // namespace
}  // namespace tiles
