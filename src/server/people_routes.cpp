#include "api_routes.hpp"
#include "app/people.hpp"
#include "parameters.hpp"

namespace server {
namespace {

constexpr Limit ordinary{.body_bytes_max = 0, .seconds_max = 30, .per_minute = 600};
constexpr Limit change{.body_bytes_max = 16'384, .seconds_max = 60, .per_minute = 120};

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

Response add_account(base::Environment& environment, app::App& app, const Call& call) {
    Values values = body_texts(call.request.body, {"user", "password"}, {"name", "region", "unit"});
    values["password"] =
        app::checked_password_hash(environment.random, values.at("user"), values.at("password"));
    return apply_command(app, command_of(call, "add_user", payload_of(values)));
}

Response set_account(app::App& app, const Call& call) {
    Values values = body_texts(call.request.body, {}, {"name", "region", "unit", "disabled"});
    values["user"] = call.path.at("user");
    return apply_command(app, command_of(call, "set_user", payload_of(values)));
}

Response set_password(base::Environment& environment, app::App& app, const Call& call) {
    Values values = body_texts(call.request.body, {"password"}, {});
    values["user"] = call.path.at("user");
    values["password"] =
        app::checked_password_hash(environment.random, values.at("user"), values.at("password"));
    return apply_command(app, command_of(call, "set_password", payload_of(values)));
}

Response take_off_totp(app::App& app, const Call& call) {
    return apply_command(
        app,
        command_of(call, "set_totp", payload_of({{"user", call.path.at("user")}, {"secret", ""}})));
}

Response give(app::App& app, const Call& call) {
    return apply_command(
        app,
        command_of(call, "grant",
                   payload_of(body_texts(call.request.body, {"user", "role"},
                                         {"region", "unit", "programmes", "operator", "until"}))));
}

// Confirm, refuse or take away: the path says which grant.
Response about_grant(app::App& app, const Call& call, const char* kind) {
    return apply_command(app,
                         command_of(call, kind, payload_of({{"grant", call.path.at("grant")}})));
}

}  // namespace

std::vector<Route> people_routes(base::Environment& environment, app::App& app) {
    const std::string accounts = "/api/accounts";
    const auto route = [](Method method, const std::string& pattern, const char* action,
                          const Limit& limit, Handler handler, Role role = Role::signed_in) {
        return Route{method, pattern, role,  Scope::all_regions,
                     {{}},   action,  limit, std::move(handler)};
    };
    return {
        route(Method::get, "/api/roles", "read.roles", ordinary,
              [&](const Call&) { return json(app::to_json(app.roles())); }),
        route(
            Method::get, accounts, "read.accounts", ordinary,
            [&](const Call& call) { return json(app::to_json(app.accounts(call.caller.access))); },
            Role::keeper),
        route(Method::post, accounts, "change.account_add", change,
              [&](const Call& call) { return add_account(environment, app, call); }),
        route(Method::put, accounts + "/{user}", "change.account", change,
              [&](const Call& call) { return set_account(app, call); }),
        route(Method::post, accounts + "/{user}/password", "change.account_password", change,
              [&](const Call& call) { return set_password(environment, app, call); }),
        route(Method::delete_, accounts + "/{user}/totp", "change.account_totp", change,
              [&](const Call& call) { return take_off_totp(app, call); }),
        route(
            Method::get, "/api/grants", "read.grants", ordinary,
            [&](const Call& call) { return json(app::to_json(app.grants(call.caller.access))); },
            Role::keeper),
        route(Method::post, "/api/grants", "change.grant", change,
              [&](const Call& call) { return give(app, call); }),
        route(
            Method::get, "/api/grants/proposed", "read.grants_proposed", ordinary,
            [&](const Call& call) {
                return json(app::to_json(app.proposed_grants(call.caller.access)));
            },
            Role::keeper),
        route(Method::post, "/api/grants/{grant}/confirm", "change.grant_confirm", change,
              [&](const Call& call) { return about_grant(app, call, "confirm_grant"); }),
        route(Method::post, "/api/grants/{grant}/refuse", "change.grant_refuse", change,
              [&](const Call& call) { return about_grant(app, call, "refuse_grant"); }),
        route(Method::post, "/api/grants/{grant}/revoke", "change.revoke", change,
              [&](const Call& call) { return about_grant(app, call, "revoke"); }),
    };
}

}  // namespace server
