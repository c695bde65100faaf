#include "place.hpp"

#include <cmath>

namespace demo {

Metres to_metres(Place place) {
    return {static_cast<double>(place.lon_e7 - origin.lon_e7) * metres_per_lon_e7,
            static_cast<double>(place.lat_e7 - origin.lat_e7) * metres_per_lat_e7};
}

Place to_place(Metres metres) {
    return {origin.lon_e7 +
                static_cast<std::int64_t>(std::floor(metres.east / metres_per_lon_e7 + 0.5)),
            origin.lat_e7 +
                static_cast<std::int64_t>(std::floor(metres.north / metres_per_lat_e7 + 0.5))};
}

std::string degrees_text(std::int64_t e7) {
    std::string digits = std::to_string(e7);
    digits.insert(digits.size() - 7, ".");
    return digits;
}

}  // namespace demo
