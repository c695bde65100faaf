#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalogue.hpp"
#include "geo/datum.hpp"
#include "people/access.hpp"

namespace app {

/// What a team of a round takes along, and no more: its open sheets, the villages they lie in and
/// the households that were drawn there.
struct TeamWork {
    std::string team, draw;
    std::set<std::string> ledgers;     ///< whose sheets it fills in, and what their findings open
    std::set<std::string> regions;     ///< 12 digits
    std::set<std::string> households;  ///< `433124100201.12`
    std::vector<geo::Position> stops;  ///< of the sheets that have a place
};

/// The open sheets of a team, of one draw or (empty) of all, that `who` may read. Throws not_found
/// when there are none.
TeamWork read_team_work(store::Connection& connection, const Catalogue& catalogue,
                        const people::Access& who, const std::string& team,
                        const std::string& draw);

/// True for registers and ledgers of which a team takes rows and forms along.
bool takes_along(const TeamWork& work, const registers::Declaration& declaration);
/// True for the rows of these: its own sheets, what lies in its villages, its drawn households.
bool takes_along(const TeamWork& work, const registers::Declaration& declaration,
                 const registers::Row& row);

/// A sheet on the way of a team.
struct RouteStop {
    const ledger::Ledger* ledger = nullptr;
    std::int64_t order = 0;
    std::string number, region, household, unit, due_on;
    std::optional<geo::Position> at;
};

/// The villages of a day and then the households in them, each in its own order. The ledgers are
/// those of `catalogue`.
std::vector<RouteStop> read_route(store::Connection& connection, const Catalogue& catalogue,
                                  const people::Access& who, const TeamWork& work);

/// `[{"order","ledger","number","region","household","at"}]`, `at` `[lon, lat]` or null.
nlohmann::ordered_json route_json(const std::vector<RouteStop>& route);

}  // namespace app
