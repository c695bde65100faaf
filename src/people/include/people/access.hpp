#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.hpp"
#include "people/role.hpp"

namespace people {

/// One role given to one user: who × what × where. An empty part means "all".
struct Grant {
    std::int64_t id = 0;
    std::string user;
    std::string role;
    std::string region;                   ///< 12-digit code: it and everything below it
    std::string unit;                     ///< code of the unit the user acts for
    std::vector<std::string> programmes;  ///< codes
    std::string operator_name;            ///< telecom operator, as the registers' `operator` field
    std::optional<base::Date> until;      ///< last day, inclusive
};

/// A grant that holds today together with what its role says.
struct Allowance {
    Grant grant;
    Role role;
};

/// What one user may do now. `everything`: the person at the machine.
struct Access {
    std::string user;
    bool everything = false;
    std::vector<Allowance> allowances;
    std::vector<std::string> isolated_registers;
};

/// The person at the machine, who may do everything.
Access everything();

/// A user's grants that hold on `today`; those of other users and unknown roles are passed over.
Access access_of(const Roles& roles, const std::string& user, const std::vector<Grant>& grants,
                 base::Date today);

/// The same without isolation: who hands a clue over opens what he does not read.
Access giving(Access access);

/// What a request speaks of. `region` empty means the whole data: only a grant of all regions
/// covers it. Any other part left empty means that the thing has none, and every grant covers it.
struct Target {
    std::string region;  ///< 12-digit code
    std::string unit;
    std::string programme;
    std::string operator_name;
    std::string register_name;
};

/// The one predicate: true when a single grant covers right and target in every part.
bool allows(const Access& access, Right right, const Target& target);

/// True when any grant has the right, wherever it reaches.
bool holds(const Access& access, Right right);

/// One part of what is reached: rows whose region begins with `prefix` and, when `operator_name` is
/// given, that have this operator or none.
struct Area {
    std::string prefix;  ///< 0, 2, 4, 6, 9 or 12 digits; empty: every region
    std::string operator_name;
    bool operator==(const Area&) const = default;
};

/// The set form of `allows`: its areas together hold exactly the (region, operator) pairs for which
/// allows() is true with the same right, unit, programme and register. No area: nothing at all.
struct Reach {
    std::vector<Area> areas;  ///< sorted, none within another

    [[nodiscard]] bool is_everything() const;
    [[nodiscard]] bool covers(std::string_view region, std::string_view operator_name = {}) const;
    /// True when all of `other` lies within this.
    [[nodiscard]] bool covers(const Reach& other) const;
    /// True when rows of other operators are left out somewhere.
    [[nodiscard]] bool is_operator_bound() const;
};
Reach reach_everywhere();

/// `about.region` and `about.operator_name` are not looked at.
Reach reach(const Access& access, Right right, const Target& about = {});

/// Names of the roles a user holds for a target, each once, sorted; none for the person at the
/// machine, who acts beside the roles.
std::vector<std::string> roles_at(const Access& access, const Target& target);

/// Names of all roles of a user, each once, sorted.
std::vector<std::string> roles_of(const Access& access);

/// A text that is the same for two callers exactly when they may see the same; for caches.
std::string fingerprint(const Access& access);

}  // namespace people
