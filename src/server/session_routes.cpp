#include <array>

#include "api_routes.hpp"
#include "app/sessions.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "parameters.hpp"
#include "people/totp.hpp"

namespace server {
namespace {

constexpr Limit small{.body_bytes_max = 4'096, .seconds_max = 60, .per_minute = 600};
// Each attempt costs a hash of 64 MiB.
constexpr Limit attempt{.body_bytes_max = 4'096, .seconds_max = 30, .per_minute = 30};

// `__Host-`: set by this host alone, for all of it, over TLS.
std::string cookie_name(bool secure) {
    return secure ? "__Host-wanjia_session" : "wanjia_session";
}

std::string set_cookie(bool secure, const std::string& token) {
    return cookie_name(secure) + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" +
           (secure ? "; Secure" : "") + (token.empty() ? "; Max-Age=0" : "");
}

// Empty when there is none, or more than one: then somebody else may have set one of them.
std::string cookie(const Request& request, const std::string& name) {
    std::string header = request.header("cookie");
    for (char& c : header)
        if (c == ',') c = ';';
    std::string found;
    for (const std::string& part : base::split(header, ';')) {
        const std::string text = part.substr(std::min(part.find_first_not_of(' '), part.size()));
        if (!text.starts_with(name + "=")) continue;
        if (!found.empty()) return {};
        found = text.substr(name.size() + 1);
    }
    return found;
}

Response json(std::string document) {
    Response response;
    response.body = std::move(document);
    return response;
}

std::optional<app::Visitor> visitor_of(app::App& app, const Request& request, bool in_use,
                                       bool secure) {
    const std::string token = cookie(request, cookie_name(secure));
    if (token.size() != 64) return std::nullopt;
    return app.visitor(token, in_use);
}

Response who_am_i(app::App& app, const Call& call, bool secure) {
    return json(app::to_json(visitor_of(app, call.request, true, secure), app.has_accounts()));
}

Response sign_in(app::App& app, const Call& call, bool secure) {
    const Values given = body_texts(call.request.body, {"user", "password"}, {"code"});
    const auto code = given.find("code");
    const app::SignedIn signed_in = app::sign_in(
        app,
        {given.at("user"), given.at("password"), code == given.end() ? std::string{} : code->second,
         call.request.remote_address},
        call.request.header("user-agent"));
    Response response = json(app::to_json(app.visitor(signed_in.token), true));
    response.headers.emplace_back("Set-Cookie", set_cookie(secure, signed_in.token));
    return response;
}

Response sign_out(app::App& app, const Call& call, bool secure) {
    if (!call.caller.session.empty())
        (void)app.apply(
            command_of(call, "sign_out", payload_of({{"session", call.caller.session}})));
    Response response = json(app::to_json(std::nullopt, app.has_accounts()));
    response.headers.emplace_back("Set-Cookie", set_cookie(secure, ""));
    return response;
}

Response sessions(app::App& app, const Call& call) {
    const people::Access& who = call.caller.access;
    const std::string user = optional_text(call.query, "user").value_or(who.user);
    return json(app::to_json(app::open_sessions(app, user, who), call.caller.session));
}

Response end_session(app::App& app, const Call& call) {
    return apply_command(
        app, command_of(call, "end_session", payload_of({{"session", call.path.at("session")}})));
}

Response change_password(base::Environment& environment, app::App& app, const Call& call) {
    const Values given = body_texts(call.request.body, {"old", "new"}, {});
    const std::string& user = call.caller.access.user;
    if (!app.knows_password(user, given.at("old")))
        throw base::Error(base::ErrorKind::forbidden,
                          {"原密码不对。", "The old password is wrong."});
    if (given.at("old") == given.at("new"))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"新密码应与原密码不同。", "The new password must differ from the old one."});
    return apply_command(
        app, command_of(call, "set_password",
                        payload_of({{"user", user},
                                    {"password", app::checked_password_hash(environment.random,
                                                                            user, given.at("new"))},
                                    {"session", call.caller.session}})));
}

// Without a body: a fresh secret, kept nowhere. With secret and code: kept once the code proves
// that the authenticator has it.
Response enrol_totp(base::Environment& environment, app::App& app, const Call& call) {
    const std::string& user = call.caller.access.user;
    if (call.request.body.empty()) {
        std::array<std::uint8_t, people::totp_secret_bytes> bytes{};
        environment.random.fill(bytes);
        std::string secret;
        for (const std::uint8_t byte : bytes) secret += static_cast<char>(byte);
        return json(payload_of(
            {{"secret", people::to_base32(secret)}, {"uri", people::totp_uri(secret, user)}}));
    }
    const Values given = body_texts(call.request.body, {"secret", "code", "password"}, {});
    const auto secret = people::from_base32(given.at("secret"));
    const std::int64_t now_s = base::to_milliseconds(environment.clock.now()) / 1000;
    if (!app.knows_password(user, given.at("password")) || !secret ||
        !people::accept_totp(*secret, given.at("code"), now_s, 0))
        throw base::Error(base::ErrorKind::forbidden,
                          {"密码或动态口令不对，没有启用。",
                           "The password or the code is wrong; nothing was turned on."});
    return apply_command(app, command_of(call, "set_totp",
                                         payload_of({{"user", user},
                                                     {"secret", given.at("secret")},
                                                     {"session", call.caller.session}})));
}

}  // namespace

Caller identify(app::App& app, const Request& request, bool in_use, bool secure_cookies) {
    if (!app.has_accounts()) return machine_caller();
    const auto visitor = visitor_of(app, request, in_use, secure_cookies);
    if (!visitor) return {};
    return {visitor->access, true, visitor->account.must_change, visitor->session};
}

std::vector<Route> session_routes(base::Environment& environment, app::App& app, bool secure) {
    const std::string at = "/api/session";
    return {
        {Method::get,
         at,
         Role::anyone,
         Scope::no_region,
         {{}},
         "session.read",
         small,
         [&app, secure](const Call& call) { return who_am_i(app, call, secure); }},
        {Method::post,
         at,
         Role::anyone,
         Scope::no_region,
         {{}},
         "session.begin",
         attempt,
         [&app, secure](const Call& call) { return sign_in(app, call, secure); }},
        {Method::delete_,
         at,
         Role::anyone,
         Scope::no_region,
         {{}},
         "session.end",
         small,
         [&app, secure](const Call& call) { return sign_out(app, call, secure); }},
        {Method::get,
         "/api/sessions",
         Role::signed_in,
         Scope::no_region,
         {{"user"}},
         "session.list",
         small,
         [&app](const Call& call) { return sessions(app, call); }},
        {Method::delete_,
         "/api/sessions/{session}",
         Role::signed_in,
         Scope::no_region,
         {{}},
         "session.end_one",
         small,
         [&app](const Call& call) { return end_session(app, call); }},
        {Method::post,
         at + "/password",
         Role::visitor,
         Scope::no_region,
         {{}},
         "session.password",
         attempt,
         [&](const Call& call) { return change_password(environment, app, call); }},
        {Method::post,
         at + "/totp",
         Role::visitor,
         Scope::no_region,
         {{}},
         "session.totp",
         attempt,
         [&](const Call& call) { return enrol_totp(environment, app, call); }},
    };
}

}  // namespace server
