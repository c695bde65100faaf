#include <algorithm>
#include <cmath>
#include <numbers>

#include "near.hpp"
#include "phases.hpp"

namespace settlements {
namespace {

constexpr std::uint64_t small_pair = 1 << 14;
constexpr std::uint32_t first_tries = 8;
constexpr double rounding_um = 2;  // of the spots of two households, together

// East and north on the plane that touches the ellipsoid at `origin`. A chord is never shorter than
// its image there.
class TangentPlane {
public:
    TangentPlane(const GeographicPoints& points, std::uint32_t origin)
        : points_(points),
          lon_(points.lon_e7[origin] * unit),
          sin_(std::sin(points.lat_e7[origin] * unit)),
          cos_(std::cos(points.lat_e7[origin] * unit)) {
        const double n = axis_m / std::sqrt(1 - e2 * sin_ * sin_);
        p_ = n * cos_;
        z_ = n * (1 - e2) * sin_;
    }

    [[nodiscard]] Spot operator()(std::uint32_t id) const {
        const double lat = points_.lat_e7[id] * unit;
        const double turn = points_.lon_e7[id] * unit - lon_;
        const double s = std::sin(lat);
        const double n = axis_m / std::sqrt(1 - e2 * s * s);
        const double p = n * std::cos(lat);
        const double north = (n * (1 - e2) * s - z_) * cos_ - (p * std::cos(turn) - p_) * sin_;
        return {std::round(p * std::sin(turn) * 1e6), std::round(north * 1e6), id};
    }

private:
    static constexpr double unit = std::numbers::pi / 180 * 1e-7;
    static constexpr double axis_m = 6378137.0;
    static constexpr double e2 = 0.0066943800229007876;
    const GeographicPoints& points_;
    double lon_, sin_, cos_;
    double p_ = 0, z_ = 0;
};

Spot on_plane(const PlanePoints& points, std::uint32_t origin, std::uint32_t id) {
    return {static_cast<double>(points.x_um[id] - points.x_um[origin]),
            static_cast<double>(points.y_um[id] - points.y_um[origin]), id};
}

}  // namespace

CellPairs::CellPairs(const Grid& grid, const Buffer<std::uint32_t>& cores)
    : grid_(grid), cores_(cores), limits_(limits_of(grid.frame)) {}

CellPairs::Cores CellPairs::cores_of(std::uint32_t cell) const {
    return {grid_.cell_first[cell], grid_.cell_first[cell] + cores_[cell]};
}

bool CellPairs::are_linked(std::uint32_t a, std::uint32_t b, Place shift) {
    const Cores here = cores_of(a);
    const Cores there = cores_of(b);
    if (std::uint64_t{here.size()} * there.size() > small_pair)
        return large_meet(here, there, shift);
    return here.size() > there.size() ? meet(there, here, back(shift)) : meet(here, there, shift);
}

// `shift`: from the row of `a` to that of `b`.
bool CellPairs::meet(Cores a, Cores b, Place shift) const {
    const Meeting meeting =
        loops_.meet({grid_.place.data(), a.begin, a.end, {b.begin, b.end, shift}, limits_});
    if (meeting != Meeting::possible) return meeting == Meeting::certain;
    for (std::uint32_t i = a.begin; i < a.end; ++i) {
        const Place asker = moved(grid_.place[i], shift);
        for (std::uint32_t j = b.begin; j < b.end; ++j) {
            if (short_square(grid_.place[j], asker) > limits_.possible) continue;
            if (grid_.exact(i, j) <= grid_.limit) return true;
        }
    }
    return false;
}

// `a` comes before `b`, so it lies south of it or, in the same row, west of it.
bool CellPairs::large_meet(Cores a, Cores b, Place shift) {
    const Cores start{a.begin, std::min(a.end, a.begin + first_tries)};
    if (meet(start, b, shift)) return true;
    const bool parted_by_rows = shift != 0;
    list_spots(a, a.begin, parted_by_rows, lower_);
    list_spots(b, a.begin, parted_by_rows, upper_);
    beyond_.resize(upper_.size());
    beyond_reach(lower_, upper_, grid_.frame.radius_m() * 1e6 + rounding_um, beyond_);
    for (std::size_t i = 0; i < upper_.size(); ++i) {
        if (beyond_[i] > 1) continue;
        if (meet({upper_[i].at, upper_[i].at + 1}, a, back(shift))) return true;
    }
    return false;
}

void CellPairs::list_spots(Cores cores, std::uint32_t origin, bool parted_by_rows,
                           std::vector<Spot>& spots) {
    spots.clear();
    const auto add = [&](Spot spot, std::uint32_t at) {
        if (!parted_by_rows) std::swap(spot.along, spot.across);
        spot.at = at;
        spots.push_back(spot);
    };
    if (const auto* plane = std::get_if<PlanePoints>(&grid_.points)) {
        for (std::uint32_t i = cores.begin; i < cores.end; ++i)
            add(on_plane(*plane, grid_.id[origin], grid_.id[i]), i);
    } else {
        const TangentPlane spot_of(std::get<GeographicPoints>(grid_.points), grid_.id[origin]);
        for (std::uint32_t i = cores.begin; i < cores.end; ++i) add(spot_of(grid_.id[i]), i);
    }
    std::ranges::sort(spots, {}, &Spot::along);
}

}  // namespace settlements
