#pragma once

#include <vector>

#include "people/access.hpp"

namespace people {

/// A grant that waits for a second person, and who asked for it.
struct Proposal {
    Grant grant;
    std::string proposer;
};

/// True for the roles of the three administrators (三员): given by one, they hold from when another
/// confirms.
bool needs_second_person(const Roles& roles, const Grant& grant);

/// Throws forbidden when `confirmer` proposed the grant, would receive it or could not give it;
/// conflict when its user, who holds `held` by now, would be two of the three administrators.
void check_confirm(const Roles& roles, const Access& confirmer, const std::vector<Grant>& held,
                   const Proposal& proposal);

/// Throws when `giver` may not give `grant` to its user, who holds `held` already:
/// invalid_input for an unknown role or a malformed region; conflict when the user would be two of
/// system, security and audit administrator; forbidden when the giver gives to himself, lacks
/// the right, or, as a delegate, gives a role that is not a business role or more than his own
/// grant reaches (region, programmes, operator). `held` counts whatever its last day.
void check_grant(const Roles& roles, const Access& giver, const std::vector<Grant>& held,
                 const Grant& grant);

/// Throws forbidden when `taker` may not take `grant` away: by the same rules, his own included.
void check_revoke(const Roles& roles, const Access& taker, const Grant& grant);

/// True when a user with these grants is an administrator (三员 or delegate): nobody but the
/// person at the machine and himself sets his password.
bool is_administrator(const Roles& roles, const std::vector<Grant>& held);

}  // namespace people
