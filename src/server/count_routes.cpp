#include "api_routes.hpp"
#include "app/ledgers.hpp"
#include "app/short_boards.hpp"
#include "base/text.hpp"
#include "parameters.hpp"

namespace server {
namespace {

constexpr Limit costly{.body_bytes_max = 0, .seconds_max = 60, .per_minute = 600};

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

std::vector<std::string> names(const Values& query, const char* parameter) {
    const auto text = optional_text(query, parameter);
    return text ? base::split(*text, ',') : std::vector<std::string>{};
}

Response counts(app::App& app, const Call& call) {
    app::CountQuery query;
    query.register_name = call.path.at("register");
    query.by = names(call.query, "by");
    query.sum = names(call.query, "sum");
    query.latest = optional_text(call.query, "latest").value_or("");
    query.where = optional_text(call.query, "where").value_or("");
    query.scope = optional_region(call.query, "region").value_or("");
    return json(app.ledgers().counts(query, call.caller.access));
}

Response short_boards(app::App& app, const Call& call) {
    const std::string& programme = call.path.at("programme");
    return json(app::to_json(programme,
                             app::short_boards(app, programme, optional_text(call.query, "period"),
                                               call.caller.access)));
}

}  // namespace

std::vector<Route> count_routes(app::App& app) {
    return {{Method::get,
             "/api/registers/{register}/counts",
             Role::reader,
             Scope::region_parameter,
             {{"by", "sum", "latest", "where", "region"}},
             "read.counts",
             costly,
             [&](const Call& call) { return counts(app, call); }},
            {Method::get,
             "/api/programmes/{programme}/short-boards",
             Role::figures,
             Scope::all_regions,
             {{"period"}},
             "read.short_boards",
             costly,
             [&](const Call& call) { return short_boards(app, call); }}};
}

}  // namespace server
