#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/people.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "handlers.hpp"
#include "payload.hpp"
#include "people/grant_rules.hpp"
#include "people/totp.hpp"
#include "sign_in.hpp"
#include "store/people_store.hpp"
#include "store/session_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using people::Right;

[[noreturn]] void refuse(base::ErrorKind kind, const std::string& zh, const std::string& en) {
    throw base::Error(kind, {zh, en});
}

[[noreturn]] void no_such_account(const std::string& user) {
    refuse(base::ErrorKind::not_found, "没有账号“" + user + "”。",
           "There is no account \"" + user + "\".");
}

bool is_user_name(const std::string& user) {
    const auto is_permitted = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    };
    return user.size() >= 2 && user.size() <= 32 && user != "local" &&
           std::all_of(user.begin(), user.end(), is_permitted);
}

bool keeps_accounts_of(const Context& context, const std::string& region) {
    return people::allows(context.access, Right::accounts, {region, {}, {}, {}, {}});
}

// The account, if the actor keeps it; who does not is told that there is none.
store::Account kept_account(const Context& context, const std::string& user) {
    const auto account = store::find_account(context.connection, user);
    if (!account || !keeps_accounts_of(context, account->region)) no_such_account(user);
    return *account;
}

// What the account holds and what waits for it: neither may make it two administrators.
std::vector<people::Grant> held_or_proposed(const Context& context, const std::string& user) {
    auto grants = store::load_grants_of(context.connection, user);
    for (auto& proposal : store::load_proposals(context.connection))
        if (proposal.grant.user == user) grants.push_back(std::move(proposal.grant));
    return grants;
}

// Whoever sets another's secrets could act as him: never an administrator's, and a delegate only
// for those who reach no farther than he.
store::Account account_for_secrets(const Context& context, const std::string& user) {
    if (user == context.command.actor.user) {
        const auto own = store::find_account(context.connection, user);
        if (!own) no_such_account(user);
        return *own;
    }
    store::Account account = kept_account(context, user);
    if (context.access.everything) return account;
    const auto held = held_or_proposed(context, user);
    const bool within = std::all_of(held.begin(), held.end(), [&](const people::Grant& grant) {
        return keeps_accounts_of(context, grant.region);
    });
    if (people::is_administrator(context.roles, held) || !within)
        refuse(base::ErrorKind::forbidden,
               "管理员的密码和动态口令只能由本人或在服务器上用命令行设置；其他账号须全部在您的"
               "辖区内。",
               "An administrator's password and code are set by himself or at the machine; other "
               "accounts must lie wholly within your reach.");
    return account;
}

void check_place(const Context& context, const store::Account& account) {
    if (!account.region.empty() && !registers::is_region_code(account.region))
        refuse(base::ErrorKind::invalid_input, "区划应为 12 位代码，留空表示全部。",
               "A region is a 12-digit code; leave it out for all.");
    if (!keeps_accounts_of(context, account.region))
        refuse(base::ErrorKind::forbidden, "您只能管理本辖区的账号。",
               "You keep accounts of your own region only.");
}

std::string password_hash(const nlohmann::json& payload) {
    std::string hash = required_text(payload, "password");
    if (!people::is_password_hash(hash))
        refuse(base::ErrorKind::invalid_input, "密码应以 argon2id 散列值的形式给出。",
               "A password is given as its argon2id hash.");
    return hash;
}

bool flag(const nlohmann::json& payload, const char* key, bool absent) {
    const auto it = payload.find(key);
    return it == payload.end() || !it->is_boolean() ? absent : it->get<bool>();
}

// By the owner himself: no. By another: yes, unless the person at the machine says otherwise.
bool must_change(const Context& context, const nlohmann::json& payload, const std::string& user) {
    if (user == context.command.actor.user) return false;
    return context.command.actor.user != "local" || flag(payload, "must_change", true);
}

people::Proposal proposal(const Context& context, std::int64_t id) {
    for (auto& each : store::load_proposals(context.connection))
        if (each.grant.id == id) return each;
    refuse(base::ErrorKind::not_found,
           "第 " + std::to_string(id) + " 号授权不在待确认之列：没有提出过，或已确认、已退回。",
           "Grant " + std::to_string(id) +
               " is not waiting: it was never proposed, or is confirmed or refused already.");
}

Handled done(const Context& context, const char* action, const std::string& object,
             const ordered_json& answer) {
    return {{action, object, "", context.command.payload}, answer.dump(), false};
}

}  // namespace

Handled handle_add_user(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    store::Account account;
    account.user = required_text(payload, "user");
    if (!is_user_name(account.user))
        refuse(base::ErrorKind::invalid_input,
               "账号名为 2 至 32 个小写字母、数字或“.”“-”“_”，且不能是 local。",
               "A user name has 2 to 32 small letters, digits, '.', '-' or '_', and is not local.");
    account.name = text_of(payload, "name");
    account.region = text_of(payload, "region");
    account.unit = text_of(payload, "unit");
    account.password = password_hash(payload);
    account.must_change = must_change(context, payload, account.user);
    check_place(context, account);
    if (store::find_account(context.connection, account.user))
        refuse(base::ErrorKind::conflict, "账号“" + account.user + "”已经有了。",
               "The account \"" + account.user + "\" is there already.");
    store::save_account(context.connection, account, context.sequence);
    return done(context, "user.add", account.user, {{"user", account.user}});
}

Handled handle_set_user(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    store::Account account = kept_account(context, required_text(payload, "user"));
    const auto held = held_or_proposed(context, account.user);
    const bool whole = keeps_accounts_of(context, "");
    if (!whole && people::is_administrator(context.roles, held))
        refuse(base::ErrorKind::forbidden, "管理员账号由系统管理员管理。",
               "Accounts of administrators are kept by the system administrator.");
    if (payload.contains("name")) account.name = text_of(payload, "name");
    if (payload.contains("region")) account.region = text_of(payload, "region");
    if (payload.contains("unit")) account.unit = text_of(payload, "unit");
    account.disabled = flag(payload, "disabled", account.disabled);
    if (account.disabled && account.user == context.command.actor.user)
        refuse(base::ErrorKind::forbidden, "不能停用自己的账号。",
               "Nobody disables his own account.");
    check_place(context, account);
    store::save_account(context.connection, account, context.sequence);
    if (account.disabled) store::end_sessions(context.connection, account.user, "");
    return done(context, account.disabled ? "user.disable" : "user.set", account.user,
                {{"user", account.user}, {"disabled", account.disabled}});
}

Handled handle_set_password(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    store::Account account = account_for_secrets(context, required_text(payload, "user"));
    account.password = password_hash(payload);
    account.must_change = must_change(context, payload, account.user);
    store::save_account(context.connection, account, context.sequence);
    store::end_sessions(context.connection, account.user, text_of(payload, "session"));
    store::forget_attempts(context.connection, account_subject(account.user));
    return done(context, "user.password", account.user, {{"user", account.user}});
}

Handled handle_set_totp(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    store::Account account = account_for_secrets(context, required_text(payload, "user"));
    const std::string secret = text_of(payload, "secret");
    const auto bytes = people::from_base32(secret);
    if (!secret.empty() && (!bytes || bytes->size() < people::totp_secret_bytes))
        refuse(base::ErrorKind::invalid_input, "动态口令密钥应为 20 字节以上的 base32 文本。",
               "A secret of an authenticator is 20 bytes or more in base 32.");
    if (secret.empty() && account.user == context.command.actor.user && !context.access.everything)
        refuse(base::ErrorKind::forbidden, "动态口令不能由本人取消，请联系账号管理员。",
               "Nobody takes off his own second factor; ask whoever keeps the accounts.");
    account.totp = secret;
    account.totp_step = 0;
    store::save_account(context.connection, account, context.sequence);
    store::end_sessions(context.connection, account.user, text_of(payload, "session"));
    return done(context, "user.totp", account.user, {{"user", account.user}});
}

Handled handle_grant(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    people::Grant grant;
    grant.user = required_text(payload, "user");
    grant.role = required_text(payload, "role");
    grant.region = text_of(payload, "region");
    grant.unit = text_of(payload, "unit");
    grant.operator_name = text_of(payload, "operator");
    for (const auto& programme : payload.value("programmes", nlohmann::json::array()))
        grant.programmes.push_back(context.catalogue.programme(programme.get<std::string>()).code);
    if (const std::string until = text_of(payload, "until"); !until.empty()) {
        grant.until = base::parse_date(until);
        if (!grant.until)
            refuse(base::ErrorKind::invalid_input, "截止日期应写成 2026-12-31 的样子。",
                   "The last day is written like 2026-12-31.");
    }
    if (!store::find_account(context.connection, grant.user)) no_such_account(grant.user);
    people::check_grant(context.roles, context.access, held_or_proposed(context, grant.user),
                        grant);
    grant.id = store::next_grant_id(context.connection);
    const std::string& giver = context.command.actor.user;
    const bool waits = giver != "local" && people::needs_second_person(context.roles, grant);
    store::save_grant(context.connection, grant, context.sequence, waits ? giver : std::string{});
    ordered_json answer{{"grant", grant.id}};
    if (waits) answer["waits"] = true;
    return done(context, waits ? "grant.propose" : "grant.give", grant.user + "/" + grant.role,
                answer);
}

Handled handle_confirm_grant(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const auto waiting = proposal(context, required_integer(payload, "grant"));
    const people::Grant& grant = waiting.grant;
    people::check_confirm(context.roles, context.access,
                          store::load_grants_of(context.connection, grant.user), waiting);
    store::confirm_grant(context.connection, grant.id, context.sequence);
    return done(context, "grant.confirm", grant.user + "/" + grant.role, {{"grant", grant.id}});
}

Handled handle_refuse_grant(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const people::Grant grant = proposal(context, required_integer(payload, "grant")).grant;
    people::check_revoke(context.roles, context.access, grant);
    store::end_grant(context.connection, grant.id, context.sequence);
    return done(context, "grant.refuse", grant.user + "/" + grant.role, {{"grant", grant.id}});
}

Handled handle_revoke(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::int64_t id = required_integer(payload, "grant");
    for (const auto& grant : store::load_grants(context.connection)) {
        if (grant.id != id) continue;
        people::check_revoke(context.roles, context.access, grant);
        store::end_grant(context.connection, id, context.sequence);
        return done(context, "grant.take", grant.user + "/" + grant.role, {{"grant", id}});
    }
    refuse(base::ErrorKind::not_found, "没有第 " + std::to_string(id) + " 号授权。",
           "There is no grant " + std::to_string(id) + ".");
}

Handled handle_sign_in(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string user = required_text(payload, "user");
    auto account = store::find_account(context.connection, user);
    const std::int64_t step = required_integer(payload, "step");
    // Between the check and here another may have used the code or disabled the account.
    if (!account || account->disabled || (!account->totp.empty() && step <= account->totp_step))
        throw sign_in_refused();
    account->totp_step = std::max(step, account->totp_step);
    store::save_account(context.connection, *account, context.sequence);
    const std::int64_t now_ms = base::to_milliseconds(context.environment.clock.now());
    const std::string token = required_text(payload, "session");
    store::save_session(context.connection, {token, user, now_ms}, now_ms - session_longest_ms,
                        sessions_of_one_most);
    const std::string& address = context.command.actor.address;
    store::save_session_place(context.connection,
                              {token, now_ms, text_of(payload, "device"), address});
    store::forget_attempts(context.connection, pair_subject(user, address));
    store::save_attempts(context.connection, known_subject(user, address), {0, now_ms});
    return done(context, "session.begin", user, {{"user", user}});
}

Handled handle_sign_in_failed(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::int64_t now_ms = base::to_milliseconds(context.environment.clock.now());
    store::forget_old_attempts(context.connection, now_ms - people::forgotten_after_ms);
    for (const char* key : {"account", "address", "pair"}) {
        const std::string subject = text_of(payload, key);
        if (subject.empty()) continue;  // entries of earlier programs have no pair
        store::save_attempts(
            context.connection, subject,
            people::after_failure(store::find_attempts(context.connection, subject), now_ms));
    }
    return done(context, "session.refuse", "", ordered_json::object());
}

Handled handle_sign_out(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string token = required_text(payload, "session");
    const auto session = store::find_session(context.connection, token);
    if (session && session->user == context.command.actor.user)
        store::end_session(context.connection, token);
    return done(context, "session.end", context.command.actor.user, ordered_json::object());
}

Handled handle_end_session(const Context& context) {
    const auto payload = parse_payload(context.command.payload);
    const std::string token = required_text(payload, "session");
    const auto session = store::find_session(context.connection, token);
    const base::Error gone(base::ErrorKind::not_found, {"这个登录已经结束，或者不归您管。",
                                                        "That session has ended already, or it is "
                                                        "not yours to end."});
    if (!session) throw gone;
    try {
        require_sessions_of(context.connection, context.access, session->user);
    } catch (const base::Error&) {
        throw gone;
    }
    store::end_session(context.connection, token);
    return done(context, "session.end", session->user, {{"user", session->user}});
}

}  // namespace app
