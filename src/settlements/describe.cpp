#include "settlements/describe.hpp"

#include <algorithm>

namespace settlements {
namespace {

__extension__ typedef __int128 Wide;

Corner place_of(const Points& points, std::uint32_t household) {
    if (const auto* plane = std::get_if<PlanePoints>(&points))
        return {plane->x_um[household], plane->y_um[household]};
    const auto& geographic = std::get<GeographicPoints>(points);
    return {geographic.lon_e7[household], geographic.lat_e7[household]};
}

// Whether a → b → c turns left.
bool turns_left(const Corner& a, const Corner& b, const Corner& c) {
    return Wide{b.x - a.x} * (c.y - a.y) - Wide{b.y - a.y} * (c.x - a.x) > 0;
}

void add_corner(std::vector<Corner>& hull, std::size_t kept, const Corner& corner) {
    while (hull.size() > kept && !turns_left(hull[hull.size() - 2], hull.back(), corner))
        hull.pop_back();
    hull.push_back(corner);
}

}  // namespace

// Andrew's monotone chain (1979).
std::vector<Corner> hull_of(std::vector<Corner>& places) {
    std::ranges::sort(places);
    places.erase(std::ranges::unique(places).begin(), places.end());
    if (places.size() < 3) return places;
    std::vector<Corner> hull;
    for (const Corner& place : places) add_corner(hull, 1, place);
    const std::size_t lower = hull.size();
    for (std::size_t i = places.size() - 1; i-- > 0;) add_corner(hull, lower, places[i]);
    hull.pop_back();
    return hull;
}

std::int64_t mean_of(std::int64_t sum, std::int64_t count) {
    const std::int64_t doubled = 2 * sum + count;
    const std::int64_t mean = doubled / (2 * count);
    return mean - (doubled % (2 * count) < 0 ? 1 : 0);
}

std::vector<Settlement> describe(const Points& points, const Delineation& delineation) {
    std::vector<Settlement> result(delineation.count);
    std::vector<std::uint32_t> size(delineation.count + 1);
    for (const std::uint32_t settlement : delineation.settlement) ++size[settlement];
    for (std::size_t i = 0; i < result.size(); ++i) result[i].members.reserve(size[i + 1]);
    for (std::uint32_t household = 0; household < delineation.settlement.size(); ++household) {
        const std::uint32_t settlement = delineation.settlement[household];
        if (settlement > 0) result[settlement - 1].members.push_back(household);
    }
    std::vector<Corner> places;
    for (Settlement& settlement : result) {
        places.clear();
        Corner origin = place_of(points, settlement.members.front());
        Corner sum;
        for (const std::uint32_t household : settlement.members) {
            places.push_back(place_of(points, household));
            sum.x += places.back().x - origin.x;
            sum.y += places.back().y - origin.y;
        }
        const auto count = static_cast<std::int64_t>(places.size());
        settlement.centre = {origin.x + mean_of(sum.x, count), origin.y + mean_of(sum.y, count)};
        settlement.hull = hull_of(places);
    }
    return result;
}

}  // namespace settlements
