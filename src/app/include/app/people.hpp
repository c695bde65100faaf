#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "people/grant_rules.hpp"
#include "people/password.hpp"

namespace app {

constexpr std::int64_t session_idle_ms = 1'800'000;      ///< 30 minutes without a request
constexpr std::int64_t session_longest_ms = 43'200'000;  ///< 12 hours
constexpr std::int64_t sessions_of_one_most = 2;         ///< a third sign-in ends the oldest

struct Credentials {
    std::string user;
    std::string password;
    std::string code;  ///< of the authenticator, when the account has one
    std::string address;
};

struct SignedIn {
    std::string token;  ///< 256 random bits in hex; only its SHA-256 is kept
    bool must_change = false;
};

/// An account as others may see it: without its secrets.
struct Account {
    std::string user, name, region, unit;
    bool disabled = false;
    bool must_change = false;
    bool has_totp = false;
};

/// Who holds a session. While the password must be changed, nothing but that is allowed.
struct Visitor {
    Account account;
    std::string session;  ///< SHA-256 of the token
    people::Access access;
};

/// Throws invalid_input saying why `password` is not good enough for `user`; else its hash.
std::string checked_password_hash(base::Random& random, const std::string& user,
                                  const std::string& password);

std::string to_json(const std::vector<Account>& accounts);
std::string to_json(const std::vector<people::Grant>& grants);
std::string to_json(const std::vector<people::Proposal>& proposals);
std::string to_json(const people::Roles& roles);
/// Who asks and what that person may do: null members for nobody.
std::string to_json(const std::optional<Visitor>& visitor, bool required);

}  // namespace app
