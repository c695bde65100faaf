#include <optional>
#include <string>
#include <utility>

#include "api_routes.hpp"
#include "app/import_trial.hpp"
#include "app/messages.hpp"
#include "base/text.hpp"
#include "parameters.hpp"
#include "temporary_file.hpp"

namespace server {
namespace {

constexpr Limit small_change{
    .body_bytes_max = std::size_t{1} << 20, .seconds_max = 60, .per_minute = 600};
constexpr Limit search{.body_bytes_max = 4'096, .seconds_max = 60, .per_minute = 30};
constexpr std::int64_t found_rows_max = 100;
constexpr Limit file_change{
    .body_bytes_max = std::size_t{64} << 20, .seconds_max = 600, .per_minute = 60};

Response put_row(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "put", put_payload(call.path.at("register"), call.request.body)));
}

// The file's name and ending are the client's words; only a known ending reaches the file system.
Response import_file(base::Environment& environment, app::App& app, const Call& call) {
    const std::string file_name = required_text(call.query, "file_name");
    app::Command command = command_of(
        call, "import",
        import_payload(call.path.at("register"), file_name, optional_text(call.query, "datum")));
    const TemporaryFile file(app.temporary_file(import_ending(file_name)));
    environment.files.write(file.path(), call.request.body);
    command.attachment = file.path();
    return apply_command(app, command);
}

// Nothing is kept of it. Sentences about the file name it as the user knows it.
Response try_import(base::Environment& environment, app::App& app, const Call& call) {
    app::TrialFile trial;
    trial.register_name = call.path.at("register");
    trial.file_name = required_text(call.query, "file_name");
    trial.datum = optional_text(call.query, "datum");
    // Refuses a datum that there is not, as the import does.
    (void)import_payload(trial.register_name, trial.file_name, trial.datum);
    const TemporaryFile file(app.temporary_file(import_ending(trial.file_name)));
    environment.files.write(file.path(), call.request.body);
    trial.file = file.path();
    Response response;
    response.body = app::import_trial(app, trial, call.caller.access);
    return response;
}

// What is said of the row of the path.
std::string row_payload(const Call& call, const std::vector<std::string>& said) {
    Values values = body_texts(call.request.body, said, {});
    values["register"] = call.path.at("register");
    values["row"] = std::to_string(row_number(call.path));
    return payload_of(values);
}

Response erase(app::App& app, const Call& call) {
    return apply_command(app, command_of(call, "erase", row_payload(call, {"reason"})));
}

// The value stands in the body: an address is written into logs and histories.
Response find_person(app::App& app, const Call& call) {
    Values given =
        body_texts(call.request.body, {"register", "field", "value", "reason"}, {"region"});
    const auto region = optional_region(given, "region");
    const app::RegisterPage page =
        app.find(command_of(call, "find", payload_of(given)), found_rows_max, call.caller.access);
    for (const auto& declaration : app.register_declarations()) {
        if (declaration.name != given.at("register")) continue;
        Response response;
        response.body = app::to_json(page, declaration);
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    }
    return {};
}

// The value goes to who asked and nowhere else; the trail keeps who, what and why.
Response reveal(app::App& app, const Call& call) {
    const app::Revealed revealed =
        app.reveal(command_of(call, "reveal", row_payload(call, {"field", "reason"})));
    Response response;
    response.body = revealed_document(revealed.value, revealed.sequence);
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Response undo_batch(app::App& app, const Call& call) {
    return apply_command(app, command_of(call, "undo", undo_payload(batch_number(call.path))));
}

Response change_regions(app::App& app, const Call& call) {
    return apply_command(app,
                         command_of(call, "change_regions", regions_payload(call.request.body)));
}

Response freeze(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "freeze",
                        freeze_payload(call.path.at("programme"), call.path.at("period"))));
}

Response restate(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "restate",
                        restate_payload(call.path.at("programme"), call.path.at("period"),
                                        call.request.body)));
}

// What moves published figures or the regions they are of.
std::vector<Route> publishing_routes(app::App& app) {
    const std::string period = "/api/programmes/{programme}/periods/{period}";
    return {
        {Method::post,
         "/api/regions/changes",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.regions",
         small_change,
         [&](const Call& call) { return change_regions(app, call); }},
        {Method::post,
         period + "/freeze",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.freeze",
         small_change,
         [&](const Call& call) { return freeze(app, call); }},
        {Method::post,
         period + "/restate",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.restate",
         small_change,
         [&](const Call& call) { return restate(app, call); }},
    };
}

}  // namespace

// The trail tells who did it by which roles; the machine's own user keeps the words of old.
app::Command command_of(const Call& call, std::string kind, std::string payload) {
    app::Command command;
    command.id = call.request.header("x-wanjia-operation");
    const people::Access& access = call.caller.access;
    if (!access.everything) {
        command.actor = {access.user, "", "", "", ""};
        command.actor.role = base::join(people::roles_of(access), ",");
        for (const auto& allowance : access.allowances)
            if (command.actor.unit.empty()) command.actor.unit = allowance.grant.unit;
    }
    command.actor.address = call.request.remote_address;
    command.kind = std::move(kind);
    command.payload = std::move(payload);
    return command;
}

Response apply_command(app::App& app, const app::Command& command) {
    const app::Outcome outcome = app.apply(command);
    Response response;
    response.body = outcome_document(outcome.json, outcome.sequence, outcome.repeated);
    return response;
}

std::vector<Route> change_routes(base::Environment& environment, app::App& app) {
    return {
        {Method::put,
         "/api/registers/{register}/rows",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.put",
         small_change,
         [&](const Call& call) { return put_row(app, call); }},
        {Method::post,
         "/api/registers/{register}/import",
         Role::signed_in,
         Scope::all_regions,
         {{"file_name", "datum"}},
         "change.import",
         file_change,
         [&](const Call& call) { return import_file(environment, app, call); }},
        {Method::post,
         "/api/registers/{register}/import/trial",
         Role::signed_in,
         Scope::all_regions,
         {{"file_name", "datum"}},
         "change.import_trial",
         file_change,
         [&](const Call& call) { return try_import(environment, app, call); }},
        {Method::post,
         "/api/registers/{register}/rows/{id}/reveal",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.reveal",
         small_change,
         [&](const Call& call) { return reveal(app, call); }},
        {Method::post,
         "/api/registers/{register}/rows/{id}/erase",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.erase",
         small_change,
         [&](const Call& call) { return erase(app, call); }},
        {Method::post,
         "/api/personal/find",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.find",
         search,
         [&](const Call& call) { return find_person(app, call); }},
        {Method::post,
         "/api/batches/{batch}/undo",
         Role::signed_in,
         Scope::all_regions,
         {{}},
         "change.undo",
         small_change,
         [&](const Call& call) { return undo_batch(app, call); }},
    };
}

std::vector<Route> api_routes(base::Environment& environment, app::App& app, bool secure_cookies,
                              const std::string& base_map,
                              std::shared_ptr<app::Messages> messages) {
    if (!messages) messages = std::make_shared<app::Messages>(environment, app);
    std::vector<Route> routes = read_routes(environment, app);
    for (auto& part :
         {change_routes(environment, app), publishing_routes(app),
          session_routes(environment, app, secure_cookies), people_routes(environment, app),
          ledger_routes(app), count_routes(app), settlement_routes(app), oversight_routes(app),
          draw_routes(app), document_routes(app), field_routes(app), message_routes(app, messages),
          evidence_routes(environment, app), map_routes(environment, app, base_map)})
        routes.insert(routes.end(), part.begin(), part.end());
    return routes;
}

}  // namespace server
