#include "api_routes.hpp"
#include "app/documents.hpp"
#include "parameters.hpp"

// Documents of a period (docs/documents.md): drafts of the figures of now, issues of those that
// were frozen, their files and how they look.
namespace server {
namespace {

constexpr Limit reading{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};
constexpr Limit change{.body_bytes_max = 16'384, .seconds_max = 120, .per_minute = 120};
constexpr std::int64_t issues_max = 500;

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

app::DocumentWanted wanted_by(const Call& call) {
    const auto document = call.path.find("document");
    return {document == call.path.end() ? "" : document->second,
            required_text(call.query, "period"),
            optional_region(call.query, "region").value_or("")};
}

Response board(app::App& app, const Call& call) {
    return json(app::Documents(app).board(
        wanted_by(call), optional_text(call.query, "programme").value_or(""), call.caller.access));
}

app::DocumentFile file(app::App& app, const Call& call) {
    return app::Documents(app).file(wanted_by(call), call.caller.access);
}

app::DocumentFile issue(app::App& app, const Call& call) {
    return app::Documents(app).issue(row_number(call.path), call.caller.access);
}

Response issues(app::App& app, const Call& call) {
    return json(app::Documents(app).issues(optional_text(call.query, "document").value_or(""),
                                           whole_number(call.query, "limit", 1, issues_max, 100),
                                           call.caller.access));
}

Response freeze(app::App& app, const Call& call) {
    const Values body = body_texts(call.request.body, {"period"}, {"region", "reason"});
    const auto text = [&](const char* name) { return optional_text(body, name).value_or(""); };
    const auto outcome = app::Documents(app).freeze(
        command_of(call, "freeze_document", "{}"),
        {call.path.at("document"), required_text(body, "period"), text("region")}, text("reason"));
    return json(outcome_document(outcome.json, outcome.sequence, outcome.repeated));
}

Response approve(app::App& app, const Call& call) {
    return apply_command(app,
                         command_of(call, "approve_document",
                                    "{\"issue\":" + std::to_string(row_number(call.path)) + "}"));
}

}  // namespace

Response attached(app::DocumentFile file) {
    Response response;
    response.content_type =
        file.file_name.ends_with(".xlsx")
            ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            : "application/"
              "vnd.openxmlformats-officedocument.wordprocessingml.document";
    response.body = std::move(file.bytes);
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename*=UTF-8''" + percent_encode(file.file_name));
    return response;
}

std::vector<Route> document_routes(app::App& app) {
    const std::string documents = "/api/documents", issued = "/api/document-issues";
    const auto read = [](const std::string& pattern, std::vector<std::string> fields,
                         const char* audit, Handler handler, Role role = Role::reader) {
        const bool has_region = !fields.empty() && fields.back() == "region";
        return Route{Method::get,
                     pattern,
                     role,
                     has_region ? Scope::region_parameter : Scope::all_regions,
                     std::move(fields),
                     audit,
                     reading,
                     std::move(handler)};
    };
    const auto write = [](const std::string& pattern, const char* audit, Handler handler) {
        return Route{Method::post, pattern, Role::lead_unit, Scope::all_regions,
                     {{}},         audit,   change,          std::move(handler)};
    };
    return {
        read(documents, {"programme", "period", "region"}, "read.documents",
             [&](const Call& call) { return board(app, call); }),
        read(
            documents + "/{document}/file", {"period", "region"}, "read.document_file",
            [&](const Call& call) { return attached(file(app, call)); }, Role::exporter),
        read(documents + "/{document}/preview", {"period", "region"}, "read.document_preview",
             [&](const Call& call) { return json(app::Documents::preview(file(app, call))); }),
        write(documents + "/{document}/issues", "change.freeze_document",
              [&](const Call& call) { return freeze(app, call); }),
        read(issued, {"document", "limit"}, "read.document_issues",
             [&](const Call& call) { return issues(app, call); }),
        read(
            issued + "/{id}/file", {}, "read.document_issue_file",
            [&](const Call& call) { return attached(issue(app, call)); }, Role::exporter),
        read(issued + "/{id}/preview", {}, "read.document_issue_preview",
             [&](const Call& call) { return json(app::Documents::preview(issue(app, call))); }),
        read(issued + "/{id}/changes", {}, "read.document_changes",
             [&](const Call& call) {
                 return json(
                     app::Documents(app).changes(row_number(call.path), call.caller.access));
             }),
        write(issued + "/{id}/approval", "change.approve_document",
              [&](const Call& call) { return approve(app, call); }),
    };
}

}  // namespace server
