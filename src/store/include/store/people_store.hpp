#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "people/grant_rules.hpp"
#include "people/lockout.hpp"
#include "store/connection.hpp"

/// Accounts with their secrets, grants, sessions and failed attempts to sign in.
namespace store {

struct Account {
    std::string user;    ///< the name one signs in with
    std::string name;    ///< as people call it; sealed like other personal values
    std::string region;  ///< 12-digit code the account is kept for; empty: all
    std::string unit;    ///< code of a row of the unit register, or empty
    bool disabled = false;
    std::string password;      ///< argon2id text
    bool must_change = false;  ///< the password was set by another
    std::string totp;          ///< secret in base 32, sealed; empty: no second factor
    std::int64_t totp_step = 0;
    std::int64_t begin_sequence = 0;  ///< of the command that made it; 0 before
};
bool has_accounts(Connection& connection);
std::optional<Account> find_account(Connection& connection, std::string_view user);
/// By user.
std::vector<Account> load_accounts(Connection& connection);
/// Makes or replaces; `sequence` is kept only of a new one.
void save_account(Connection& connection, const Account& account, std::int64_t sequence);

/// Grants that hold: confirmed where they need it and not taken back, whatever their last day; by
/// id.
std::vector<people::Grant> load_grants(Connection& connection);
std::vector<people::Grant> load_grants_of(Connection& connection, std::string_view user);
std::int64_t next_grant_id(Connection& connection);
/// With a proposer it waits to be confirmed; without it holds at once.
void save_grant(Connection& connection, const people::Grant& grant, std::int64_t sequence,
                std::string_view proposer = {});
/// Those that wait; by id.
std::vector<people::Proposal> load_proposals(Connection& connection);
void confirm_grant(Connection& connection, std::int64_t id, std::int64_t sequence);
void end_grant(Connection& connection, std::int64_t id, std::int64_t sequence);

/// What says what somebody may do.
struct AccountAccess {
    bool accounts_exist = false;  ///< without any, everybody may do everything
    bool usable = false;  ///< there is the account; it is not disabled, its password is its own
    std::vector<people::Grant> grants;  ///< as load_grants_of
};
AccountAccess load_account_access(Connection& connection, std::string_view user);

struct Session {
    std::string token;  ///< SHA-256 of the secret token in hex
    std::string user;
    std::int64_t begin_ms = 0;
};
std::optional<Session> find_session(Connection& connection, std::string_view token);
/// Adds one; keeps at most `most` of the account that began at or after `since_ms`.
void save_session(Connection& connection, const Session& session, std::int64_t since_ms,
                  std::int64_t most);
void end_session(Connection& connection, std::string_view token);
/// Ends the account's sessions but one (or all, with an empty token).
void end_sessions(Connection& connection, std::string_view user, std::string_view but_token);

people::Attempts find_attempts(Connection& connection, std::string_view subject);
void save_attempts(Connection& connection, std::string_view subject,
                   const people::Attempts& attempts);
/// Also those of `subject` followed by a slash.
void forget_attempts(Connection& connection, std::string_view subject);
/// Those whose last failure was before a time.
void forget_old_attempts(Connection& connection, std::int64_t before_ms);

}  // namespace store
