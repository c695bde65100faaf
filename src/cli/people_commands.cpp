#include <array>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/people.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "people/totp.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

// One line of standard input, so that no password stands in a list of processes or a history.
std::string read_password(bool quiet) {
    if (!quiet) std::cerr << "密码 · password: " << std::flush;
    std::string line;
    if (!std::getline(std::cin, line))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"请由标准输入给出密码（一行）。", "Give the password as one line of standard input."});
    return line;
}

int apply(Invocation& invocation, app::App& app, const std::string& kind,
          const ordered_json& payload, const base::Text& said) {
    const app::Outcome outcome = app.apply(make_command(invocation, app, kind, payload.dump()));
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        say(said);
    }
    return done;
}

int set_disabled(Invocation& invocation, bool disabled) {
    app::App app = open_app(invocation);
    return apply(invocation, app, "set_user", {{"user", invocation.user}, {"disabled", disabled}},
                 disabled ? base::Text{"账号“" + invocation.user + "”已停用，已登录的也已退出。",
                                       "The account " + invocation.user +
                                           " is disabled; its sessions ended."}
                          : base::Text{"账号“" + invocation.user + "”已恢复。",
                                       "The account " + invocation.user + " works again."});
}

// A county made by an earlier program has no register of units yet.
void declare_units(Invocation& invocation, app::App& app) {
    for (const auto& declaration : app.register_declarations())
        if (declaration.name == "unit") return;
    (void)app.apply(
        make_command(invocation, app, "declare",
                     ordered_json{{"yaml", app::built_in_register_text("unit")}}.dump()));
}

}  // namespace

int run_user_add(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string hash = app::checked_password_hash(
        invocation.environment.random, invocation.user, read_password(invocation.json));
    return apply(invocation, app, "add_user",
                 {{"user", invocation.user},
                  {"name", invocation.person},
                  {"region", invocation.region},
                  {"unit", invocation.unit},
                  {"password", hash},
                  {"must_change", !invocation.keep_password}},
                 {"已建立账号“" + invocation.user + "”。授权用 wanjia grant。",
                  "Made the account " + invocation.user + ". Give it roles with wanjia grant."});
}

int run_user_disable(Invocation& invocation) {
    return set_disabled(invocation, true);
}

int run_user_enable(Invocation& invocation) {
    return set_disabled(invocation, false);
}

int run_user_password(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string hash = app::checked_password_hash(
        invocation.environment.random, invocation.user, read_password(invocation.json));
    return apply(
        invocation, app, "set_password",
        {{"user", invocation.user}, {"password", hash}, {"must_change", !invocation.keep_password}},
        {"账号“" + invocation.user + "”的密码已重设，已登录的也已退出。",
         "The password of " + invocation.user + " is set; its sessions ended."});
}

int run_user_totp(Invocation& invocation) {
    std::array<std::uint8_t, people::totp_secret_bytes> bytes{};
    invocation.environment.random.fill(bytes);
    const std::string secret(bytes.begin(), bytes.end());
    app::App app = open_app(invocation);
    if (invocation.take_off)
        return apply(invocation, app, "set_totp", {{"user", invocation.user}, {"secret", ""}},
                     {"账号“" + invocation.user + "”的动态口令已取消。",
                      "The second factor of " + invocation.user + " is off."});
    const std::string uri = people::totp_uri(secret, invocation.user);
    const ordered_json payload{{"user", invocation.user}, {"secret", people::to_base32(secret)}};
    (void)app.apply(make_command(invocation, app, "set_totp", payload.dump()));
    if (invocation.json) {
        print_document(ordered_json{{"user", invocation.user}, {"uri", uri}}.dump());
    } else {
        say({"请把这一行录入口令软件（只显示这一次）：\n" + uri,
             "Enter this into the authenticator (shown only this once):\n" + uri});
    }
    return done;
}

int run_user_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto accounts = app.accounts();
    const auto grants = app.grants();
    if (invocation.json) {
        auto json = ordered_json::parse(app::to_json(accounts));
        json.update(ordered_json::parse(app::to_json(grants)));
        print_document(json.dump());
        return done;
    }
    for (const auto& account : accounts) {
        std::string line = account.user + "  " + account.name;
        if (account.disabled) line += "（停用）";
        for (const auto& grant : grants)
            if (grant.user == account.user)
                line += "\n    " + std::to_string(grant.id) + "  " + grant.role + "  " +
                        (grant.region.empty() ? "全部" : grant.region) + "  " +
                        base::join(grant.programmes, ",") + "  " + grant.operator_name;
        say({line, line});
    }
    return done;
}

int run_grant(Invocation& invocation) {
    app::App app = open_app(invocation);
    return apply(invocation, app, "grant",
                 {{"user", invocation.user},
                  {"role", invocation.role},
                  {"region", invocation.region},
                  {"unit", invocation.unit},
                  {"programmes", invocation.programmes},
                  {"operator", invocation.operator_name},
                  {"until", invocation.until}},
                 {"已授予“" + invocation.user + "”角色 " + invocation.role + "。",
                  invocation.user + " now holds the role " + invocation.role + "."});
}

int run_grants_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto proposals = app.proposed_grants();
    if (invocation.json) {
        print_document(app::to_json(proposals));
        return done;
    }
    for (const auto& [grant, proposer] : proposals) {
        const std::string line = std::to_string(grant.id) + "  " + grant.user + "  " + grant.role;
        say({line + "（" + proposer + " 提出）", line + " (proposed by " + proposer + ")"});
    }
    const std::string number = std::to_string(proposals.size());
    say({"待确认的授权 " + number + " 项。", number + " grants wait for a second person."});
    return done;
}

int run_grants_confirm(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string number = std::to_string(invocation.grant);
    return apply(invocation, app, "confirm_grant", {{"grant", invocation.grant}},
                 {"已确认第 " + number + " 号授权。", "Grant " + number + " holds now."});
}

int run_grants_refuse(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string number = std::to_string(invocation.grant);
    return apply(invocation, app, "refuse_grant", {{"grant", invocation.grant}},
                 {"已退回第 " + number + " 号授权。", "Grant " + number + " is refused."});
}

int run_revoke(Invocation& invocation) {
    app::App app = open_app(invocation);
    return apply(invocation, app, "revoke", {{"grant", invocation.grant}},
                 {"已撤销第 " + std::to_string(invocation.grant) + " 号授权。",
                  "Grant " + std::to_string(invocation.grant) + " is taken away."});
}

int run_unit_add(Invocation& invocation) {
    app::App app = open_app(invocation);
    declare_units(invocation, app);
    ordered_json values{{"code", invocation.unit},
                        {"name", invocation.person},
                        {"kind", invocation.kind},
                        {"region", invocation.region}};
    if (!invocation.parent.empty()) values["parent"] = invocation.parent;
    if (!invocation.operator_name.empty()) values["operator"] = invocation.operator_name;
    return apply(invocation, app, "put", {{"register", "unit"}, {"values", values}},
                 {"已登记单位“" + invocation.person + "”。",
                  "The unit " + invocation.person + " is registered."});
}

int run_unit_remove(Invocation& invocation) {
    app::App app = open_app(invocation);
    return apply(
        invocation, app, "remove", {{"register", "unit"}, {"values", {{"code", invocation.unit}}}},
        {"已注销单位“" + invocation.unit + "”。", "The unit " + invocation.unit + " is removed."});
}

}  // namespace cli
