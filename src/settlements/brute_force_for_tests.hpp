#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "exact.hpp"
#include "settlements/delineate.hpp"

namespace settlements {

/// The definition, word for word: every pair by the exact distance.
inline Delineation delineate_by_definition(const Points& points, const Rule& rule) {
    const auto households = static_cast<std::uint32_t>(count_of(points));
    const Squared limit = squared_limit(points, rule.radius_mm);
    const auto near = [&](std::uint32_t a, std::uint32_t b) {
        return squared_distance(points, a, b) <= limit;
    };
    const std::int64_t wanted = rule.kind == Kind::chain ? 1 : rule.min_households;
    std::vector<bool> core(households);
    for (std::uint32_t a = 0; a < households; ++a) {
        std::int64_t count = 0;
        for (std::uint32_t b = 0; b < households; ++b) count += near(a, b) ? 1 : 0;
        core[a] = count >= wanted;
    }
    Delineation result;
    result.settlement.resize(households);
    result.role.resize(households);
    for (std::uint32_t seed = 0; seed < households; ++seed) {
        if (!core[seed] || result.settlement[seed] != 0) continue;
        ++result.count;
        std::vector<std::uint32_t> open{seed};
        result.settlement[seed] = result.count;
        while (!open.empty()) {
            const std::uint32_t a = open.back();
            open.pop_back();
            result.role[a] = Role::core;
            for (std::uint32_t b = 0; b < households; ++b) {
                if (!core[b] || result.settlement[b] != 0 || !near(a, b)) continue;
                result.settlement[b] = result.count;
                open.push_back(b);
            }
        }
    }
    for (std::uint32_t a = 0; a < households; ++a) {
        if (core[a]) continue;
        Squared least = limit;
        for (std::uint32_t b = 0; b < households; ++b) {
            if (!core[b]) continue;
            const Squared square = squared_distance(points, a, b);
            if (square > least || (square == least && result.settlement[a] != 0)) continue;
            least = square;
            result.settlement[a] = result.settlement[b];
            result.role[a] = Role::border;
        }
    }
    if (rule.kind == Kind::density) return result;
    std::vector<std::int64_t> size(result.count + 1);
    for (const std::uint32_t settlement : result.settlement) ++size[settlement];
    std::vector<std::uint32_t> number(result.count + 1);
    result.count = 0;
    for (std::uint32_t old = 1; old < size.size(); ++old)
        if (size[old] >= rule.min_households) number[old] = ++result.count;
    for (std::uint32_t a = 0; a < households; ++a) {
        result.settlement[a] = number[result.settlement[a]];
        if (result.settlement[a] == 0) result.role[a] = Role::none;
    }
    return result;
}

struct Position {
    std::int64_t x = 0, y = 0;
};

/// Columns of households that may be asked for either kind of points.
struct Columns {
    std::vector<std::int32_t> lon, lat;
    std::vector<std::int64_t> x, y;

    void add_degrees(std::int64_t lon_e7, std::int64_t lat_e7) {
        lon.push_back(static_cast<std::int32_t>(lon_e7));
        lat.push_back(static_cast<std::int32_t>(lat_e7));
    }
    void add_metres(double east_m, double north_m) {
        x.push_back(static_cast<std::int64_t>(east_m * 1e6));
        y.push_back(static_cast<std::int64_t>(north_m * 1e6));
    }
    [[nodiscard]] Points geographic() const { return GeographicPoints{lon, lat}; }
    [[nodiscard]] Points plane() const { return PlanePoints{x, y}; }
};

}  // namespace settlements
