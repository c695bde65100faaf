#pragma once

#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/clock.hpp"
#include "people/access.hpp"

namespace app {

/// As App::sign_in. `device` is what the browser says it is; only printable ASCII of it is kept.
SignedIn sign_in(App& app, const Credentials& given, const std::string& device);

/// A session that can still be used, as its owner and whoever gives roles there see it.
struct OpenSession {
    std::string session;  ///< SHA-256 of the token: names it, and opens nothing
    std::string device, address;
    base::Instant begun, last_used;  ///< the last request this program saw; begun, where none
};

/// The sessions of `user` that can still be used, newest first: one's own, or with the right to
/// give roles where the account is. not_found for everybody else's.
std::vector<OpenSession> open_sessions(App& app, const std::string& user,
                                       const people::Access& who = people::everything());

/// `own`: the session by which this is asked.
std::string to_json(const std::vector<OpenSession>& sessions, const std::string& own);

}  // namespace app
