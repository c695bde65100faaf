#pragma once

#include <cstdint>
#include <string>

namespace demo {

/// A position on CGCS2000 in whole 1e-7 degrees, so that equal places are equal in every file.
struct Place {
    std::int64_t lon_e7 = 0;
    std::int64_t lat_e7 = 0;
    auto operator<=>(const Place&) const = default;
};

/// Metres east and north of the demo area's south-west corner. Local scale at 28.57° N.
struct Metres {
    double east = 0;
    double north = 0;
};

constexpr Place origin{1'092'500'000, 283'675'000};
constexpr double metres_per_lon_e7 = 97'765.0 / 1e7;
constexpr double metres_per_lat_e7 = 110'840.0 / 1e7;

Metres to_metres(Place place);
Place to_place(Metres metres);
inline double squared_distance(Metres a, Metres b) {
    return (a.east - b.east) * (a.east - b.east) + (a.north - b.north) * (a.north - b.north);
}

/// 1094847709 → `109.4847709`.
std::string degrees_text(std::int64_t e7);

}  // namespace demo
