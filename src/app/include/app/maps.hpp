#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// What of everything the map shows. An empty part leaves nothing out.
struct MapFilter {
    KnownOn known_on{};       ///< as known at the end of that day, with the lights of that day
    std::string region{};     ///< 12-digit code: it and everything below it
    std::string programme{};  ///< code: its scope, and the ledgers that work for it
    std::string ledger{};     ///< lights: only its entries
    std::string light{};      ///< layers of ledgers: green, blue, yellow, red or grey
    std::string field{};      ///< a code or fact field of the layer …
    std::string value{};      ///< … that has this value
};

/// A vector tile as it is sent.
struct MapTile {
    std::string tag;   ///< the same for the same bytes; another after a change or for other rows
    std::string gzip;  ///< empty when the asker has this tag already
};

/// The map: every register with positions and every ledger is a layer; `village_light` shows each
/// village by its worst open entry. Only what `who` may read. Made by App::maps().
class Maps {
public:
    static constexpr const char* village_layer = "village_light";

    explicit Maps(App::State& state) : state_(state) {}

    /// JSON: the layers with what they are called, their shape, by which field they are coloured,
    /// the values that this field may take, how many rows there are and how many have no position.
    [[nodiscard]] std::string layers(const MapFilter& filter,
                                     const people::Access& who = people::everything());
    /// JSON: villages by the light of their worst open entry (they add up to all villages in the
    /// filter), open entries by light, by ledger and by township, entries of places above a
    /// village.
    [[nodiscard]] std::string lights(const MapFilter& filter,
                                     const people::Access& who = people::everything());
    /// One tile of a layer. Points are drawn together at low zoom levels. Throws not_found when
    /// there is no such layer or tile, invalid_input for a field that the layer is not filtered by,
    /// forbidden when `who` may read nothing of the layer.
    struct TileQuery {
        std::string layer;
        std::int64_t zoom = 0, x = 0, y = 0;
        MapFilter filter;
    };
    [[nodiscard]] MapTile tile(const TileQuery& query, const std::string& known_tag = {},
                               const people::Access& who = people::everything());
    /// Shaded relief as a PNG, from the heights in `elevation.tif` of the data folder
    /// (tiles/relief.hpp says which form it has); empty where there are none. The file is read
    /// once.
    [[nodiscard]] std::string relief(std::int64_t zoom, std::int64_t x, std::int64_t y);
    struct Held {
        std::size_t tile_bytes = 0, tiles = 0, layer_bytes = 0;
    };
    /// What the caches hold; bounded whatever is asked for.
    [[nodiscard]] Held held();

private:
    App::State& state_;
};

}  // namespace app
