#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/maps.hpp"
#include "catalogue.hpp"
#include "store/map_store.hpp"
#include "tiles/layer.hpp"
#include "tiles/tile.hpp"

namespace app {

/// One layer of the map and where its rows come from.
struct MapSource {
    const registers::Declaration* declaration = nullptr;
    const ledger::Ledger* ledger = nullptr;  ///< null: a register
    std::string group;                       ///< places, people, power, telecom, work or other
    std::string colour_by;                   ///< a field, or `light`; empty: one colour
    int cluster_below = 0;                   ///< points are drawn together below this zoom level
};

/// Every register with a geometry and every ledger; by group, then name.
std::vector<MapSource> map_sources(const Catalogue& catalogue);
/// Throws not_found naming the layers that exist.
MapSource map_source(const Catalogue& catalogue, const std::string& name);

/// What a filter asks of one layer; no row for a ledger that does not work for the programme.
/// Throws invalid_input when the layer has no such field.
store::MapQuery map_query(const Catalogue& catalogue, const MapSource& source,
                          const MapFilter& filter, store::AsOf as_of);

/// The day whose lights are shown, and the rows of which moment.
struct MapMoment {
    base::Date day{};
    store::AsOf as_of;
};

/// The rows of a layer within a box (ledgers: everywhere) as features with their code, fact and
/// number fields, the name and, for an entry, its number, state and light. An entry without a
/// position of its own stands beside the seat of its village.
tiles::Layer read_layer(store::Connection& connection, const Catalogue& catalogue,
                        const MapSource& source, const MapFilter& filter, const MapMoment& moment,
                        const std::optional<tiles::DegreeBox>& box, const people::Reach& reach);

/// The village's seat as a position, for those that have one; of townships the middle of theirs.
class Seats {
public:
    Seats(store::Connection& connection, const Catalogue& catalogue, store::AsOf as_of);
    [[nodiscard]] std::optional<geo::Position> find(const std::string& region) const;
    /// Around all seats within a scope (empty: all).
    [[nodiscard]] std::optional<registers::Envelope> box(const std::string& scope) const;

private:
    std::map<std::string, geo::Position> villages_;
};

std::optional<std::vector<tiles::Path>> map_paths(std::string_view wkb);

}  // namespace app
