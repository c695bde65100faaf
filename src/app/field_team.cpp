#include "field_team.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "ledger/entry.hpp"
#include "registers/geometry.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using registers::Row;

constexpr const char* always_along[] = {"household", "village", "settlement"};

std::string text_in(const Declaration& declaration, const Row& row, const char* field) {
    const auto index = declaration.find(field);
    const auto* text = index ? std::get_if<std::string>(&row.values[*index]) : nullptr;
    return text ? *text : std::string{};
}

bool is_sheet(const Declaration& declaration) {
    return declaration.is_ledger && declaration.find("team") && declaration.find("route_order");
}

bool is_of_team(const TeamWork& work, const Declaration& declaration, const Row& row) {
    return text_in(declaration, row, "team") == work.team &&
           (work.draw.empty() || text_in(declaration, row, "draw") == work.draw);
}

/// Calls `visit` for the open sheets of the team that `who` may read.
template <class Visit>
void for_each_sheet(store::Connection& connection, const Catalogue& catalogue,
                    const people::Access& who, const TeamWork& work, Visit visit) {
    for (const auto& ledger : catalogue.ledgers) {
        if (!is_sheet(ledger.declaration)) continue;
        people::Target about;
        about.register_name = ledger.declaration.name;
        const auto reads = people::reach(who, people::Right::read, about);
        for (const auto& stored :
             store::rows_with(connection, ledger.declaration, {}, {{"team", work.team}})) {
            const auto kind = ledger.state(ledger::text_of(ledger, stored.row, "state")).kind;
            const bool is_open =
                kind == ledger::StateKind::open || kind == ledger::StateKind::waiting;
            if (is_open && is_of_team(work, ledger.declaration, stored.row) &&
                store::lies_within(ledger.declaration, stored.row, reads))
                visit(ledger, stored);
        }
    }
}

}  // namespace

TeamWork read_team_work(store::Connection& connection, const Catalogue& catalogue,
                        const people::Access& who, const std::string& team,
                        const std::string& draw) {
    TeamWork work{team, draw, {}, {}, {}, {}};
    for_each_sheet(connection, catalogue, who, work, [&](const auto& ledger, const auto& stored) {
        work.ledgers.insert(ledger.declaration.name);
        const std::string region = ledger::text_of(ledger, stored.row, "region");
        work.regions.insert(region);
        if (const std::string household = ledger::text_of(ledger, stored.row, "household");
            !household.empty())
            work.households.insert(region + "." + household);
        if (const auto at = registers::first_position(stored.row.geometry_wkb))
            work.stops.push_back(*at);
    });
    if (work.ledgers.empty())
        throw base::Error(base::ErrorKind::not_found,
                          {"工作组“" + team + "”没有待填的核查表。",
                           "The team \"" + team + "\" has no open sheets."});
    for (const auto& rule : catalogue.findings)
        if (work.ledgers.contains(rule.register_name)) work.ledgers.insert(rule.opens);
    return work;
}

bool takes_along(const TeamWork& work, const Declaration& declaration) {
    return work.ledgers.contains(declaration.name) ||
           std::ranges::find(always_along, declaration.name) != std::end(always_along);
}

bool takes_along(const TeamWork& work, const Declaration& declaration, const Row& row) {
    if (!takes_along(work, declaration)) return false;
    if (is_sheet(declaration)) return is_of_team(work, declaration, row);
    const std::string region = text_in(declaration, row, "region");
    if (declaration.name == "household")
        return work.households.contains(region + "." + text_in(declaration, row, "number"));
    return work.regions.contains(region);
}

std::vector<RouteStop> read_route(store::Connection& connection, const Catalogue& catalogue,
                                  const people::Access& who, const TeamWork& work) {
    std::vector<RouteStop> route;
    for_each_sheet(connection, catalogue, who, work, [&](const auto& ledger, const auto& stored) {
        const auto text = [&](const char* field) {
            const auto index = ledger.declaration.find(field);
            return index ? registers::canonical_text(ledger.declaration.fields[*index],
                                                     stored.row.values[*index])
                         : std::string{};
        };
        route.push_back({&ledger, ledger::whole_of(ledger, stored.row, "route_order"),
                         text("number"), text("region"), text("household"), text("unit"),
                         text("due_on"), registers::first_position(stored.row.geometry_wkb)});
    });
    std::ranges::stable_sort(route, {}, [](const RouteStop& stop) {
        return std::pair(!stop.household.empty(), stop.order);
    });
    return route;
}

ordered_json route_json(const std::vector<RouteStop>& route) {
    ordered_json stops = ordered_json::array();
    for (const RouteStop& stop : route) {
        stops.push_back({{"order", stop.order},
                         {"ledger", stop.ledger->declaration.name},
                         {"number", stop.number},
                         {"region", stop.region},
                         {"household", stop.household},
                         {"at", nullptr}});
        if (stop.at) stops.back()["at"] = {stop.at->lon_deg, stop.at->lat_deg};
    }
    return stops;
}

}  // namespace app
