#include "api_routes.hpp"
#include "app/draws.hpp"
#include "app/inspections.hpp"
#include "parameters.hpp"

// Draws that anybody can check (docs/methods/draws.md): each step is one command; what is written
// down about it is read back as it will be published.
namespace server {
namespace {

constexpr Limit reading{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};
constexpr Limit step{.body_bytes_max = std::size_t{1} << 16, .seconds_max = 60, .per_minute = 120};
constexpr Limit frame{
    .body_bytes_max = std::size_t{64} << 20, .seconds_max = 600, .per_minute = 120};

/// A step of the draw in the path: where, which command, what its body must and may hold.
struct Step {
    const char* path;
    const char* kind;
    const char* audit;
    std::vector<std::string> required;
    std::vector<std::string> optional;
};

std::vector<Step> steps() {
    return {
        {"announcement",
         "draw_announce",
         "change.draw_announce",
         {"hash", "parties", "public", "public_fallback", "commit_by", "reveal_by", "public_at",
          "seal_until"},
         {}},
        {"commitments", "draw_commit", "change.draw_commit", {"party", "commitment"}, {}},
        {"reveals", "draw_reveal", "change.draw_reveal", {"party", "number"}, {}},
        {"closing", "draw_close", "change.draw_close", {}, {}},
        {"public-value", "draw_public", "change.draw_public", {"value"}, {"fallback"}},
        {"replacements", "draw_replace", "change.draw_replace", {"unit", "reason", "evidence"}, {}},
        {"enlargements", "draw_enlarge", "change.draw_enlarge", {"stratum", "count", "reason"}, {}},
        {"voiding", "draw_void", "change.draw_void", {"reason"}, {}}};
}

Response do_step(app::App& app, const Step& what, const Call& call) {
    Values given;
    if (!what.required.empty()) given = body_texts(call.request.body, what.required, what.optional);
    given["draw"] = call.path.at("draw");
    return apply_command(app, command_of(call, what.kind, payload_of(given)));
}

Response freeze(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "draw_freeze",
                        payload_of(body_texts(call.request.body, {"draw", "frame", "nonce"},
                                              {"alloc", "each", "exclude", "inspectors"}))));
}

// The body goes on as it is: the command itself says what is wrong with it.
Response prepare_visits(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "prepare_visits",
                        body_with(call.request.body, {"due_on", "teams", "programme"}, call.path)));
}

Response open_findings(app::App& app, const Call& call) {
    return apply_command(
        app,
        command_of(call, "open_findings",
                   payload_of(body_texts(call.request.body, {}, {"draw", "register", "number"}))));
}

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response file(app::App& app, const Call& call) {
    Response response =
        json(app::Draws(app).file(call.path.at("draw"), call.path.at("file"), call.caller.access));
    response.content_type = "text/plain; charset=utf-8";
    return response;
}

}  // namespace

std::vector<Route> draw_routes(app::App& app) {
    std::vector<Route> routes = {
        {Method::get,
         "/api/draws",
         Role::reader,
         Scope::no_region,
         {{}},
         "read.draws",
         reading,
         [&](const Call&) { return json(app::Draws(app).list()); }},
        {Method::get,
         "/api/draws/{draw}",
         Role::reader,
         Scope::no_region,
         {{}},
         "read.draw",
         reading,
         [&](const Call& call) {
             return json(app::Draws(app).show(call.path.at("draw"), call.caller.access));
         }},
        {Method::get,
         "/api/draws/{draw}/files/{file}",
         Role::reader,
         Scope::no_region,
         {{}},
         "read.draw_file",
         reading,
         [&](const Call& call) { return file(app, call); }},
        {Method::get,
         "/api/draws/{draw}/estimates",
         Role::reader,
         Scope::no_region,
         {{}},
         "read.draw_estimates",
         reading,
         [&](const Call& call) {
             return json(app::Inspections(app).compare(call.path.at("draw"), call.caller.access));
         }},
        {Method::post,
         "/api/draws",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "change.draw_freeze",
         frame,
         [&](const Call& call) { return freeze(app, call); }},
        {Method::post,
         "/api/draws/{draw}/visits",
         Role::lead_unit,
         Scope::no_region,
         {{}},
         "change.prepare_visits",
         step,
         [&](const Call& call) { return prepare_visits(app, call); }},
        {Method::post,
         "/api/findings",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.open_findings",
         step,
         [&](const Call& call) { return open_findings(app, call); }}};
    for (const Step& what : steps())
        routes.push_back({Method::post,
                          std::string("/api/draws/{draw}/") + what.path,
                          Role::signed_in,
                          Scope::no_region,
                          {{}},
                          what.audit,
                          step,
                          [&app, what](const Call& call) { return do_step(app, what, call); }});
    return routes;
}

}  // namespace server
