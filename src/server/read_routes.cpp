#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api_routes.hpp"
#include "app/public_ranking.hpp"
#include "app/start.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "freshness.hpp"
#include "parameters.hpp"
#include "temporary_file.hpp"

namespace server {
namespace {

constexpr std::int64_t page_rows_default = 100;
constexpr std::int64_t page_rows_max = 500;
constexpr std::string_view workbook_type =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 6'000};
constexpr Limit costly{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 120};

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

Response workbook(std::string bytes, const std::string& file_name) {
    Response response;
    response.content_type = workbook_type;
    response.body = std::move(bytes);
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename*=UTF-8''" + percent_encode(file_name));
    return response;
}

Response score_workbook(base::Environment& environment, app::App& app, const Call& call) {
    const app::ScoreTable table =
        app.score(call.path.at("programme"), optional_text(call.query, "period"),
                  optional_day(call.query, "as_of"), call.caller.access);
    const TemporaryFile file(app.temporary_file(".xlsx"));
    app.write_ranking(table, file.path());
    return workbook(environment.files.read(file.path()),
                    call.path.at("programme") + "-" + table.period + ".xlsx");
}

Response public_ranking(app::App& app, const Call& call) {
    return json(app::to_json(
        app.public_ranking(call.path.at("programme"), optional_text(call.query, "period"))));
}

Response template_workbook(base::Environment& environment, app::App& app, const Call& call) {
    const std::string& name = call.path.at("register");
    const TemporaryFile file(app.temporary_file(".xlsx"));
    app.write_template(name, file.path());
    return workbook(environment.files.read(file.path()), name + ".xlsx");
}

Response batch_errors(base::Environment& environment, app::App& app, const Call& call) {
    const std::int64_t batch = batch_number(call.path);
    const TemporaryFile file(app.temporary_file(".xlsx"));
    app.write_batch_errors(batch, file.path(), call.caller.access);
    return workbook(environment.files.read(file.path()),
                    "batch-" + std::to_string(batch) + "-errors.xlsx");
}

Response explanation(app::App& app, const Call& call) {
    required_text(call.query, "region");
    const std::string region = *optional_region(call.query, "region");
    return json(app::to_json(app.explain(call.path.at("programme"), call.path.at("indicator"),
                                         region, optional_text(call.query, "period"),
                                         optional_day(call.query, "as_of"), call.caller.access)));
}

registers::Declaration find_declaration(app::App& app, const std::string& name) {
    std::vector<std::string> known;
    for (registers::Declaration& declaration : app.register_declarations()) {
        if (declaration.name == name) return std::move(declaration);
        known.push_back(declaration.name);
    }
    throw base::Error(
        base::ErrorKind::not_found,
        {"没有名为“" + name + "”的登记表。现有：" + base::join(known, "、") + "。",
         "There is no register named '" + name + "'. There are: " + base::join(known, ", ") + "."});
}

// The rows a person may export, personal values masked; that it was done is kept in the trail.
Response register_workbook(base::Environment& environment, app::App& app, const Call& call) {
    const std::string name = find_declaration(app, call.path.at("register")).name;
    const TemporaryFile file(app.temporary_file(".xlsx"));
    app.export_register(name, file.path(), command_of(call, "note", "{}").actor,
                        optional_day(call.query, "as_of"), call.caller.access);
    return workbook(environment.files.read(file.path()), name + ".xlsx");
}

Response rows(app::App& app, const Call& call) {
    const registers::Declaration declaration = find_declaration(app, call.path.at("register"));
    const std::string scope = optional_region(call.query, "region").value_or("");
    const std::int64_t after =
        whole_number(call.query, "after", 0, std::numeric_limits<std::int64_t>::max(), 0);
    const std::int64_t limit =
        whole_number(call.query, "limit", 1, page_rows_max, page_rows_default);
    return json(app::to_json(
        app.register_rows(declaration.name, scope, after, limit, optional_day(call.query, "as_of"),
                          call.caller.access,
                          {optional_text(call.query, "q").value_or(""),
                           optional_text(call.query, "sort").value_or(""),
                           optional_text(call.query, "direction").value_or("") == "descending"}),
        declaration));
}

Response row_history(app::App& app, const Call& call) {
    const registers::Declaration declaration = find_declaration(app, call.path.at("register"));
    return json(app::to_json(
        app.row_history(declaration.name, row_number(call.path), call.caller.access), declaration));
}

Response changes(app::App& app, const Call& call) {
    const registers::Declaration declaration = find_declaration(app, call.path.at("register"));
    const std::int64_t after =
        whole_number(call.query, "after", 0, std::numeric_limits<std::int64_t>::max(), 0);
    const std::int64_t limit =
        whole_number(call.query, "limit", 1, page_rows_max, page_rows_default);
    return json(app::to_json(
        app.register_changes(declaration.name, optional_region(call.query, "region").value_or(""),
                             required_day(call.query, "from"), required_day(call.query, "to"),
                             after, limit, call.caller.access),
        declaration));
}

Response events(const Call&) {
    Response response;
    response.content_type = "text/event-stream";
    response.event_stream = true;
    return response;
}

// A page that is opened again, or told of a change that was not its own, has it already.
Route start_route(base::Environment& environment, app::App& app) {
    const auto freshness = std::make_shared<Freshness>(environment.clock.now(),
                                                       [&app] { return app.latest_sequence(); });
    return {Method::get,
            "/api/start",
            Role::reader,
            Scope::all_regions,
            {{}},
            "read.start",
            ordinary,
            [&app, freshness](const Call& call) {
                return freshness->answer(
                    call, [&] { return app::start_page(app, call.caller.access); },
                    app::start_day(app));
            }};
}

std::vector<Route> programme_routes(base::Environment& environment, app::App& app) {
    const auto freshness = std::make_shared<Freshness>(environment.clock.now(),
                                                       [&app] { return app.latest_sequence(); });
    const auto score = [&app, freshness](const Call& call) {
        return freshness->answer(call, [&] {
            return app::to_json(app.score(call.path.at("programme"),
                                          optional_text(call.query, "period"),
                                          optional_day(call.query, "as_of"), call.caller.access));
        });
    };
    const auto map = [&app, freshness](const Call& call) {
        return freshness->answer(call, [&] {
            return app.score_map(call.path.at("programme"), optional_text(call.query, "period"),
                                 optional_day(call.query, "as_of"), call.caller.access);
        });
    };
    const std::string at = "/api/programmes/{programme}";
    return {
        {Method::get,
         "/api/programmes",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.programmes",
         ordinary,
         [&app](const Call&) { return json(app::to_json(app.programmes())); }},
        {Method::get,
         at + "/score",
         Role::figures,
         Scope::all_regions,
         {{"period", "as_of"}},
         "read.score",
         ordinary,
         score},
        {Method::get,
         at + "/score.xlsx",
         Role::exporter,
         Scope::all_regions,
         {{"period", "as_of"}},
         "read.score_workbook",
         costly,
         [&](const Call& call) { return score_workbook(environment, app, call); }},
        {Method::get,
         at + "/map",
         Role::figures,
         Scope::all_regions,
         {{"period", "as_of"}},
         "read.score_map",
         ordinary,
         map},
        {Method::get,
         at + "/indicators/{indicator}/rows",
         Role::reader,
         Scope::region_parameter,
         {{"region", "period", "as_of"}},
         "read.explanation",
         ordinary,
         [&](const Call& call) { return explanation(app, call); }},
    };
}

std::vector<Route> register_routes(base::Environment& environment, app::App& app) {
    const std::string at = "/api/registers/{register}";
    return {
        {Method::get,
         "/api/registers",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.registers",
         ordinary,
         [&app](const Call&) { return json(app::to_json(app.register_declarations())); }},
        {Method::get,
         at + "/rows",
         Role::reader,
         Scope::region_parameter,
         {{"region", "q", "sort", "direction", "after", "limit", "as_of"}},
         "read.rows",
         ordinary,
         [&](const Call& call) { return rows(app, call); }},
        {Method::get,
         at + "/rows/{id}/history",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.row_history",
         ordinary,
         [&](const Call& call) { return row_history(app, call); }},
        {Method::get,
         at + "/changes",
         Role::reader,
         Scope::region_parameter,
         {{"from", "to", "region", "after", "limit"}},
         "read.changes",
         ordinary,
         [&](const Call& call) { return changes(app, call); }},
        {Method::get,
         at + "/rows.xlsx",
         Role::exporter,
         Scope::all_regions,
         {{"as_of"}},
         "read.export",
         costly,
         [&](const Call& call) { return register_workbook(environment, app, call); }},
        {Method::get,
         at + "/template.xlsx",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.template",
         costly,
         [&](const Call& call) { return template_workbook(environment, app, call); }},
        {Method::get,
         "/api/public/programmes/{programme}/ranking",
         Role::anyone,
         Scope::no_region,
         {{"period"}},
         "read.public_ranking",
         costly,
         [&app](const Call& call) { return public_ranking(app, call); }},
        {Method::get,
         "/api/batches",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.batches",
         ordinary,
         [&app](const Call& call) { return json(app::to_json(app.batches(call.caller.access))); }},
        {Method::get,
         "/api/batches/{batch}/errors.xlsx",
         Role::reader,
         Scope::all_regions,
         {{}},
         "read.batch_errors",
         costly,
         [&](const Call& call) { return batch_errors(environment, app, call); }},
        {Method::get,
         "/api/trail",
         Role::auditor,
         Scope::all_regions,
         {{}},
         "read.trail",
         costly,
         [&app](const Call&) { return json(app::to_json(app.verify_trail())); }},
        {Method::get,
         "/api/events",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "read.events",
         ordinary,
         events},
    };
}

}  // namespace

std::vector<Route> read_routes(base::Environment& environment, app::App& app) {
    std::vector<Route> routes = programme_routes(environment, app);
    routes.push_back(start_route(environment, app));
    for (Route& route : register_routes(environment, app)) routes.push_back(std::move(route));
    return routes;
}

}  // namespace server
