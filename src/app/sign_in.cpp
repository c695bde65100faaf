#include "sign_in.hpp"

#include <array>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app/sessions.hpp"
#include "app_state.hpp"
#include "base/bytes.hpp"
#include "people/totp.hpp"
#include "permission.hpp"
#include "store/people_store.hpp"
#include "store/session_store.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;

// No password has this hash; checking it costs what checking any costs.
constexpr const char* nobodys_hash =
    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

struct Asked {
    std::optional<store::Account> account;
    bool blocked = false;
};

std::string random_hex(base::Random& random) {
    std::array<std::uint8_t, 32> bytes{};
    random.fill(bytes);
    return base::to_hex(bytes);
}

// A header holds whatever bytes somebody sent.
std::string printable(const std::string& device) {
    constexpr std::size_t most = 200;
    std::string kept;
    for (const char c : device.substr(0, most))
        if (c >= ' ' && c <= '~') kept += c;
    return kept;
}

std::string hash_of(const std::string& text) {
    return base::to_hex(base::sha256(text));
}

// The step of the code; 0 where none is needed; empty when it is wrong.
std::optional<std::int64_t> step_of(const std::optional<store::Account>& account,
                                    const std::string& code, base::Instant now) {
    if (!account || account->totp.empty()) return 0;
    return people::accept_totp(people::from_base32(account->totp).value_or(""), code,
                               base::to_milliseconds(now) / 1000, account->totp_step);
}

Account shown(const store::Account& a) {
    return {a.user, a.name, a.region, a.unit, a.disabled, a.must_change, !a.totp.empty()};
}

ordered_json grant_json(const people::Grant& grant) {
    return {{"grant", grant.id},
            {"user", grant.user},
            {"role", grant.role},
            {"region", grant.region},
            {"unit", grant.unit},
            {"programmes", grant.programmes},
            {"operator", grant.operator_name},
            {"until",
             grant.until ? ordered_json(base::format_date(*grant.until)) : ordered_json(nullptr)}};
}

ordered_json account_json(const Account& account) {
    return {{"user", account.user},         {"name", account.name},
            {"region", account.region},     {"unit", account.unit},
            {"disabled", account.disabled}, {"must_change", account.must_change},
            {"has_totp", account.has_totp}};
}

ordered_json rights_json(const std::set<people::Right>& rights) {
    ordered_json names = ordered_json::array();
    for (const people::Right right : rights) names.push_back(people::to_string(right));
    return names;
}

ordered_json role_json(const people::Role& role) {
    constexpr const char* kinds[] = {"business", "restricted", "administrative"};
    return {{"role", role.name},
            {"label", {{"zh", role.label.zh}, {"en", role.label.en}}},
            {"kind", kinds[static_cast<int>(role.kind)]},
            {"rights", rights_json(role.rights)}};
}

}  // namespace

std::string account_subject(const std::string& user) {
    return "account:" + hash_of(user);
}

std::string pair_subject(const std::string& user, const std::string& address) {
    return account_subject(user) + "/" + hash_of(address);
}

std::string known_subject(const std::string& user, const std::string& address) {
    return "known:" + hash_of(user + '\n' + address);
}

std::string address_subject(const std::string& address) {
    return "address:" + address;
}

void require_sessions_of(store::Connection& connection, const people::Access& who,
                         const std::string& user) {
    const auto account = store::find_account(connection, user);
    if (account && (user == who.user ||
                    people::allows(who, people::Right::grant, {account->region, {}, {}, {}, {}})))
        return;
    throw base::Error(base::ErrorKind::not_found,
                      {"没有账号“" + user + "”，或者不归您管。",
                       "There is no account \"" + user + "\", or it is not yours to see to."});
}

base::Error sign_in_refused() {
    return base::Error(
        base::ErrorKind::forbidden,
        {"登录没有成功：账号、密码或动态口令不对，或多次失败后需等待。请核对后再试；等待最长 15 "
         "分钟。",
         "Signing in did not succeed: the account, the password or the code is wrong, or there "
         "were several failures and you have to wait. Check them and try again; the longest wait "
         "is 15 minutes."});
}

std::string checked_password_hash(base::Random& random, const std::string& user,
                                  const std::string& password) {
    if (const auto complaint = people::password_complaint(password, user))
        throw base::Error(base::ErrorKind::invalid_input, *complaint);
    std::array<std::uint8_t, people::salt_bytes> salt{};
    random.fill(salt);
    return people::hash_password(password, salt);
}

bool App::has_accounts() {
    if (state_->accounts_seen) return true;
    bool found = false;
    state_->store.read(
        [&](store::Connection& connection) { found = store::has_accounts(connection); });
    if (found) state_->accounts_seen = true;
    return found;
}

const people::Roles& App::roles() const {
    return state_->roles;
}

SignedIn App::sign_in(const Credentials& given) {
    return app::sign_in(*this, given, {});
}

SignedIn sign_in(App& app, const Credentials& given, const std::string& device) {
    auto& state = app.ledgers().state();
    const base::Instant now = state.environment.clock.now();
    Asked asked;
    state.store.read([&](store::Connection& connection) {
        asked.account = store::find_account(connection, given.user);
        const std::int64_t now_ms = base::to_milliseconds(now);
        const auto waits = [&](const std::string& subject, std::int64_t share) {
            return people::blocked_until_ms(store::find_attempts(connection, subject), share) >
                   now_ms;
        };
        const bool known =
            store::find_attempts(connection, known_subject(given.user, given.address))
                .last_failure_ms > 0;
        asked.blocked = waits(pair_subject(given.user, given.address), 1) ||
                        waits(address_subject(given.address), people::address_share) ||
                        (!known && waits(account_subject(given.user), people::account_share));
    });
    if (asked.blocked) throw sign_in_refused();
    const bool known =
        people::is_password(given.password, asked.account ? asked.account->password : nobodys_hash);
    const auto step = step_of(asked.account, given.code, now);
    Command command;
    command.id = app.new_id();
    command.actor = {given.user, "", "", given.address, ""};
    if (!known || !step || asked.account->disabled) {
        command.actor.user = asked.account ? given.user : "unknown";
        command.kind = "sign_in_failed";
        command.payload = ordered_json{{"account", account_subject(given.user)},
                                       {"address", address_subject(given.address)},
                                       {"pair", pair_subject(given.user, given.address)}}
                              .dump();
        app.apply(command);
        throw sign_in_refused();
    }
    const std::string token = random_hex(state.environment.random);
    command.kind = "sign_in";
    command.payload = ordered_json{{"user", given.user},
                                   {"session", hash_of(token)},
                                   {"step", *step},
                                   {"device", printable(device)}}
                          .dump();
    app.apply(command);
    return {token, asked.account->must_change};
}

std::optional<Visitor> App::visitor(const std::string& token, bool in_use) {
    const base::Instant now = state_->environment.clock.now();
    const std::int64_t now_ms = base::to_milliseconds(now);
    std::optional<Visitor> visitor;
    state_->store.read([&](store::Connection& connection) {
        const auto session = store::find_session(connection, hash_of(token));
        if (!session || now_ms - session->begin_ms >= session_longest_ms) return;
        if (now_ms - state_->last_use(session->token, session->begin_ms) >= session_idle_ms) return;
        const auto account = store::find_account(connection, session->user);
        if (!account || account->disabled) return;
        visitor = Visitor{shown(*account), session->token,
                          access_of_user(connection, state_->roles, account->user, now)};
    });
    if (visitor && in_use) state_->used(visitor->session, now_ms);
    return visitor;
}

std::vector<OpenSession> open_sessions(App& app, const std::string& user,
                                       const people::Access& who) {
    auto& state = app.ledgers().state();
    const std::int64_t now_ms = base::to_milliseconds(state.environment.clock.now());
    std::vector<OpenSession> result;
    state.store.read([&](store::Connection& connection) {
        require_sessions_of(connection, who, user);
        for (const auto& session : store::list_sessions(connection, user)) {
            const std::int64_t used_ms = state.last_use(session.token, session.begin_ms);
            if (now_ms - session.begin_ms >= session_longest_ms) continue;
            if (now_ms - used_ms >= session_idle_ms) continue;
            const auto instant = [](std::int64_t ms) {
                return base::Instant(std::chrono::milliseconds(ms));
            };
            result.push_back({session.token, session.device, session.address,
                              instant(session.begin_ms), instant(used_ms)});
        }
    });
    return result;
}

bool App::knows_password(const std::string& user, const std::string& password) {
    std::optional<store::Account> account;
    state_->store.read(
        [&](store::Connection& connection) { account = store::find_account(connection, user); });
    return account && people::is_password(password, account->password);
}

std::vector<Account> App::accounts(const people::Access& who) {
    std::vector<Account> result;
    state_->store.read([&](store::Connection& connection) {
        for (const auto& account : store::load_accounts(connection))
            for (const auto right :
                 {people::Right::accounts, people::Right::grant, people::Right::delegate})
                if (people::allows(who, right, {account.region, {}, {}, {}, {}})) {
                    result.push_back(shown(account));
                    break;
                }
    });
    return result;
}

std::vector<people::Grant> App::grants(const people::Access& who) {
    std::vector<people::Grant> result;
    state_->store.read([&](store::Connection& connection) {
        for (auto& grant : store::load_grants(connection))
            for (const auto right :
                 {people::Right::accounts, people::Right::grant, people::Right::delegate})
                if (people::allows(who, right, {grant.region, {}, {}, {}, {}})) {
                    result.push_back(std::move(grant));
                    break;
                }
    });
    return result;
}

std::vector<people::Proposal> App::proposed_grants(const people::Access& who) {
    std::vector<people::Proposal> result;
    state_->store.read([&](store::Connection& connection) {
        for (auto& proposal : store::load_proposals(connection))
            if (people::allows(who, people::Right::grant, {proposal.grant.region, {}, {}, {}, {}}))
                result.push_back(std::move(proposal));
    });
    return result;
}

std::string to_json(const std::vector<Account>& accounts) {
    ordered_json json{{"accounts", ordered_json::array()}};
    for (const Account& account : accounts) json["accounts"].push_back(account_json(account));
    return json.dump();
}

std::string to_json(const std::vector<people::Grant>& grants) {
    ordered_json json{{"grants", ordered_json::array()}};
    for (const people::Grant& grant : grants) json["grants"].push_back(grant_json(grant));
    return json.dump();
}

std::string to_json(const std::vector<people::Proposal>& proposals) {
    ordered_json json{{"grants", ordered_json::array()}};
    for (const people::Proposal& proposal : proposals) {
        json["grants"].push_back(grant_json(proposal.grant));
        json["grants"].back()["proposer"] = proposal.proposer;
    }
    return json.dump();
}

std::string to_json(const std::vector<OpenSession>& sessions, const std::string& own) {
    ordered_json list = ordered_json::array();
    for (const OpenSession& each : sessions)
        list.push_back({{"session", each.session},
                        {"device", each.device},
                        {"address", each.address},
                        {"begun", base::format_instant(each.begun)},
                        {"last_used", base::format_instant(each.last_used)},
                        {"own", each.session == own}});
    return ordered_json{{"sessions", list}}.dump();
}

std::string to_json(const people::Roles& roles) {
    ordered_json json{{"roles", ordered_json::array()}};
    for (const people::Role& role : roles.roles) json["roles"].push_back(role_json(role));
    return json.dump();
}

std::string to_json(const std::optional<Visitor>& visitor, bool required) {
    ordered_json json{{"required", required}, {"account", nullptr}};
    json["rights"] = ordered_json::array();
    json["grants"] = ordered_json::array();
    if (!visitor) return json.dump();
    json["account"] = account_json(visitor->account);
    std::set<people::Right> rights;
    for (const auto& allowance : visitor->access.allowances) {
        rights.insert(allowance.role.rights.begin(), allowance.role.rights.end());
        json["grants"].push_back(grant_json(allowance.grant));
    }
    json["rights"] = rights_json(rights);
    return json.dump();
}

}  // namespace app
