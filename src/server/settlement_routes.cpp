#include "api_routes.hpp"
#include "app/settlements.hpp"
#include "parameters.hpp"

// Computed settlements: runs, corrections, and what they changed (docs/methods/settlements.md).
namespace server {
namespace {

constexpr Limit reading{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};
constexpr Limit run{.body_bytes_max = 4'096, .seconds_max = 600, .per_minute = 30};
constexpr Limit correction{
    .body_bytes_max = std::size_t{1} << 20, .seconds_max = 600, .per_minute = 600};

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

Response list(app::App& app, const Call& call) {
    return json(app::Settlements(app).list(optional_region(call.query, "region").value_or(""),
                                           call.caller.access));
}

Response show(app::App& app, const Call& call) {
    return json(app::Settlements(app).show(whole_number(call.path, "settlement", 1, UINT32_MAX, 0),
                                           call.caller.access));
}

Response runs(app::App& app, const Call& call) {
    return json(app::Settlements(app).runs(optional_region(call.query, "region").value_or(""),
                                           call.caller.access));
}

Response changes(app::App& app, const Call& call) {
    const std::int64_t to = whole_number(call.query, "to", 1, INT32_MAX, 0);
    return json(app::Settlements(app).changes(whole_number(call.path, "run", 1, INT32_MAX, 0),
                                              to == 0 ? std::nullopt : std::optional(to),
                                              call.caller.access));
}

Response change(app::App& app, const Call& call, const char* kind,
                const std::vector<std::string>& known) {
    return apply_command(app, command_of(call, kind, body_with(call.request.body, known, {})));
}

}  // namespace

std::vector<Route> settlement_routes(app::App& app) {
    const auto read = [&](const char* pattern, Scope scope, std::vector<std::string> fields,
                          const char* audit, Response (*handler)(app::App&, const Call&)) {
        return Route{
            Method::get,       pattern,
            Role::reader,      scope,
            std::move(fields), audit,
            reading,           [&app, handler](const Call& call) { return handler(app, call); }};
    };
    const auto write = [&](const char* pattern, const char* kind, const Limit& limit,
                           std::vector<std::string> known) {
        return Route{Method::post,
                     pattern,
                     Role::clerk,
                     Scope::all_regions,
                     {{}},
                     std::string("change.") + kind,
                     limit,
                     [&app, kind, known = std::move(known)](const Call& call) {
                         return change(app, call, kind, known);
                     }};
    };
    return {read("/api/settlements", Scope::region_parameter, {"region"}, "read.settlements", list),
            read("/api/settlements/{settlement}", Scope::all_regions, {}, "read.settlement", show),
            read("/api/settlement-runs", Scope::region_parameter, {"region"},
                 "read.settlement_runs", runs),
            read("/api/settlement-runs/{run}/changes", Scope::all_regions, {"to"},
                 "read.settlement_changes", changes),
            write("/api/settlement-runs", "find_settlements", run,
                  {"region", "radius_m", "min_households", "rule"}),
            write("/api/settlement-corrections", "correct_settlement", correction,
                  {"kind", "settlement", "other", "households", "name", "reason", "correction"})};
}

}  // namespace server
