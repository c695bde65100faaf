#include <nlohmann/json.hpp>

#include "api_routes.hpp"
#include "app/crossing_search.hpp"
#include "app/ledgers.hpp"
#include "app/suspicions.hpp"
#include "app/task_seeds.hpp"
#include "base/bytes.hpp"
#include "parameters.hpp"

// Ledgers and their entries. What a caller may do to an entry is decided by the ledger's own steps
// and the caller's roles for its place; these routes only carry the words.
namespace server {
namespace {

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 6'000};
constexpr Limit change{
    .body_bytes_max = std::size_t{1} << 18, .seconds_max = 60, .per_minute = 6'000};
constexpr std::int64_t page_rows_default = 100;
constexpr std::int64_t page_rows_max = 500;

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

Response list(app::App& app, const Call& call) {
    app::EntryFilter filter;
    filter.ledger = call.path.at("ledger");
    filter.scope = optional_region(call.query, "region").value_or("");
    filter.state = optional_text(call.query, "state").value_or("");
    filter.unit = optional_text(call.query, "unit").value_or("");
    const std::string only = optional_text(call.query, "only").value_or("");
    filter.only_overdue = only == "overdue";
    filter.only_asked = only == "asked";
    filter.only_open = only == "open";
    filter.only_mine = only == "mine";
    filter.only_turn = only == "turn";
    filter.light = optional_text(call.query, "light").value_or("");
    filter.q = optional_text(call.query, "q").value_or("");
    filter.sort = optional_text(call.query, "sort").value_or("");
    filter.descending = optional_text(call.query, "direction").value_or("") == "descending";
    filter.after = whole_number(call.query, "after", 0, INT64_MAX, 0);
    filter.limit = whole_number(call.query, "limit", 1, page_rows_max, page_rows_default);
    return json(app.ledgers().entries(filter, call.caller.access));
}

Response show(app::App& app, const Call& call) {
    return json(
        app.ledgers().entry(call.path.at("ledger"), call.path.at("number"), call.caller.access));
}

Response near(app::App& app, const Call& call) {
    return json(
        app.ledgers().near(call.path.at("ledger"), call.path.at("number"), call.caller.access));
}

Response counted(app::App& app, const Call& call) {
    return json(
        app.ledgers().counted(call.path.at("ledger"), call.path.at("number"), call.caller.access));
}

Response figures(app::App& app, const Call& call) {
    return json(app.ledgers().figures(call.path.at("ledger"),
                                      optional_region(call.query, "region").value_or(""),
                                      call.caller.access));
}

Response overview(app::App& app, const Call& call) {
    return json(app.ledgers().overview(optional_region(call.query, "region").value_or(""),
                                       call.caller.access));
}

Response units(app::App& app, const Call& call) {
    return json(app.ledgers().units(
        optional_text(call.query, "q").value_or(""),
        whole_number(call.query, "limit", 1, page_rows_max, page_rows_default)));
}

Response board(app::App& app, const Call& call) {
    app::BoardFilter filter;
    filter.ledger = call.path.at("ledger");
    filter.scope = optional_region(call.query, "region").value_or("");
    filter.unit = optional_text(call.query, "unit").value_or("");
    filter.programme = optional_text(call.query, "programme").value_or("");
    filter.known_on = optional_day(call.query, "as_of");
    return json(app.ledgers().board(filter, call.caller.access));
}

Response plan(app::App& app, const Call& call) {
    return json(app.ledgers().plan(call.path.at("ledger"), required_day(call.query, "begin"),
                                   required_day(call.query, "deadline"), call.caller.access));
}

// The body with the names of the path added: the command itself says what is wrong with it.
Response move(app::App& app, const Call& call, const char* kind,
              const std::vector<std::string>& known) {
    return apply_command(app,
                         command_of(call, kind, body_with(call.request.body, known, call.path)));
}

Response evaluate(app::App& app, const Call& call) {
    return apply_command(app, command_of(call, "evaluate", "{}"));
}

// A ledger's or register's file as text.
Response declare(app::App& app, const Call& call, const char* kind) {
    return apply_command(app, command_of(call, kind, yaml_payload(call.request.body)));
}

Response find_crossings(app::App& app, const Call& call) {
    auto payload =
        nlohmann::json::parse(body_with(call.request.body, {"region", "clearances"}, {}));
    if (!payload.contains("clearances")) payload["clearances"] = app::built_in_clearances();
    return apply_command(app, command_of(call, "find_crossings", payload.dump()));
}

Response look_for_suspicion(app::App& app, const Call& call) {
    auto payload = nlohmann::json::parse(body_with(call.request.body, {"region", "rules"}, {}));
    if (!payload.contains("rules")) payload["rules"] = app::built_in_suspicion_rules();
    return apply_command(app, command_of(call, "look_for_suspicion", payload.dump()));
}

// Several commands, each by itself: what is there already is passed over, so sending it again goes
// on from where it ended. Their ids follow from the request's.
Response seed(app::App& app, const Call& call) {
    const std::string beginning =
        base::to_hex(base::sha256(call.request.header("x-wanjia-operation"))).substr(0, 40);
    int number = 0;
    const auto seeded = app::seed_tasks(app, call.path.at("programme"),
                                        [&](const std::string& kind, const std::string& payload) {
                                            app::Command command = command_of(call, kind, payload);
                                            command.id = beginning + "-" + std::to_string(++number);
                                            return command;
                                        });
    return json(seeded_document(call.path.at("programme"), seeded.opened, seeded.known));
}

std::vector<Route> reading(app::App& app) {
    const std::string ledger = "/api/ledgers/{ledger}";
    return {
        {Method::get,
         "/api/ledgers",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.ledgers",
         ordinary,
         [&](const Call&) { return json(app.ledgers().definitions()); }},
        {Method::get,
         ledger + "/entries",
         Role::reader,
         Scope::region_parameter,
         {{"region", "state", "unit", "only", "light", "q", "sort", "direction", "after", "limit"}},
         "read.entries",
         ordinary,
         [&](const Call& call) { return list(app, call); }},
        {Method::get,
         ledger + "/entries/{number}",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.entry",
         ordinary,
         [&](const Call& call) { return show(app, call); }},
        {Method::get,
         ledger + "/entries/{number}/near",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.near",
         ordinary,
         [&](const Call& call) { return near(app, call); }},
        {Method::get,
         ledger + "/entries/{number}/counted",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.counted",
         ordinary,
         [&](const Call& call) { return counted(app, call); }},
        {Method::get,
         "/api/overview",
         Role::reader,
         Scope::region_parameter,
         {{"region"}},
         "read.overview",
         ordinary,
         [&](const Call& call) { return overview(app, call); }},
        {Method::get,
         "/api/units",
         Role::signed_in,
         Scope::no_region,
         {{"q", "limit"}},
         "read.units",
         ordinary,
         [&](const Call& call) { return units(app, call); }},
        {Method::get,
         ledger + "/figures",
         Role::reader,
         Scope::region_parameter,
         {{"region"}},
         "read.ledger_figures",
         ordinary,
         [&](const Call& call) { return figures(app, call); }},
        {Method::get,
         ledger + "/board",
         Role::reader,
         Scope::region_parameter,
         {{"region", "unit", "programme", "as_of"}},
         "read.board",
         ordinary,
         [&](const Call& call) { return board(app, call); }},
        {Method::get,
         ledger + "/plan",
         Role::reader,
         Scope::all_regions,
         {{"begin", "deadline"}},
         "read.plan",
         ordinary,
         [&](const Call& call) { return plan(app, call); }},
    };
}

std::vector<Route> moving(app::App& app) {
    const std::string entries = "/api/ledgers/{ledger}/entries";
    const auto route = [&](const std::string& pattern, const char* kind,
                           std::vector<std::string> known) {
        return Route{Method::post,
                     pattern,
                     Role::signed_in,
                     Scope::all_regions,
                     {{}},
                     std::string("change.") + kind,
                     change,
                     [&app, kind, known = std::move(known)](const Call& call) {
                         return move(app, call, kind, known);
                     }};
    };
    return {
        route(entries, "open_entry", {"values", "note", "evidence"}),
        route("/api/ledgers/{ledger}/dispatches", "open_for_units", {"values", "where", "note"}),
        route(entries + "/{number}/steps", "step", {"step", "seen", "values", "evidence", "note"}),
        route(entries + "/{number}/requests", "ask", {"request", "value", "reason"}),
        route(entries + "/{number}/decisions", "decide", {"granted", "note"}),
        route(entries + "/{number}/resumption", "resume", {"note"}),
        route(entries + "/{number}/merger", "merge", {"into", "note"}),
        {Method::post,
         "/api/crossings/searches",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.find_crossings",
         change,
         [&](const Call& call) { return find_crossings(app, call); }},
        {Method::post,
         "/api/suspicions/searches",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.look_for_suspicion",
         change,
         [&](const Call& call) { return look_for_suspicion(app, call); }},
        {Method::post,
         "/api/evaluations",
         Role::configurer,
         Scope::no_region,
         {{}},
         "change.evaluate",
         change,
         [&](const Call& call) { return evaluate(app, call); }}};
}

std::vector<Route> declaring(app::App& app) {
    const auto route = [&](const char* pattern, const char* kind) {
        return Route{Method::post,
                     pattern,
                     Role::configurer,
                     Scope::no_region,
                     {{}},
                     std::string("change.") + kind,
                     change,
                     [&app, kind](const Call& call) { return declare(app, call, kind); }};
    };
    return {route("/api/ledgers", "load_ledger"),
            route("/api/registers", "declare"),
            {Method::post,
             "/api/programmes/{programme}/tasks",
             Role::configurer,
             Scope::no_region,
             {{}},
             "change.seed_tasks",
             change,
             [&](const Call& call) { return seed(app, call); }}};
}

}  // namespace

std::vector<Route> ledger_routes(app::App& app) {
    std::vector<Route> routes = reading(app);
    for (const auto& part : {moving(app), declaring(app)})
        routes.insert(routes.end(), part.begin(), part.end());
    return routes;
}

}  // namespace server
