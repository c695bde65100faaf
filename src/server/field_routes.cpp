#include "api_routes.hpp"
#include "app/field.hpp"
#include "parameters.hpp"

// Phones: what a person needs in the field goes out, the commands made there come in.
namespace server {
namespace {

constexpr Limit fetch{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};
constexpr Limit send{.body_bytes_max = std::size_t{2} << 20, .seconds_max = 120, .per_minute = 600};
constexpr std::int64_t sequence_max = INT64_MAX;

Response slice(app::App& app, const Call& call) {
    app::SliceQuery query;
    query.scope = optional_region(call.query, "region").value_or("");
    query.since = whole_number(call.query, "since", 0, sequence_max, 0);
    query.view = optional_text(call.query, "view").value_or("");
    query.team = optional_text(call.query, "team").value_or("");
    query.draw = optional_text(call.query, "draw").value_or("");
    Response response;
    response.body = app::Field(app).slice(query, call.caller.access);
    return response;
}

Response route_sheet(app::App& app, const Call& call) {
    return attached(app::Field(app).route_sheet(required_text(call.query, "team"),
                                                optional_text(call.query, "draw").value_or(""),
                                                call.caller.access));
}

// Each command is judged by its own handler.
Response take(app::App& app, const Call& call) {
    Response response;
    response.body = app::Field(app).take(call.request.body, command_of(call, "", "").actor);
    return response;
}

}  // namespace

std::vector<Route> field_routes(app::App& app) {
    return {{Method::get,
             "/api/sync",
             Role::reader,
             Scope::region_parameter,
             {{"region", "since", "view", "team", "draw"}},
             "read.sync",
             fetch,
             [&](const Call& call) { return slice(app, call); }},
            {Method::get,
             "/api/route-sheet",
             Role::reader,
             Scope::all_regions,
             {{"team", "draw"}},
             "read.route_sheet",
             fetch,
             [&](const Call& call) { return route_sheet(app, call); }},
            {Method::post,
             "/api/sync",
             Role::signed_in,
             Scope::all_regions,
             {{}},
             "change.sync",
             send,
             [&](const Call& call) { return take(app, call); }}};
}

}  // namespace server
