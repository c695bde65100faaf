#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "api_routes.hpp"
#include "app/evidence.hpp"
#include "base/error.hpp"
#include "parameters.hpp"

namespace server {
namespace {

constexpr std::int64_t page_rows_default = 100;
constexpr std::int64_t page_rows_max = 500;

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 6'000};
constexpr Limit costly{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};

app::EvidenceReach reach_of(const Call& call) {
    return {optional_region(call.query, "region").value_or(""), call.caller.access};
}

Response list(app::App& app, const Call& call) {
    app::EvidenceFilter filter;
    filter.register_name = optional_text(call.query, "register").value_or("");
    filter.key = optional_text(call.query, "key").value_or("");
    if (filter.register_name.empty() != filter.key.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"参数“register”和“key”应一起给出。",
                           "The parameters 'register' and 'key' must be given together."});
    filter.only_duplicates = whole_number(call.query, "duplicates", 0, 1, 0) == 1;
    filter.where = reach_of(call);
    filter.after =
        whole_number(call.query, "after", 0, std::numeric_limits<std::int64_t>::max(), 0);
    filter.limit = whole_number(call.query, "limit", 1, page_rows_max, page_rows_default);
    app::Evidence evidence = app.evidence();
    Response response;
    response.body = app::to_json(evidence.list(filter), evidence.declaration());
    return response;
}

// Never shown in the page itself: what a stranger sent is only ever saved.
Response original(app::App& app, const Call& call) {
    const app::EvidenceFile file = app.evidence().file(call.path.at("sha256"), reach_of(call));
    Response response;
    response.content_type = file.media_type;
    response.file = file.path;
    response.file_kept = file.kept;
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename*=UTF-8''" + percent_encode(file.file_name));
    return response;
}

Response thumbnail(app::App& app, const Call& call) {
    Response response;
    response.content_type = "image/jpeg";
    response.body = app.evidence().thumbnail(call.path.at("sha256"), reach_of(call));
    return response;
}

Response marked_copy(app::App& app, const Call& call) {
    const std::string& sha256 = call.path.at("sha256");
    Response response;
    response.content_type = "image/jpeg";
    response.body = app.evidence().marked_copy(sha256, reach_of(call), call.caller.access.user);
    constexpr std::size_t hash_characters = 8;
    response.headers.emplace_back(
        "Content-Disposition",
        "attachment; filename=\"" + sha256.substr(0, hash_characters) + ".jpg\"");
    return response;
}

}  // namespace

std::vector<Route> evidence_routes(base::Environment& environment, app::App& app) {
    const std::string at = "/api/evidence/{sha256}";
    std::vector<Route> routes = {
        {Method::get,
         "/api/evidence",
         Role::reader,
         Scope::region_parameter,
         {{"register", "key", "duplicates", "region", "after", "limit"}},
         "read.evidence",
         ordinary,
         [&app](const Call& call) { return list(app, call); }},
        {Method::get,
         at,
         Role::reader,
         Scope::region_parameter,
         {{"region"}},
         "read.evidence_file",
         costly,
         [&app](const Call& call) { return original(app, call); }},
        {Method::get,
         at + "/thumbnail",
         Role::reader,
         Scope::region_parameter,
         {{"region"}},
         "read.evidence_thumbnail",
         ordinary,
         [&app](const Call& call) { return thumbnail(app, call); }},
        {Method::get,
         at + "/copy",
         Role::reader,
         Scope::region_parameter,
         {{"region"}},
         "read.evidence_copy",
         costly,
         [&app](const Call& call) { return marked_copy(app, call); }},
    };
    for (Route& route : upload_routes(environment, app)) routes.push_back(std::move(route));
    return routes;
}

}  // namespace server
