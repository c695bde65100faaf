#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace people {

/// What a role lets its holder do, within the reach of the grant.
enum class Right {
    read,       ///< rows, the rows behind a number, histories, differences, batches
    figures,    ///< scores, rankings, maps
    export_,    ///< files made of rows or figures; with `read` or `figures`
    write,      ///< rows: put, remove, import, take back an import
    publish,    ///< seal and restate periods
    configure,  ///< programmes, registers, changes of regions
    accounts,   ///< units and accounts, never what they may do
    grant,      ///< give and take any role
    delegate,   ///< give and take business roles within the own reach
    trail,      ///< read and check the trail
    reveal,     ///< see one personal value of a row unmasked, or find a person by one, for a reason
    erase       ///< take out the personal values of a row
};

std::string_view to_string(Right right);

/// `administrative`: one of the three separated administrators (三员), of which nobody holds two.
/// `restricted`: given by the security administrator only. `business`: also by a delegate.
enum class RoleKind { business, restricted, administrative };

struct Role {
    std::string name;  ///< snake_case, as grants and ledgers spell it
    base::Text label;
    RoleKind kind = RoleKind::business;
    std::set<Right> rights;
    std::vector<std::string> registers;  ///< only these; empty: all that are not isolated
};

struct Roles {
    std::vector<Role> roles;
    /// Seen only by roles that name them (clues, who reported).
    std::vector<std::string> isolated_registers;

    /// Null when there is none of that name.
    [[nodiscard]] const Role* find(std::string_view name) const;
};

/// Reads a file of roles. Throws invalid_input naming the file and what is wrong: an unknown key,
/// kind or right, a name twice, a label missing.
Roles read_roles(std::string_view yaml, const std::string& file_name);

/// The roles built into the program (`schema/roles.yaml`).
Roles built_in_roles();

}  // namespace people
