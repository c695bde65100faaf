#pragma once

#include <string>

#include "handlers.hpp"
#include "people/access.hpp"
#include "store/records.hpp"

namespace app {

/// What the actor of a command may do at that moment. Without accounts, and for the person at the
/// machine, everything; nothing for an account that is unknown, disabled or must change its
/// password.
people::Access access_of_user(store::Connection& connection, const people::Roles& roles,
                              const std::string& user, base::Instant now);

/// Throws forbidden when the actor lacks the right that a command of this kind needs wherever it
/// reaches; where it reaches is asked by the handler. A kind that is not listed is refused.
void check_command(const Context& context);

/// Where the actor may change rows of a register. The register of units belongs to those who keep
/// accounts.
people::Reach writable(const Context& context, const std::string& register_name);

/// Throws forbidden unless the right reaches all of a programme's scope.
void require_scope(const Context& context, people::Right right,
                   const programme::Programme& programme);

/// Throws forbidden unless the right `configure` reaches every region that a change speaks of.
void require_regions(const Context& context, const std::vector<std::string>& codes);

/// True when `who` brought the batch in, or may read all that its maker may write.
bool may_see(store::Connection& connection, const people::Roles& roles, const people::Access& who,
             const std::string& maker, const std::string& register_name, base::Instant now);
/// True when the actor sees the batch, brought it in or may publish, and all of its rows lie where
/// he may write.
bool may_undo(const Context& context, const store::BatchRecord& batch);

}  // namespace app
