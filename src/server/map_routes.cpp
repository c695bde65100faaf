#include <memory>
#include <string>
#include <utility>

#include "api_routes.hpp"
#include "app/maps.hpp"
#include "base/error.hpp"
#include "compression.hpp"
#include "freshness.hpp"
#include "parameters.hpp"
#include "tiles/encode.hpp"

// The map: which layers there are, their tiles, the lights of the villages, the relief.
namespace server {
namespace {

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 6'000};
constexpr Limit tile_limit{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 60'000};

const std::vector<std::string> place_fields = {"region", "as_of", "programme"};
const std::vector<std::string> light_fields = {"region", "as_of", "programme", "ledger"};
const std::vector<std::string> tile_fields = {"region", "as_of", "programme",
                                              "light",  "field", "value"};

std::string light_of(const Call& call) {
    const std::string light = optional_text(call.query, "light").value_or("");
    for (const char* known : {"", "green", "blue", "yellow", "red", "grey"})
        if (light == known) return light;
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"参数“light”应为 red、yellow、blue、green 或 grey，收到“" + light + "”。",
         "The parameter 'light' must be red, yellow, blue, green or grey, not '" + light + "'."});
}

app::MapFilter filter_of(const Call& call) {
    app::MapFilter filter;
    filter.known_on = optional_day(call.query, "as_of");
    filter.region = optional_region(call.query, "region").value_or("");
    filter.programme = optional_text(call.query, "programme").value_or("");
    filter.ledger = optional_text(call.query, "ledger").value_or("");
    filter.light = light_of(call);
    filter.field = optional_text(call.query, "field").value_or("");
    filter.value = optional_text(call.query, "value").value_or("");
    if (filter.field.empty() != filter.value.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"参数“field”和“value”应一起给出。",
                           "The parameters 'field' and 'value' must be given together."});
    return filter;
}

struct Spot {
    std::int64_t zoom = 0, x = 0, y = 0;
};

Spot spot_of(const Call& call) {
    constexpr std::int64_t most = std::int64_t{1} << 30;
    return {whole_number(call.path, "z", 0, most, 0), whole_number(call.path, "x", 0, most, 0),
            whole_number(call.path, "y", 0, most, 0)};
}

Response tile(app::App& app, const std::string& start, const Call& call) {
    const Spot spot = spot_of(call);
    const std::string known = call.request.header("if-none-match");
    const std::string before = "\"" + start + "-";
    const bool is_ours = known.size() > before.size() && known.starts_with(before);
    const app::MapTile tile = app.maps().tile(
        {call.path.at("layer"), spot.zoom, spot.x, spot.y, filter_of(call)},
        is_ours ? known.substr(before.size(), known.size() - before.size() - 1) : std::string{},
        call.caller.access);
    Response response;
    response.content_type = "application/vnd.mapbox-vector-tile";
    response.headers.emplace_back("ETag", before + tile.tag + "\"");
    response.headers.emplace_back("Cache-Control", "private, no-cache");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    if (tile.gzip.empty()) {
        response.status = 304;
    } else if (takes_gzip(call.request.header("accept-encoding"))) {
        response.headers.emplace_back("Content-Encoding", "gzip");
        response.body = tile.gzip;
    } else {
        response.body = tiles::unpacked(tile.gzip);
    }
    return response;
}

Response relief(app::App& app, const Call& call) {
    const Spot spot = spot_of(call);
    Response response;
    response.body = app.maps().relief(spot.zoom, spot.x, spot.y);
    response.headers.emplace_back("Cache-Control", "private, max-age=3600");
    if (response.body.empty()) {
        response.status = 204;
        response.content_type.clear();
    } else {
        response.content_type = "image/png";
    }
    return response;
}

}  // namespace

std::vector<Route> map_routes(base::Environment& environment, app::App& app,
                              const std::string& base_map) {
    const auto freshness = std::make_shared<Freshness>(environment.clock.now(),
                                                       [&app] { return app.latest_sequence(); });
    const std::string start = std::to_string(base::to_milliseconds(environment.clock.now()));
    const auto lights = [&app](const Call& call) {
        Response response;
        response.body = app.maps().lights(filter_of(call), call.caller.access);
        return response;
    };
    const auto layers = [&app, freshness](const Call& call) {
        return freshness->answer(
            call, [&] { return app.maps().layers(filter_of(call), call.caller.access); });
    };
    const auto base = [base_map](const Call&) {
        Response response;
        response.body = base_map;
        return response;
    };
    return {
        {Method::get,
         "/api/map/base",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.map_base",
         ordinary,
         base},
        {Method::get, "/api/map/layers", Role::reader, Scope::region_parameter, place_fields,
         "read.map_layers", ordinary, layers},
        {Method::get, "/api/map/lights", Role::reader, Scope::region_parameter, light_fields,
         "read.map_lights", ordinary, lights},
        {Method::get,
         "/api/map/relief/{z}/{x}/{y}",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.map_relief",
         tile_limit,
         [&app](const Call& call) { return relief(app, call); }},
        {Method::get, "/api/tiles/{layer}/{z}/{x}/{y}", Role::reader, Scope::region_parameter,
         tile_fields, "read.tile", tile_limit,
         [&app, start](const Call& call) { return tile(app, start, call); }},
    };
}

}  // namespace server
