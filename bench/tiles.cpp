#include <algorithm>
#include <cmath>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/app.hpp"
#include "app/maps.hpp"
#include "base/environment.hpp"
#include "benches.hpp"
#include "demo/demo.hpp"
#include "postgres.hpp"
#include "tiles/encode.hpp"
#include "tiles/layer.hpp"
#include "tiles/tile.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr tiles::TileName measured_tile{12, 3293, 1712};
constexpr int points_in_tile = 10'000;
constexpr int runs = 20;

struct House {
    std::int64_t id = 0;
    geo::Position at;
    std::int64_t village = 0, status = 0, tenth_kw = 0;
    std::string name;
};

// Points of one tile with four attributes, one of them another text for each.
std::vector<House> houses() {
    const auto box = tiles::box_of(measured_tile);
    std::vector<House> result;
    std::uint64_t state = 88172645463325252ULL;
    const auto next = [&](std::int64_t below) {
        state ^= state << 13U;
        state ^= state >> 7U;
        state ^= state << 17U;
        return static_cast<std::int64_t>(state % static_cast<std::uint64_t>(below));
    };
    for (std::int64_t i = 0; i < points_in_tile; ++i) {
        const double u = static_cast<double>(next(1'000'000) + 1) / 1'000'002.0;
        const double v = static_cast<double>(next(1'000'000) + 1) / 1'000'002.0;
        result.push_back({i + 1,
                          {box.lon_min_deg + u * (box.lon_max_deg - box.lon_min_deg),
                           box.lat_min_deg + v * (box.lat_max_deg - box.lat_min_deg)},
                          next(40),
                          next(4),
                          next(120),
                          "hh" + std::to_string(i)});
    }
    return result;
}

tiles::Layer layer_of(const std::vector<House>& all) {
    tiles::LayerBuilder builder("houses", tiles::Kind::point, {"village", "status", "kw", "name"});
    for (const House& house : all)
        builder.add_point(
            house.id, house.at,
            std::vector<tiles::Value>{house.village, house.status, house.tenth_kw, house.name});
    return builder.finish();
}

double best_ms(const std::function<void()>& work) {
    std::vector<double> times;
    work();
    for (int i = 0; i < runs; ++i) times.push_back(seconds_of(work) * 1000);
    return median(times);
}

// The peer at its best: rows in the order of their place, in Web Mercator already, indexed, warm.
double measure_postgis(const std::vector<House>& all, std::size_t& bytes) {
    Postgres postgres(server_url());
    for (const char* sql :
         {"CREATE EXTENSION IF NOT EXISTS postgis", "DROP TABLE IF EXISTS bench_houses",
          "CREATE UNLOGGED TABLE bench_houses (id bigint, geom geometry(Point, 3857), village "
          "bigint, status bigint, kw bigint, name text)"})
        postgres.ask(sql);
    std::string insert;
    for (const House& house : all) {
        insert += insert.empty() ? "INSERT INTO bench_houses VALUES " : ",";
        insert += "(" + std::to_string(house.id) + ",ST_Transform(ST_SetSRID(ST_MakePoint(" +
                  std::to_string(house.at.lon_deg) + "," + std::to_string(house.at.lat_deg) +
                  "),4326),3857)," + std::to_string(house.village) + "," +
                  std::to_string(house.status) + "," + std::to_string(house.tenth_kw) + ",'" +
                  house.name + "')";
    }
    postgres.ask(insert);
    for (const char* sql : {"CREATE INDEX bench_houses_geom ON bench_houses USING gist (geom)",
                            "CLUSTER bench_houses USING bench_houses_geom", "ANALYZE bench_houses",
                            "SET max_parallel_workers_per_gather = 0", "SET jit = off"})
        postgres.ask(sql);
    const std::string tile = "ST_TileEnvelope(" + std::to_string(measured_tile.zoom) + "," +
                             std::to_string(measured_tile.x) + "," +
                             std::to_string(measured_tile.y) + ")";
    const std::string sql =
        "SELECT ST_AsMVT(t, 'houses', 4096, 'geom', 'id') FROM (SELECT id, ST_AsMVTGeom(geom, " +
        tile +
        ", 4096, 64, true) AS geom, village, status, kw, name FROM bench_houses WHERE geom "
        "&& " +
        tile + ") t";
    std::string last;
    const double ms = best_ms([&] { last = postgres.ask(sql); });
    bytes = last.size();
    postgres.ask("DROP TABLE bench_houses");
    return ms;
}

void measure_encoder(Figures& figures) {
    const auto all = houses();
    const tiles::Layer layer = layer_of(all);
    if (tiles::count_in(layer, measured_tile) != all.size())
        throw std::runtime_error("the points do not lie in the tile");
    std::string tile;
    const double encode_ms = best_ms([&] { tile = tiles::encode(layer, measured_tile); });
    const double gzip_ms = best_ms([&] { (void)tiles::gzip(tile); });
    const double cluster_ms = best_ms([&] { (void)tiles::encode_clusters(layer, measured_tile); });
    figures.push_back({"tile: 10,000 points, 4 attributes", encode_ms, "ms",
                       std::to_string(tile.size()) + " bytes"});
    figures.push_back({"tile: gzip of it", gzip_ms, "ms", "libdeflate, level 1"});
    figures.push_back({"tile: clusters of the same points", cluster_ms, "ms", "8 × 8 cells"});
    if (!server_url()) {
        figures.push_back({"tile: ST_AsMVT", 0, "ms", "no PostgreSQL (tools/with_postgres.sh)"});
        return;
    }
    std::size_t peer_bytes = 0;
    const double peer_ms = measure_postgis(all, peer_bytes);
    figures.push_back({"tile: ST_AsMVT of the same points", peer_ms, "ms",
                       std::to_string(peer_bytes) + " bytes, rows sorted by place, over a socket"});
    figures.push_back({"tile: times as fast as ST_AsMVT", peer_ms / encode_ms, "×", ""});
}

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
}

// A hand that moves over the county and goes in and out: each step asks for a window of 3 × 2
// tiles of every layer.
std::vector<app::Maps::TileQuery> pan_path(const geo::Position& middle) {
    std::vector<app::Maps::TileQuery> path;
    for (int step = 0; step < 60; ++step) {
        const int zoom = 9 + step % 6;
        const geo::Position at{middle.lon_deg + 0.15 * std::sin(step * 0.7),
                               middle.lat_deg + 0.12 * std::cos(step * 0.5)};
        const auto tile = tiles::tile_at(at, zoom);
        for (const char* layer : {"village_light", "household", "settlement", "station",
                                  "power_line", "transformer_area", "pond", "hazard"})
            for (std::uint32_t dx = 0; dx < 3; ++dx)
                for (std::uint32_t dy = 0; dy < 2; ++dy)
                    path.push_back({layer, zoom, tile.x + dx - 1, tile.y + dy, {}});
    }
    return path;
}

}  // namespace

void measure_tiles(const fs::path& folder, const fs::path& reader, double scale, Figures& figures) {
    measure_encoder(figures);
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    const app::Options options{folder / "data", reader, {}, {}};
    app::App::init(environment, options);
    app::App app(environment, options);
    for (const auto& source : demo::write_county(folder / "source", {scale, 1})) {
        app::Command command;
        command.id = app.new_id();
        command.kind = "import";
        ordered_json payload{{"register", source.register_name},
                             {"file_name", source.file.filename().string()}};
        if (!source.datum.empty()) payload["datum"] = source.datum;
        command.payload = payload.dump();
        command.attachment = source.file;
        app.apply(command);
    }
    const auto box = ordered_json::parse(app.maps().lights({})).at("box");
    const geo::Position middle{(box[0].get<double>() + box[2].get<double>()) / 2,
                               (box[1].get<double>() + box[3].get<double>()) / 2};
    const auto path = pan_path(middle);
    std::vector<double> first, again;
    for (const auto& query : path)
        first.push_back(seconds_of([&] { (void)app.maps().tile(query); }) * 1000);
    for (const auto& query : path)
        again.push_back(seconds_of([&] { (void)app.maps().tile(query); }) * 1000);
    const std::string asked = std::to_string(path.size()) + " tiles of 8 layers";
    figures.push_back({"map: pan path, p50", percentile(first, 0.5), "ms", asked});
    figures.push_back({"map: pan path, p95", percentile(first, 0.95), "ms", asked});
    figures.push_back(
        {"map: pan path, slowest", worst(first), "ms", "the first of a layer reads it"});
    figures.push_back({"map: cached tile, p50", percentile(again, 0.5), "ms", ""});
    figures.push_back({"map: cached tile, p95", percentile(again, 0.95), "ms", ""});
}

}  // namespace bench
