#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>

#include "field_team.hpp"

namespace app {

/// A team's map is at most so many bytes of JSON: it is drawn as coarsely as that needs.
constexpr std::size_t team_map_bytes_max = 64 * 1024;

/// What stands around the stops of a team, for a map without a network: the outlines of the
/// villages of its townships, and every register of lines, as far as `who` may read them.
/// `{"west","south","step","side","areas":[[region,ring,…]],"lines":[{"name","label","ways":
/// [[name,path,…]]}]}`: corner and step in 1e-7 degrees; a path is `[x,y,dx,dy,…]` in steps to the
/// east and to the north of the corner, within a square of `side` steps (outlines go on outside).
/// Null when neither a stop nor a village of the team has a place.
nlohmann::ordered_json team_map_json(store::Connection& connection, const Catalogue& catalogue,
                                     const people::Access& who, const TeamWork& work);

/// True when it may be another than it was at trail number `since`.
bool may_have_changed(store::Connection& connection, const Catalogue& catalogue,
                      const TeamWork& work, std::int64_t since);

}  // namespace app
