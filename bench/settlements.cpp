#include "settlements/delineate.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "benches.hpp"
#include "households.hpp"
#include "settlements/index.hpp"

namespace bench {
namespace {

using settlements::Delineation;
using settlements::Kind;
using settlements::Points;
using settlements::Rule;

constexpr double households_measured = 2e7;
constexpr std::size_t runs_min = 5, runs_max = 61;

std::string thousands(std::int64_t count) {
    const int power = static_cast<int>(std::lround(std::log10(static_cast<double>(count))));
    return "10^" + std::to_string(power);
}

void measure_size(std::int64_t households, Figures& figures) {
    const Degrees degrees = to_degrees(make_households(households, 1, true));
    const Points points = settlements::GeographicPoints{degrees.lon_e7, degrees.lat_e7};
    const std::string name = "settlements: " + thousands(households) + " households, ";
    Delineation one, two;
    reset_peak_memory();
    const double before_mib = own_peak_mib();
    for (std::size_t i = 0; i < runs_min; ++i) one = settlements::delineate(points, {}, 1);
    const double bytes =
        (own_peak_mib() - before_mib) * 1048576 / static_cast<double>(households) + 8;
    two = settlements::delineate(points, {}, 2);
    if (one.settlement != two.settlement || one.role != two.role)
        throw std::runtime_error("two threads found other settlements");
    // In turn, so that what else the machine does falls on both.
    std::vector<double> one_times, two_times;
    const auto runs =
        std::clamp(static_cast<std::size_t>(households_measured / static_cast<double>(households)),
                   runs_min, runs_max);
    for (std::size_t i = 0; i < runs; ++i) {
        one_times.push_back(seconds_of([&] { one = settlements::delineate(points, {}, 1); }));
        two_times.push_back(seconds_of([&] { two = settlements::delineate(points, {}, 2); }));
    }
    const double one_s = median(one_times), two_s = median(two_times);
    const double millions = static_cast<double>(households) / 1e6;
    figures.push_back({name + "one thread", millions / one_s, "M/s",
                       std::to_string(one.count) + " settlements, any order of rows"});
    figures.push_back({name + "memory", bytes, "B/household",
                       "positions, results and all between, twice the results"});
    figures.push_back({name + "two threads", one_s / two_s, "× one", ""});
}

struct Shape {
    const char* name;
    std::vector<std::int64_t> x_um, y_um;
};

// What makes other ways of finding neighbours slow: 10⁵ households each.
std::vector<Shape> hard_shapes() {
    constexpr std::int64_t count = 100'000;
    std::vector<Shape> shapes{{"all in one place", {}, {}},
                              {"one line, 3 mm apart", {}, {}},
                              {"a grid at the radius", {}, {}},
                              {"two rows just within", {}, {}},
                              {"two rows just beyond", {}, {}}};
    const auto add = [&](std::size_t shape, std::int64_t x, std::int64_t y) {
        shapes[shape].x_um.push_back(x);
        shapes[shape].y_um.push_back(y);
    };
    for (std::int64_t i = 0; i < count; ++i) {
        add(0, 0, 0);
        add(1, i * 3'000, 0);
        add(2, i % 316 * 300'000'000, i / 316 * 300'000'000);
        const std::int64_t row = i % 2;
        const std::int64_t along = i / 2 * 6'000;  // 300 m in all, at 45 degrees
        add(3, along + row * 212'130'000, along - row * 212'130'000);
        add(4, along + row * 212'140'000, along - row * 212'140'000);
    }
    return shapes;
}

void measure_hard(Figures& figures) {
    for (const Shape& shape : hard_shapes()) {
        Delineation result;
        const Points points = settlements::PlanePoints{shape.x_um, shape.y_um};
        std::vector<double> times;
        for (std::size_t i = 0; i < runs_min; ++i)
            times.push_back(seconds_of([&] { result = settlements::delineate(points, {}, 1); }));
        const double s = median(times);
        figures.push_back({std::string("settlements: 10^5, ") + shape.name, s * 1000, "ms",
                           std::to_string(result.count) + " settlements"});
    }
}

// One household more, elsewhere, less: with counts, settlements, numbers, hulls.
void measure_changes(std::int64_t households, Figures& figures) {
    constexpr int changes = 5'000;
    const Degrees degrees = to_degrees(make_households(households, 1, true));
    std::vector<settlements::Household> all;
    for (std::size_t i = 0; i < degrees.lon_e7.size(); ++i)
        all.push_back({i, degrees.lon_e7[i], degrees.lat_e7[i]});
    settlements::Index index(all, {});
    std::vector<double> added, moved, removed;
    for (std::size_t i = 0; i < changes; ++i) {
        const settlements::Household& here = all[i * 7919 % all.size()];
        const settlements::Household& there = all[i * 104'729 % all.size()];
        const std::uint64_t id = all.size() + i;
        added.push_back(seconds_of([&] { index.add({id, here.lon_e7 + 700, here.lat_e7}); }));
        moved.push_back(seconds_of([&] { index.move({id, there.lon_e7, there.lat_e7 - 900}); }));
        removed.push_back(seconds_of([&] { index.remove(id); }));
    }
    const auto report = [&](const char* what, const std::vector<double>& seconds) {
        figures.push_back({std::string("settlements: one household ") + what + ", median",
                           median(seconds) * 1000, "ms",
                           "worst of " + std::to_string(changes) + ": " +
                               std::to_string(worst(seconds) * 1000) + " ms"});
    };
    report("added", added);
    report("moved", moved);
    report("removed", removed);
}

}  // namespace

void measure_settlements(double scale, Figures& figures) {
    for (const double households : {1e5, 1e6, 1e7})
        measure_size(static_cast<std::int64_t>(households * scale), figures);
    measure_hard(figures);
    measure_changes(static_cast<std::int64_t>(1e6 * scale), figures);
}

void measure_nation(Figures& figures) {
    constexpr std::int64_t households = 200'000'000;
    const Degrees degrees = to_degrees(make_households(households, 1, false));
    const Points points = settlements::GeographicPoints{degrees.lon_e7, degrees.lat_e7};
    Delineation result;
    reset_peak_memory();
    const double s = seconds_of([&] { result = settlements::delineate(points, {}, 2); });
    figures.push_back({"settlements: 2·10^8 households, two threads", s, "s",
                       std::to_string(result.count) + " settlements, peak " +
                           std::to_string(static_cast<int>(own_peak_mib())) + " MiB"});
}

}  // namespace bench
