#pragma once

#include <cstdint>
#include <vector>

namespace bench {

/// Households of made-up counties, 50,000 on each 44.7 km square: three fifths in clusters of 20 to
/// 200 within 100 to 400 m, the others along winding valleys. In sixty-fourths of a metre, so that
/// "within 300 m" is exact for every program.
struct Households {
    std::vector<std::int32_t> east_64, north_64;
};

/// Every county's households stand together; with `shuffled` they come in any order.
Households make_households(std::int64_t count, std::uint64_t seed, bool shuffled);

struct Degrees {
    std::vector<std::int32_t> lon_e7, lat_e7;
};

/// The same places around 26° N to 31° N by the local radii of the ellipsoid.
Degrees to_degrees(const Households& households);

}  // namespace bench
