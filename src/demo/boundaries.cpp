#include "boundaries.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "stream.hpp"

namespace demo {
namespace {

constexpr double reach_m = 12'000;
constexpr int bends = 3;             // halvings of each straight border
constexpr double bend_share = 0.09;  // of the halved part's length, at most

struct Corner {
    Metres at;
    std::size_t neighbour = 0;  // beyond the edge that starts here
};

/// Above 0 on the far side of the bisector of `own` and `other`.
double side_of(Metres own, Metres other, Metres at) {
    return squared_distance(own, at) - squared_distance(other, at);
}

std::vector<Corner> clip(const std::vector<Corner>& cell, Metres own, Metres other,
                         std::size_t neighbour) {
    std::vector<Corner> kept;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const Corner& from = cell[i];
        const Corner& to = cell[(i + 1) % cell.size()];
        const double a = side_of(own, other, from.at);
        const double b = side_of(own, other, to.at);
        if (a <= 0) kept.push_back(from);
        if ((a <= 0) == (b <= 0)) continue;
        const double t = a / (a - b);
        const Metres crossing = {from.at.east + t * (to.at.east - from.at.east),
                                 from.at.north + t * (to.at.north - from.at.north)};
        kept.push_back({crossing, a <= 0 ? neighbour : from.neighbour});
    }
    return kept;
}

/// The point equally far from three sites, reckoned in one order whichever cell asks.
Metres circumcentre(std::array<std::size_t, 3> ids, const std::vector<Metres>& sites) {
    std::sort(ids.begin(), ids.end());
    const Metres a = sites[ids[0]];
    const double bx = sites[ids[1]].east - a.east;
    const double by = sites[ids[1]].north - a.north;
    const double cx = sites[ids[2]].east - a.east;
    const double cy = sites[ids[2]].north - a.north;
    const double d = 2 * (bx * cy - by * cx);
    const double b2 = bx * bx + by * by;
    const double c2 = cx * cx + cy * cy;
    return {a.east + (cy * b2 - by * c2) / d, a.north + (bx * c2 - cx * b2) / d};
}

/// Points strictly between `from` and `to`, from the lesser end to the greater.
void bend(Place from, Place to, int depth, std::vector<Place>& out) {
    if (depth == 0) return;
    const Metres a = to_metres(from);
    const Metres b = to_metres(to);
    const auto number = [](std::int64_t e7) { return static_cast<std::uint64_t>(e7); };
    Stream stream{number(from.lon_e7), number(from.lat_e7), number(to.lon_e7), number(to.lat_e7)};
    const double shift = static_cast<double>(stream.between(-1000, 1000)) / 1000.0 * bend_share;
    const Place middle = to_place({(a.east + b.east) / 2 - shift * (b.north - a.north),
                                   (a.north + b.north) / 2 + shift * (b.east - a.east)});
    bend(from, middle, depth - 1, out);
    out.push_back(middle);
    bend(middle, to, depth - 1, out);
}

void append_edge(Place from, Place to, std::vector<Place>& ring) {
    ring.push_back(from);
    std::vector<Place> between;
    bend(std::min(from, to), std::max(from, to), bends, between);
    if (to < from) std::reverse(between.begin(), between.end());
    ring.insert(ring.end(), between.begin(), between.end());
}

std::vector<Corner> cell_of(std::size_t index, const std::vector<Metres>& sites) {
    const Metres own = sites[index];
    std::vector<Corner> cell;
    for (const auto& [dx, dy] : {std::pair{-1.0, -1.0}, {1.0, -1.0}, {1.0, 1.0}, {-1.0, 1.0}})
        cell.push_back({{own.east + dx * reach_m, own.north + dy * reach_m}, index});
    for (std::size_t other = 0; other < sites.size(); ++other)
        if (other != index && squared_distance(own, sites[other]) < reach_m * reach_m)
            cell = clip(cell, own, sites[other], other);
    return cell;
}

}  // namespace

std::vector<Place> border_of(std::size_t index, const std::vector<Metres>& sites) {
    const std::vector<Corner> cell = cell_of(index, sites);
    std::vector<Place> corners;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        const std::size_t before = cell[(i + cell.size() - 1) % cell.size()].neighbour;
        corners.push_back(to_place(circumcentre({index, before, cell[i].neighbour}, sites)));
    }
    std::vector<Place> ring;
    for (std::size_t i = 0; i < corners.size(); ++i)
        append_edge(corners[i], corners[(i + 1) % corners.size()], ring);
    return ring;
}

}  // namespace demo
