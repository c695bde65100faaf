#pragma once

#include <string>

#include "app_for_tests.hpp"
#include "people/access.hpp"
#include "people/role.hpp"

namespace for_tests {

/// What somebody with one role in a region may do.
inline people::Access access_as(const std::string& role, const std::string& region = county,
                                const std::string& user = "somebody") {
    people::Grant grant;
    grant.user = user;
    grant.role = role;
    grant.region = region;
    return people::access_of(people::built_in_roles(), user, {grant}, base::Date{});
}

}  // namespace for_tests
