#include "crossings/find.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/error.hpp"

namespace {

using crossings::Pair;
using crossings::Point;
using crossings::Search;
using crossings::Shapes;
using crossings::Span;
__extension__ typedef __int128 Wide;

constexpr std::int64_t metre_um = 1'000'000;

Search in_plane(std::int64_t buffer_um = 0, std::int64_t unit_um = metre_um) {
    return {buffer_um, {true, {unit_um, unit_um}}, 1};
}

std::vector<Point> closed(std::vector<Point> ring) {
    ring.push_back(ring.front());
    return ring;
}
std::vector<Point> square(std::int32_t x, std::int32_t y, std::int32_t side) {
    return closed({{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}});
}
void add(Shapes& shapes, const std::vector<Point>& path, bool area) {
    shapes.add_path(path);
    shapes.end_shape(area);
}

// The same questions asked plainly, on small whole numbers, one pair after the other.
namespace plain {

Wide turn(Point a, Point b, Point c) {
    return Wide{b.x - a.x} * (c.y - a.y) - Wide{b.y - a.y} * (c.x - a.x);
}
int sign(Wide value) {
    return value > 0 ? 1 : value < 0 ? -1 : 0;
}
bool on(Point p, Point a, Point b) {
    return turn(a, b, p) == 0 && std::min(a.x, b.x) <= p.x && p.x <= std::max(a.x, b.x) &&
           std::min(a.y, b.y) <= p.y && p.y <= std::max(a.y, b.y);
}
bool meet(Point a, Point b, Point p, Point q) {
    if (on(a, p, q) || on(b, p, q) || on(p, a, b) || on(q, a, b)) return true;
    return sign(turn(a, b, p)) * sign(turn(a, b, q)) < 0 &&
           sign(turn(p, q, a)) * sign(turn(p, q, b)) < 0;
}
/// Winding number, not the ray that the kernel counts.
bool inside(Point at, const std::vector<Point>& ring) {
    int winding = 0;
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
        const Point p = ring[i], q = ring[i + 1];
        if (p.y <= at.y && q.y > at.y && turn(p, q, at) > 0) ++winding;
        if (p.y > at.y && q.y <= at.y && turn(p, q, at) < 0) --winding;
    }
    return winding % 2 != 0;
}
bool near(Point p, Point a, Point b, Wide limit) {
    const Wide ux = b.x - a.x, uy = b.y - a.y, vx = p.x - a.x, vy = p.y - a.y;
    const Wide along = ux * vx + uy * vy, length2 = ux * ux + uy * uy;
    if (along <= 0) return vx * vx + vy * vy <= limit * limit;
    if (along >= length2) return (vx - ux) * (vx - ux) + (vy - uy) * (vy - uy) <= limit * limit;
    const Wide cross = ux * vy - uy * vx;
    return cross * cross <= limit * limit * length2;
}

std::vector<Pair> pairs(const std::vector<Span>& spans, const Shapes& shapes, std::int64_t limit) {
    std::vector<Pair> result;
    for (std::uint32_t s = 0; s < spans.size(); ++s)
        for (std::uint32_t k = 0; k < shapes.size(); ++k) {
            bool meets = false, close = false;
            int insides = 0;
            for (auto path = shapes.shape_starts[k]; path < shapes.shape_starts[k + 1]; ++path) {
                const auto view = shapes.path(path);
                std::vector<Point> points(view.begin(), view.end());
                if (points.size() == 1) points.push_back(points.front());
                for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                    const auto [a, b] = spans[s];
                    const Point p = points[i], q = points[i + 1];
                    meets = meets || meet(a, b, p, q);
                    close = close || near(a, p, q, limit) || near(b, p, q, limit) ||
                            near(p, a, b, limit) || near(q, a, b, limit);
                }
                if (shapes.is_area[k] != 0 && inside(spans[s].from, points)) ++insides;
            }
            meets = meets || insides % 2 != 0;
            if (meets || (limit > 0 && close)) result.push_back({s, k, meets});
        }
    return result;
}

}  // namespace plain

class Random {
public:
    explicit Random(unsigned seed) : engine_(seed) {}
    std::int32_t below(int n) {
        return static_cast<std::int32_t>(engine_() % static_cast<unsigned>(n));
    }
    Point point(int range) { return {below(range), below(range)}; }

    /// Areas with and without a hole, lines, single points; some of many corners.
    Shapes shapes(int count, int range) {
        Shapes result;
        for (int i = 0; i < count; ++i) {
            const int kind = below(5);
            if (kind == 0) add(result, {point(range)}, false);
            if (kind == 1) add(result, some(2 + below(4), range), false);
            if (kind == 2) add(result, closed(some(3 + below(4), range)), true);
            if (kind == 3) add(result, closed(some(70 + below(60), range)), true);
            if (kind == 4) {
                const Point corner = point(range);
                result.add_path(square(corner.x, corner.y, 9));
                result.add_path(square(corner.x + 3, corner.y + 3, 3));
                result.end_shape(true);
            }
        }
        return result;
    }
    std::vector<Span> spans(int count, int range) {
        std::vector<Span> result;
        for (int i = 0; i < count; ++i) {
            const Point from = point(range);
            const Point near{from.x + below(7) - 3, from.y + below(7) - 3};
            result.push_back({from, below(2) == 0 ? near : point(range)});
        }
        return result;
    }

private:
    std::vector<Point> some(int count, int range) {
        std::vector<Point> result;
        for (int i = 0; i < count; ++i) result.push_back(point(range));
        return result;
    }
    std::mt19937 engine_;
};

TEST(Find, X_19_equals_the_plain_comparison_of_every_pair_on_ten_thousand_random_sets) {
    for (unsigned seed = 0; seed < 10'000; ++seed) {
        Random random(seed);
        const int range = 4 + random.below(60);
        const Shapes shapes = random.shapes(1 + random.below(7), range);
        const auto spans = random.spans(1 + random.below(7), range);
        const std::int64_t limit = random.below(8);
        ASSERT_EQ(crossings::find_pairs(spans, shapes, in_plane(limit, 1)),
                  plain::pairs(spans, shapes, limit))
            << "seed " << seed;
    }
}

TEST(Find, X_19_sizes_from_a_roof_to_a_county_are_searched_alike) {
    Random random(7);
    Shapes shapes;
    for (int i = 0; i < 300; ++i) {
        const int size = 1 << random.below(15);
        const Point at = random.point(40'000);
        add(shapes, square(at.x, at.y, size), true);
    }
    const auto spans = random.spans(300, 40'000);
    EXPECT_EQ(crossings::find_pairs(spans, shapes, in_plane(25, 1)),
              plain::pairs(spans, shapes, 25));
}

TEST(Find, X_19_any_number_of_threads_gives_the_same_pairs) {
    Random random(11);
    const Shapes shapes = random.shapes(200, 500);
    const auto spans = random.spans(200, 500);
    Search search = in_plane(3, 1);
    const auto one = crossings::find_pairs(spans, shapes, search);
    for (unsigned threads = 2; threads <= 8; ++threads) {
        search.threads = threads;
        EXPECT_EQ(crossings::find_pairs(spans, shapes, search), one) << threads;
    }
}

struct Case {
    const char* what;
    Span span;
    bool meets;
};

TEST(Find, X_19_touching_a_corner_lying_on_an_edge_and_lying_inside_all_meet) {
    Shapes shapes;
    add(shapes, square(0, 0, 10), true);
    const Case cases[] = {{"through", {{-5, 5}, {15, 5}}, true},
                          {"touches a corner", {{-5, 5}, {5, -5}}, true},
                          {"passes a corner by one unit", {{-6, 5}, {5, -6}}, false},
                          {"ends on an edge", {{5, -5}, {5, 0}}, true},
                          {"ends a unit before an edge", {{5, -5}, {5, -1}}, false},
                          {"lies on an edge", {{2, 0}, {8, 0}}, true},
                          {"lies on the edge's line, beyond it", {{11, 0}, {18, 0}}, false},
                          {"lies on the edge's line, touching its end", {{10, 0}, {18, 0}}, true},
                          {"lies inside", {{2, 2}, {8, 7}}, true},
                          {"a pole inside", {{3, 3}, {3, 3}}, true},
                          {"a pole outside", {{30, 3}, {30, 3}}, false}};
    for (const Case& each : cases)
        EXPECT_EQ(crossings::find_pairs(std::vector<Span>{each.span}, shapes, in_plane()).size(),
                  each.meets ? 1U : 0U)
            << each.what;
}

TEST(Find, X_19_a_span_inside_a_hole_does_not_meet_the_area) {
    Shapes shapes;
    shapes.add_path(square(0, 0, 30));
    shapes.add_path(square(10, 10, 10));
    shapes.end_shape(true);
    EXPECT_TRUE(
        crossings::find_pairs(std::vector<Span>{{{12, 12}, {18, 18}}}, shapes, in_plane()).empty());
    EXPECT_EQ(
        crossings::find_pairs(std::vector<Span>{{{12, 12}, {22, 18}}}, shapes, in_plane()).size(),
        1U);
}

TEST(Find, X_19_the_edge_of_the_buffer_is_within_and_a_micrometre_beyond_is_not) {
    Shapes shapes;
    add(shapes, square(0, 0, 10), true);
    const std::vector<Span> beside{{{0, 20}, {10, 20}}};  // ten metres above
    EXPECT_EQ(crossings::find_pairs(beside, shapes, in_plane(10 * metre_um)),
              (std::vector<Pair>{{0, 0, false}}));
    EXPECT_TRUE(crossings::find_pairs(beside, shapes, in_plane(10 * metre_um - 1)).empty());
    // From the corner at (10, 10): 3, 4 and 5.
    const std::vector<Span> corner{{{13, 14}, {20, 20}}};
    EXPECT_EQ(crossings::find_pairs(corner, shapes, in_plane(5 * metre_um)).size(), 1U);
    EXPECT_TRUE(crossings::find_pairs(corner, shapes, in_plane(5 * metre_um - 1)).empty());
}

TEST(Find,
     Y_26_a_line_ten_metres_beside_a_pond_is_a_candidate_and_one_eleven_metres_beside_is_not) {
    const auto at = [](double lon, double lat) { return crossings::to_lattice({lon, lat}); };
    Shapes ponds;
    add(ponds,
        closed({at(105.9, 29.35), at(105.901, 29.35), at(105.901, 29.351), at(105.9, 29.351)}),
        true);
    const double metre_deg = 1 / 110'850.0;  // of latitude, at 29° N
    const std::vector<Span> spans{
        {at(105.9, 29.351 + 9.9 * metre_deg), at(105.901, 29.351 + 9.9 * metre_deg)},
        {at(105.9, 29.351 + 11 * metre_deg), at(105.901, 29.351 + 11 * metre_deg)}};
    EXPECT_EQ(crossings::find_pairs(spans, ponds, {10 * metre_um, {}, 1}),
              (std::vector<Pair>{{0, 0, false}}));
}

TEST(Find, X_19_numbers_far_apart_are_decided_without_overflow) {
    Shapes shapes;
    add(shapes,
        closed(
            {{730'000'000, 30'000'000}, {1'350'000'000, 30'000'000}, {1'350'000'000, 540'000'000}}),
        true);
    // The diagonal passes through (1 040 000 000, 285 000 000) exactly.
    const std::vector<Span> spans{{{1'040'000'000, 285'000'000}, {1'039'999'990, 285'000'005}},
                                  {{1'040'000'000, 285'000'001}, {1'039'999'990, 285'000'010}}};
    EXPECT_EQ(crossings::find_pairs(spans, shapes, {}), (std::vector<Pair>{{0, 0, true}}));
}

TEST(Find, no_spans_or_no_shapes_give_no_pairs) {
    EXPECT_TRUE(crossings::find_pairs({}, {}, {}).empty());
    Shapes shapes;
    add(shapes, square(0, 0, 10), true);
    EXPECT_TRUE(crossings::find_pairs({}, shapes, {}).empty());
    EXPECT_TRUE(crossings::find_pairs(std::vector<Span>{{{0, 0}, {1, 1}}}, {}, {}).empty());
}

TEST(Find, coordinates_that_reach_round_the_world_and_a_buffer_of_two_kilometres_are_refused) {
    Shapes shapes;
    add(shapes, square(-900'000'000, 0, 10), true);
    const std::vector<Span> far{{{900'000'000, 0}, {900'000'000, 5}}};
    EXPECT_THROW((void)crossings::find_pairs(far, shapes, {}), base::Error);
    EXPECT_THROW((void)crossings::find_pairs(far, {}, in_plane(2'000 * metre_um)), base::Error);
}

TEST(Describe, X_19_a_span_over_a_pond_has_its_place_and_its_length_over_the_water) {
    Shapes shapes;
    add(shapes, square(10, -10, 20), true);
    const auto detail = crossings::describe({{0, 0}, {50, 0}}, shapes, 0, in_plane().ground);
    EXPECT_DOUBLE_EQ(detail.over_m, 20);
    EXPECT_DOUBLE_EQ(detail.along_m, 20);
    EXPECT_DOUBLE_EQ(detail.apart_m, 0);
    EXPECT_NEAR(detail.at.lon_deg, 20e-7, 1e-12);
}

TEST(Describe, X_19_a_span_wholly_over_an_area_lies_over_it_for_its_whole_length) {
    Shapes shapes;
    add(shapes, square(0, 0, 100), true);
    const auto detail = crossings::describe({{10, 10}, {40, 50}}, shapes, 0, in_plane().ground);
    EXPECT_DOUBLE_EQ(detail.over_m, 50);
    EXPECT_DOUBLE_EQ(detail.along_m, 25);
}

TEST(Describe, X_19_two_lines_cross_at_their_angle_and_place) {
    Shapes shapes;
    add(shapes, {{10, -10}, {30, 10}}, false);
    const auto detail = crossings::describe({{0, 0}, {50, 0}}, shapes, 0, in_plane().ground);
    EXPECT_NEAR(detail.angle_deg, 45, 1e-9);
    EXPECT_NEAR(detail.along_m, 20, 1e-9);
}

TEST(Describe, X_19_beside_an_area_it_tells_the_distance_and_the_nearest_place) {
    Shapes shapes;
    add(shapes, square(20, 5, 10), true);
    const auto detail = crossings::describe({{0, 0}, {50, 0}}, shapes, 0, in_plane().ground);
    EXPECT_DOUBLE_EQ(detail.apart_m, 5);
    EXPECT_DOUBLE_EQ(detail.over_m, 0);
    EXPECT_DOUBLE_EQ(detail.along_m, 20);
}

TEST(Describe, X_19_the_metres_of_a_degree_are_those_of_the_ellipsoid) {
    // GRS 80 at 30° N: a degree of longitude is 96,486.3 m, one of latitude 110,852.4 m.
    const auto metric = crossings::metric_at(300'000'000);
    EXPECT_NEAR(static_cast<double>(metric.x_um) * 1e7, 96'486.28e6, 5e6);
    EXPECT_NEAR(static_cast<double>(metric.y_um) * 1e7, 110'852.42e6, 5e6);
}

}  // namespace
