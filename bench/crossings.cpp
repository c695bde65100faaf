#include <geos_c.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <stdexcept>

#include "benches.hpp"
#include "crossings/find.hpp"
#include "postgres.hpp"

namespace bench {
namespace {

using crossings::Pair;
using crossings::Point;
using crossings::Shapes;
using crossings::Span;
using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

constexpr std::int32_t width_cm = 6'300'000;
constexpr double turn = 2 * std::numbers::pi;
constexpr int runs = 5;

class Random {
public:
    double unit() {
        state_ ^= state_ << 13U;
        state_ ^= state_ >> 7U;
        state_ ^= state_ << 17U;
        return static_cast<double>(state_ >> 11U) * 0x1p-53;
    }
    double between(double low, double high) { return low + (high - low) * unit(); }

private:
    std::uint64_t state_ = 88172645463325252ULL;
};

/// Lines of poles 40 to 60 m apart that wander over 63 km, and roofs, ponds and yards of 4 to 9
/// corners, in centimetres of a plane.
struct Scene {
    std::vector<Span> spans;
    Shapes areas;
    Shapes other_lines;  ///< a span each
};

std::vector<Span> lines(Random& random, std::size_t count) {
    std::vector<Span> spans;
    while (spans.size() < count) {
        double x = random.between(0, width_cm), y = random.between(0, width_cm);
        double way = random.between(0, turn);
        for (int i = 0; i < 100 && spans.size() < count; ++i) {
            const Point from{static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)};
            way += random.between(-0.3, 0.3);
            const double length = random.between(4'000, 6'000);
            x += length * std::cos(way);
            y += length * std::sin(way);
            spans.push_back({from, {static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)}});
        }
    }
    return spans;
}

Scene scene(std::size_t count) {
    Random random;
    Scene scene;
    scene.spans = lines(random, count);
    for (std::size_t i = 0; i < count; ++i) {
        const double x = random.between(0, width_cm), y = random.between(0, width_cm);
        const int corners = 4 + static_cast<int>(random.unit() * 6);
        const double size =
            random.unit() < 0.8 ? random.between(400, 1'000) : random.between(2'000, 6'000);
        std::vector<Point> ring;
        for (int corner = 0; corner < corners; ++corner) {
            const double angle = turn * corner / corners, radius = size * random.between(0.7, 1);
            ring.push_back({static_cast<std::int32_t>(x + radius * std::cos(angle)),
                            static_cast<std::int32_t>(y + radius * std::sin(angle))});
        }
        ring.push_back(ring.front());
        scene.areas.add_path(ring);
        scene.areas.end_shape(true);
    }
    for (const Span& span : lines(random, count)) {
        scene.other_lines.add_path(std::vector<Point>{span.from, span.to});
        scene.other_lines.end_shape(false);
    }
    return scene;
}

Pairs ours(const Scene& scene, const Shapes& shapes, unsigned threads) {
    const crossings::Search search{0, {true, {10'000, 10'000}}, threads};
    Pairs result;
    for (const Pair& pair : crossings::find_pairs(scene.spans, shapes, search))
        result.emplace_back(pair.span, pair.shape);
    return result;
}

double median_seconds(const std::function<void()>& work) {
    std::vector<double> times;
    work();
    for (int i = 0; i < runs; ++i) times.push_back(seconds_of(work));
    return median(times);
}

class Geos {
public:
    Geos() : context_(GEOS_init_r()) {}
    ~Geos() { GEOS_finish_r(context_); }
    Geos(const Geos&) = delete;
    Geos& operator=(const Geos&) = delete;

    GEOSGeometry* geometry(std::span<const Point> path, bool area) {
        auto* points = GEOSCoordSeq_create_r(context_, static_cast<unsigned>(path.size()), 2);
        for (unsigned i = 0; i < path.size(); ++i)
            GEOSCoordSeq_setXY_r(context_, points, i, path[i].x, path[i].y);
        if (!area) return GEOSGeom_createLineString_r(context_, points);
        return GEOSGeom_createPolygon_r(context_, GEOSGeom_createLinearRing_r(context_, points),
                                        nullptr, 0);
    }

    /// Its best way: the spans in a packed tree, every shape prepared once.
    Pairs join(const std::vector<GEOSGeometry*>& spans, const std::vector<GEOSGeometry*>& shapes) {
        auto* tree = GEOSSTRtree_create_r(context_, 10);
        for (std::size_t i = 0; i < spans.size(); ++i)
            GEOSSTRtree_insert_r(context_, tree, spans[i], reinterpret_cast<void*>(i));
        struct Hits {
            std::vector<std::size_t> all;
        } hits;
        Pairs result;
        for (std::uint32_t shape = 0; shape < shapes.size(); ++shape) {
            hits.all.clear();
            GEOSSTRtree_query_r(
                context_, tree, shapes[shape],
                [](void* item, void* into) {
                    static_cast<Hits*>(into)->all.push_back(reinterpret_cast<std::size_t>(item));
                },
                &hits);
            if (hits.all.empty()) continue;
            const auto* prepared = GEOSPrepare_r(context_, shapes[shape]);
            for (const std::size_t span : hits.all)
                if (GEOSPreparedIntersects_r(context_, prepared, spans[span]) == 1)
                    result.emplace_back(static_cast<std::uint32_t>(span), shape);
            GEOSPreparedGeom_destroy_r(context_, prepared);
        }
        GEOSSTRtree_destroy_r(context_, tree);
        std::sort(result.begin(), result.end());
        return result;
    }

    void destroy(std::vector<GEOSGeometry*>& all) {
        for (auto* each : all) GEOSGeom_destroy_r(context_, each);
    }

private:
    GEOSContextHandle_t context_;
};

double geos_seconds(const Scene& scene, const Shapes& shapes, const Pairs& expected) {
    Geos geos;
    std::vector<GEOSGeometry*> spans, others;
    for (const Span& span : scene.spans)
        spans.push_back(geos.geometry(std::vector<Point>{span.from, span.to}, false));
    for (std::size_t i = 0; i < shapes.size(); ++i)
        others.push_back(geos.geometry(shapes.path(i), shapes.is_area[i] != 0));
    Pairs found;
    const double seconds = median_seconds([&] { found = geos.join(spans, others); });
    geos.destroy(spans);
    geos.destroy(others);
    if (found != expected) throw std::runtime_error("GEOS found other pairs");
    return seconds;
}

void append_path(std::string& text, std::span<const Point> path) {
    for (std::size_t i = 0; i < path.size(); ++i)
        text += (i ? "," : "") + std::to_string(path[i].x) + " " + std::to_string(path[i].y);
}

void fill_table(Postgres& postgres, const std::string& table, std::size_t count,
                const std::function<std::string(std::size_t)>& wkt) {
    postgres.ask("DROP TABLE IF EXISTS " + table);
    postgres.ask("CREATE UNLOGGED TABLE " + table + " (id int, geom geometry)");
    std::string insert;
    for (std::size_t i = 0; i < count; ++i) {
        insert += insert.empty() ? "INSERT INTO " + table + " VALUES " : ",";
        insert += "(" + std::to_string(i) + ",'" + wkt(i) + "')";
        if (insert.size() < (4U << 20U) && i + 1 < count) continue;
        postgres.ask(insert);
        insert.clear();
    }
    postgres.ask("CREATE INDEX ON " + table + " USING gist (geom)");
    postgres.ask("ANALYZE " + table);
}

/// Pairs as PostGIS finds them with a GiST index; sorted, joined to one number each.
double postgis_seconds(const Scene& scene, const Shapes& shapes, std::size_t expected) {
    Postgres postgres(server_url());
    postgres.ask("CREATE EXTENSION IF NOT EXISTS postgis");
    postgres.ask("SET max_parallel_workers_per_gather = 0");
    postgres.ask("SET jit = off");
    fill_table(postgres, "bench_spans", scene.spans.size(), [&](std::size_t i) {
        std::string text = "LINESTRING(";
        append_path(text, std::vector<Point>{scene.spans[i].from, scene.spans[i].to});
        return text + ")";
    });
    fill_table(postgres, "bench_shapes", shapes.size(), [&](std::size_t i) {
        std::string text = shapes.is_area[i] != 0 ? "POLYGON((" : "LINESTRING(";
        append_path(text, shapes.path(i));
        return text + (shapes.is_area[i] != 0 ? "))" : ")");
    });
    std::string count;
    const double seconds = seconds_of([&] {
        count = postgres.ask(
            "SELECT count(*)::text FROM bench_spans a JOIN bench_shapes b ON "
            "ST_Intersects(a.geom, b.geom)");
    });
    postgres.ask("DROP TABLE bench_spans, bench_shapes");
    if (count != std::to_string(expected))
        throw std::runtime_error("PostGIS found " + count + " pairs, not " +
                                 std::to_string(expected));
    return seconds;
}

void measure_join(const Scene& scene, const Shapes& shapes, const std::string& name,
                  Figures& figures) {
    Pairs pairs;
    const double one = median_seconds([&] { pairs = ours(scene, shapes, 1); });
    const double two = median_seconds([&] { (void)ours(scene, shapes, 2); });
    const double geos = geos_seconds(scene, shapes, pairs);
    figures.push_back({name, one * 1000, "ms",
                       std::to_string(scene.spans.size()) + " spans, " +
                           std::to_string(shapes.size()) + " shapes, " +
                           std::to_string(pairs.size()) + " pairs; one thread, index included"});
    figures.push_back({name + ", two threads", one / two, "times as fast as one", ""});
    figures.push_back({name + ", beside GEOS", geos / one, "times as fast",
                       "tree and prepared shapes, its index included; the same pairs"});
    if (!server_url()) return;
    const double postgis = postgis_seconds(scene, shapes, pairs.size());
    figures.push_back({name + ", beside PostGIS", postgis / one, "times as fast",
                       "GiST join with both indexes made before; the same number of pairs"});
}

}  // namespace

void measure_crossings(double scale, Figures& figures) {
    const Scene all = scene(static_cast<std::size_t>(200'000 * scale));
    measure_join(all, all.areas, "spans over areas", figures);
    measure_join(all, all.other_lines, "spans over spans", figures);
}

}  // namespace bench
