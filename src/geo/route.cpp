#include "geo/route.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "geo/distance.hpp"

namespace geo {
namespace {

using Places = std::span<const std::optional<Position>>;
using Order = std::vector<std::size_t>;

std::int64_t between_m(Places places, std::size_t a, std::size_t b) {
    return std::llround(near_distance_m(*places[a], *places[b]));
}

Order by_nearest(Places places, Order left) {
    Order order;
    while (!left.empty()) {
        auto next = left.begin();
        if (!order.empty())
            next = std::ranges::min_element(left, {}, [&](std::size_t place) {
                return between_m(places, order.back(), place);
            });
        order.push_back(*next);
        left.erase(next);
    }
    return order;
}

/// What turning order[first…last] round saves. The way has no end to come back to.
std::int64_t saved_m(Places places, const Order& order, std::size_t first, std::size_t last) {
    const std::int64_t before = between_m(places, order[first - 1], order[first]);
    const std::int64_t after = between_m(places, order[first - 1], order[last]);
    if (last + 1 == order.size()) return before - after;
    return before + between_m(places, order[last], order[last + 1]) - after -
           between_m(places, order[first], order[last + 1]);
}

bool shorten_once(Places places, Order& order) {
    for (std::size_t first = 1; first < order.size(); ++first)
        for (std::size_t last = first + 1; last < order.size(); ++last)
            if (saved_m(places, order, first, last) > 0) {
                std::reverse(order.begin() + static_cast<std::ptrdiff_t>(first),
                             order.begin() + static_cast<std::ptrdiff_t>(last) + 1);
                return true;
            }
    return false;
}

}  // namespace

std::vector<std::size_t> visiting_order(Places places) {
    Order placed, others;
    for (std::size_t i = 0; i < places.size(); ++i) (places[i] ? placed : others).push_back(i);
    Order order = by_nearest(places, std::move(placed));
    // Whole metres fall with every turn, so it ends.
    while (shorten_once(places, order)) {
    }
    order.insert(order.end(), others.begin(), others.end());
    return order;
}

std::int64_t way_m(Places places, std::span<const std::size_t> order) {
    std::int64_t sum = 0;
    std::optional<std::size_t> before;
    for (const std::size_t place : order) {
        if (!places[place]) continue;
        if (before) sum += between_m(places, *before, place);
        before = place;
    }
    return sum;
}

}  // namespace geo
