#include "map_lights.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "ledger/entry.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

using ledger::Light;

constexpr std::array worst_first = {Light::red, Light::yellow, Light::blue, Light::green,
                                    Light::grey};

people::Reach readable(const people::Access& who, const std::string& register_name) {
    return people::reach(who, people::Right::read, {{}, {}, {}, {}, register_name});
}

bool is_wanted(const std::string& code, const std::optional<std::vector<std::string>>& scopes) {
    if (!scopes) return true;
    return std::any_of(scopes->begin(), scopes->end(), [&](const std::string& scope) {
        return scope.empty() || registers::is_in_scope(code, scope);
    });
}

// The villages that exist on the day, within reach and filter.
std::vector<MapLights::Village> villages_of(store::Connection& connection,
                                            const Catalogue& catalogue, const MapFilter& filter,
                                            const MapMoment& moment, const people::Access& who) {
    const MapSource source = map_source(catalogue, "boundary");
    MapFilter places = filter;
    places.field.clear();
    const auto scopes = map_query(catalogue, source, places, moment.as_of).scopes;
    const auto reach = readable(who, {});
    const registers::RegionIndex then(
        moment.as_of
            ? store::load_regions(connection, catalogue.declaration("region"), moment.as_of)
            : std::vector<registers::Region>{});
    const auto& regions = moment.as_of ? then : catalogue.regions;
    std::vector<MapLights::Village> villages;
    for (const auto* region : regions.list(registers::RegionLevel::village, {}, moment.day))
        if (reach.covers(region->code) && is_wanted(region->code, scopes))
            villages.push_back({region->code, region->name, {}});
    return villages;
}

bool is_known_state(const ledger::Ledger& ledger, const registers::Row& row) {
    const std::string name = ledger::text_of(ledger, row, "state");
    return std::any_of(ledger.states.begin(), ledger.states.end(),
                       [&](const ledger::State& state) { return state.name == name; });
}

}  // namespace

std::string MapLights::Village::worst() const {
    for (const Light light : worst_first)
        if (entries[static_cast<std::size_t>(light)] > 0)
            return std::string(ledger::to_string(light));
    return {};
}

MapLights map_lights(store::Connection& connection, const Catalogue& catalogue,
                     const MapFilter& filter, const MapMoment& moment, const people::Access& who) {
    MapLights lights;
    lights.villages = villages_of(connection, catalogue, filter, moment, who);
    std::map<std::string, MapLights::Village*> by_code;
    for (auto& village : lights.villages) by_code[village.region] = &village;
    for (const MapSource& source : map_sources(catalogue)) {
        if (!source.ledger) continue;
        const auto& ledger = *source.ledger;
        const auto reach = readable(who, ledger.declaration.name);
        if (reach.areas.empty()) continue;
        if (!filter.ledger.empty() && filter.ledger != ledger.declaration.name) continue;
        const std::size_t region = *ledger.declaration.find("region");
        LightCounts counts{};
        MapFilter rows = filter;
        rows.field.clear();
        store::for_each_unended(
            connection, ledger.declaration, map_query(catalogue, source, rows, moment.as_of), reach,
            [&](const store::StoredRow& stored) {
                if (!is_known_state(ledger, stored.row)) return;
                const auto light =
                    static_cast<std::size_t>(ledger::entry_light(ledger, stored.row, moment.day));
                ++counts[light];
                const auto found = by_code.find(std::get<std::string>(stored.row.values[region]));
                ++(found == by_code.end() ? lights.above : found->second->entries)[light];
            });
        lights.ledgers[ledger.declaration.name] = counts;
    }
    return lights;
}

namespace {

// Where no boundary is registered, a circle of about 250 m at the seat.
std::vector<tiles::Path> circle_at(geo::Position seat) {
    constexpr double radius_deg = 0.00225;
    constexpr int corners = 24;
    constexpr double pi = 3.14159265358979323846;
    tiles::Path path;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * pi * i / corners;
        path.positions.push_back(
            {seat.lon_deg + radius_deg * std::cos(angle) / std::cos(seat.lat_deg * pi / 180),
             seat.lat_deg + radius_deg * std::sin(angle)});
    }
    return {path};
}

std::int64_t sum_of(const LightCounts& counts) {
    std::int64_t sum = 0;
    for (const std::int64_t count : counts) sum += count;
    return sum;
}

}  // namespace

tiles::Layer village_light_layer(store::Connection& connection, const Catalogue& catalogue,
                                 const MapFilter& filter, const MapMoment& moment,
                                 const people::Access& who) {
    const MapLights lights = map_lights(connection, catalogue, filter, moment, who);
    const auto& boundary = catalogue.declaration("boundary");
    std::map<std::string, std::vector<tiles::Path>> areas;
    store::MapQuery query;
    query.as_of = moment.as_of;
    store::for_each_placed(connection, boundary, {*boundary.find("region")}, query,
                           readable(who, {}), [&](std::int64_t, std::string_view wkb, auto values) {
                               if (auto paths = map_paths(wkb))
                                   areas[std::get<std::string>(values[0])] = *std::move(paths);
                           });
    const Seats seats(connection, catalogue, moment.as_of);
    tiles::LayerBuilder builder(Maps::village_layer, tiles::Kind::polygon,
                                {"region", "name", "light", "entries", "red", "yellow"});
    std::int64_t id = 0;
    for (const auto& village : lights.villages) {
        ++id;
        const auto worst = village.worst();
        const auto of = [&](Light light) {
            return village.entries[static_cast<std::size_t>(light)];
        };
        const std::vector<tiles::Value> values = {
            village.region,          village.name,   worst.empty() ? std::string("none") : worst,
            sum_of(village.entries), of(Light::red), of(Light::yellow)};
        const auto area = areas.find(village.region);
        if (area != areas.end())
            builder.add(id, area->second, values);
        else if (const auto seat = seats.find(village.region))
            builder.add(id, circle_at(*seat), values);
    }
    return builder.finish();
}

}  // namespace app
