#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "ledger/light.hpp"
#include "map_layers.hpp"

namespace app {

/// Numbers by light, in the order of ledger::Light.
using LightCounts = std::array<std::int64_t, 5>;

/// Every village of a filter with the light of its worst open entry, and the open entries counted.
struct MapLights {
    struct Village {
        std::string region, name;
        LightCounts entries{};
        /// red before yellow, blue, green, grey; empty: it has no open entry.
        [[nodiscard]] std::string worst() const;
    };
    std::vector<Village> villages;               ///< by code
    std::map<std::string, LightCounts> ledgers;  ///< of places in the filter, villages or not
    LightCounts above{};                         ///< of places above a village
};

MapLights map_lights(store::Connection& connection, const Catalogue& catalogue,
                     const MapFilter& filter, const MapMoment& moment, const people::Access& who);

/// The villages as areas: the registered boundary, else a small circle at the seat.
tiles::Layer village_light_layer(store::Connection& connection, const Catalogue& catalogue,
                                 const MapFilter& filter, const MapMoment& moment,
                                 const people::Access& who);

}  // namespace app
