#include "store/people_store.hpp"

#include "base/text.hpp"
#include "group_notes.hpp"
#include "privacy/sealer.hpp"

namespace store {
namespace {

using View = std::string_view;

std::string text(const Statement& statement, int column) {
    return std::string(statement.text(column));
}

// The number of the command that made the account is the row it is sealed for.
std::string sealed(Connection& connection, const char* field, std::int64_t row,
                   const std::string& plain) {
    privacy::Sealer* sealer = connection.sealer();
    return sealer ? sealer->seal({"account", field, row}, plain) : plain;
}

std::string opened(Connection& connection, const char* field, const Statement& s, int column) {
    privacy::Sealer* sealer = connection.sealer();
    return sealer ? sealer->open({"account", field, s.integer(9)}, s.text(column))
                  : text(s, column);
}

Account read_account(Connection& connection, const Statement& s) {
    return {text(s, 0),        opened(connection, "name", s, 1),
            text(s, 2),        text(s, 3),
            s.integer(4) != 0, text(s, 5),
            s.integer(6) != 0, opened(connection, "totp", s, 7),
            s.integer(8),      s.integer(9)};
}

people::Grant read_grant(const Statement& s, int at = 0) {
    people::Grant grant{s.integer(at),   text(s, at + 1),
                        text(s, at + 2), text(s, at + 3),
                        text(s, at + 4), {},
                        text(s, at + 6), base::parse_date(s.text(at + 7))};
    if (!s.text(at + 5).empty()) grant.programmes = base::split(s.text(at + 5), ',');
    return grant;
}

void forget_access(Connection& connection) {
    if (connection.notes()) connection.notes()->known.accounts.clear();
}

AccountAccess ask_account_access(Connection& connection, View user) {
    const auto statement = prepare_file(connection, "common/account_access");
    statement->with(user);
    AccountAccess access;
    while (statement->step()) {
        access.accounts_exist = statement->integer(0) != 0;
        access.usable =
            !statement->is_null(1) && statement->integer(1) == 0 && statement->integer(2) == 0;
        if (!statement->is_null(3)) access.grants.push_back(read_grant(*statement, 3));
    }
    return access;
}

}  // namespace

bool has_accounts(Connection& connection) {
    return prepare_file(connection, "common/account_any")->step();
}

std::optional<Account> find_account(Connection& connection, std::string_view user) {
    const auto statement = prepare_file(connection, "common/account_find");
    if (!statement->with(user).step()) return std::nullopt;
    return read_account(connection, *statement);
}

std::vector<Account> load_accounts(Connection& connection) {
    const auto statement = prepare_file(connection, "common/accounts");
    std::vector<Account> accounts;
    while (statement->step()) accounts.push_back(read_account(connection, *statement));
    return accounts;
}

void save_account(Connection& connection, const Account& a, std::int64_t sequence) {
    const std::int64_t begin = a.begin_sequence > 0 ? a.begin_sequence : sequence;
    const std::string name = sealed(connection, "name", begin, a.name);
    const std::string totp = sealed(connection, "totp", begin, a.totp);
    prepare_file(connection, "common/account_save")
        ->with(View(a.user), View(name), View(a.region), View(a.unit),
               std::int64_t{a.disabled ? 1 : 0}, View(a.password),
               std::int64_t{a.must_change ? 1 : 0}, View(totp), a.totp_step, begin)
        .run();
    forget_access(connection);
}

std::vector<people::Grant> load_grants(Connection& connection) {
    const auto statement = prepare_file(connection, "common/grants");
    std::vector<people::Grant> grants;
    while (statement->step()) grants.push_back(read_grant(*statement));
    return grants;
}

std::vector<people::Grant> load_grants_of(Connection& connection, std::string_view user) {
    const auto statement = prepare_file(connection, "common/grants_of");
    statement->with(user);
    std::vector<people::Grant> grants;
    while (statement->step()) grants.push_back(read_grant(*statement));
    return grants;
}

std::int64_t next_grant_id(Connection& connection) {
    const auto statement = prepare_file(connection, "common/next_grant_id");
    statement->step();
    return statement->integer(0);
}

void save_grant(Connection& connection, const people::Grant& g, std::int64_t sequence,
                std::string_view proposer) {
    const std::string programmes = base::join(g.programmes, ",");
    const std::string until = g.until ? base::format_date(*g.until) : std::string{};
    prepare_file(connection, "common/grant_save")
        ->with(g.id, View(g.user), View(g.role), View(g.region), View(g.unit), View(programmes),
               View(g.operator_name), View(until), sequence, proposer)
        .run();
    forget_access(connection);
}

std::vector<people::Proposal> load_proposals(Connection& connection) {
    const auto statement = prepare_file(connection, "common/grants_proposed");
    std::vector<people::Proposal> proposals;
    while (statement->step()) proposals.push_back({read_grant(*statement), text(*statement, 8)});
    return proposals;
}

void confirm_grant(Connection& connection, std::int64_t id, std::int64_t sequence) {
    prepare_file(connection, "common/grant_confirm")->with(id, sequence).run();
    forget_access(connection);
}

void end_grant(Connection& connection, std::int64_t id, std::int64_t sequence) {
    prepare_file(connection, "common/grant_end")->with(id, sequence).run();
    forget_access(connection);
}

AccountAccess load_account_access(Connection& connection, std::string_view user) {
    if (!connection.notes()) return ask_account_access(connection, user);
    auto& known = connection.notes()->known.accounts;
    auto it = known.find(user);
    if (it == known.end())
        it = known.emplace(std::string(user), ask_account_access(connection, user)).first;
    return it->second;
}

std::optional<Session> find_session(Connection& connection, std::string_view token) {
    const auto statement = prepare_file(connection, "common/session_find");
    if (!statement->with(token).step()) return std::nullopt;
    return Session{std::string(token), text(*statement, 0), statement->integer(1)};
}

void save_session(Connection& connection, const Session& session, std::int64_t since_ms,
                  std::int64_t most) {
    prepare_file(connection, "common/session_save")
        ->with(View(session.token), View(session.user), session.begin_ms)
        .run();
    prepare_file(connection, "common/sessions_trim")
        ->with(View(session.user), since_ms, most)
        .run();
}

void end_session(Connection& connection, std::string_view token) {
    prepare_file(connection, "common/session_end")->with(token).run();
}

void end_sessions(Connection& connection, std::string_view user, std::string_view but_token) {
    prepare_file(connection, "common/sessions_end")->with(user, but_token).run();
}

people::Attempts find_attempts(Connection& connection, std::string_view subject) {
    const auto statement = prepare_file(connection, "common/attempt_find");
    if (!statement->with(subject).step()) return {};
    return {statement->integer(0), statement->integer(1)};
}

void save_attempts(Connection& connection, std::string_view subject,
                   const people::Attempts& attempts) {
    prepare_file(connection, "common/attempt_save")
        ->with(subject, attempts.failures, attempts.last_failure_ms)
        .run();
}

void forget_attempts(Connection& connection, std::string_view subject) {
    prepare_file(connection, "common/attempt_forget")->with(subject).run();
}

void forget_old_attempts(Connection& connection, std::int64_t before_ms) {
    prepare_file(connection, "common/attempts_forget")->with(before_ms).run();
}

}  // namespace store
