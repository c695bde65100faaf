#pragma once

#include <string>

#include "base/error.hpp"
#include "people/access.hpp"
#include "store/connection.hpp"

namespace app {

/// Under which failed attempts are counted. A name that is no account is counted as one that is;
/// only its hash is kept, since people type passwords into the wrong field.
std::string account_subject(const std::string& user);
std::string address_subject(const std::string& address);
/// One account tried from one address.
std::string pair_subject(const std::string& user, const std::string& address);
/// Under which it is kept that an account signed in from an address.
std::string known_subject(const std::string& user, const std::string& address);

/// Throws not_found unless these are the sessions of `who`, or of an account where `who` gives
/// roles.
void require_sessions_of(store::Connection& connection, const people::Access& who,
                         const std::string& user);

/// The command end_session: one's own, or another's by the right to give roles.
struct Handled;
struct Context;
Handled handle_end_session(const Context& context);

/// The one answer to whatever was wrong.
base::Error sign_in_refused();

}  // namespace app
