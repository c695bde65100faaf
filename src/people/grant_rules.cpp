#include "people/grant_rules.hpp"

#include <algorithm>

#include "registers/region.hpp"

namespace people {
namespace {

using base::Error;
using base::ErrorKind;

const Role& role_of(const Roles& roles, const std::string& name) {
    if (const Role* role = roles.find(name)) return *role;
    throw Error(ErrorKind::invalid_input,
                {"没有名为“" + name + "”的角色。", "There is no role \"" + name + "\"."});
}

void check_region(const std::string& region) {
    if (region.empty() || registers::is_region_code(region)) return;
    throw Error(ErrorKind::invalid_input,
                {"授权的区划应为 12 位区划代码，留空表示全部。",
                 "The region of a grant is a 12-digit code; leave it out for all regions."});
}

void check_separation(const Roles& roles, const std::vector<Grant>& held, const Role& role,
                      const std::string& user) {
    if (role.kind != RoleKind::administrative) return;
    for (const Grant& other : held) {
        const Role* held_role = roles.find(other.role);
        if (other.user != user || !held_role || held_role->name == role.name ||
            held_role->kind != RoleKind::administrative)
            continue;
        throw Error(ErrorKind::conflict,
                    {"三员分立：“" + user + "”已是" + held_role->label.zh + "，不能兼任" +
                         role.label.zh + "。",
                     "The three administrators are separate: " + user + " is " +
                         held_role->label.en + " already and cannot be " + role.label.en + "."});
    }
}

// A delegate's own grant must hold all of what he gives.
bool is_within_own(const Allowance& own, const Grant& grant) {
    const Grant& mine = own.grant;
    const std::string prefix =
        mine.region.empty() ? std::string{} : registers::scope_prefix(mine.region);
    const bool programmes =
        mine.programmes.empty() ||
        (!grant.programmes.empty() &&
         std::all_of(grant.programmes.begin(), grant.programmes.end(), [&](const auto& each) {
             return std::find(mine.programmes.begin(), mine.programmes.end(), each) !=
                    mine.programmes.end();
         }));
    return own.role.rights.contains(Right::delegate) && grant.region.starts_with(prefix) &&
           programmes && (mine.unit.empty() || mine.unit == grant.unit) &&
           (mine.operator_name.empty() || mine.operator_name == grant.operator_name) &&
           (!mine.until || (grant.until && *grant.until <= *mine.until));
}

void check_giver(const Access& giver, const Role& role, const Grant& grant, bool within_time) {
    if (giver.everything) return;
    if (giver.user == grant.user)
        throw Error(ErrorKind::forbidden,
                    {"不能给自己授权或撤销自己的授权。",
                     "Nobody gives a role to himself or takes his own away."});
    if (allows(giver, Right::grant, {grant.region, {}, {}, {}, {}})) return;
    Grant asked = grant;
    if (!within_time) asked.until = base::Date{std::chrono::year{1970} / 1 / 1};
    const bool covered =
        role.kind == RoleKind::business &&
        std::any_of(giver.allowances.begin(), giver.allowances.end(),
                    [&](const Allowance& own) { return is_within_own(own, asked); });
    if (!covered)
        throw Error(ErrorKind::forbidden,
                    {"您不能授予或撤销这个角色：只有安全管理员可以，或由县级账号管理员在本辖区内"
                     "授予业务角色。",
                     "You may not give or take this role: the security administrator may, or a "
                     "delegated administrator within the own reach for business roles."});
}

}  // namespace

void check_grant(const Roles& roles, const Access& giver, const std::vector<Grant>& held,
                 const Grant& grant) {
    const Role& role = role_of(roles, grant.role);
    check_region(grant.region);
    check_giver(giver, role, grant, true);
    check_separation(roles, held, role, grant.user);
}

bool needs_second_person(const Roles& roles, const Grant& grant) {
    return role_of(roles, grant.role).kind == RoleKind::administrative;
}

void check_confirm(const Roles& roles, const Access& confirmer, const std::vector<Grant>& held,
                   const Proposal& proposal) {
    if (confirmer.user == proposal.proposer || confirmer.user == proposal.grant.user)
        throw Error(ErrorKind::forbidden,
                    {"管理员角色须由提出人和被授权人以外的另一名安全管理员确认。",
                     "An administrator's role is confirmed by another security administrator, "
                     "neither who proposed it nor who receives it."});
    check_grant(roles, confirmer, held, proposal.grant);
}

void check_revoke(const Roles& roles, const Access& taker, const Grant& grant) {
    check_giver(taker, role_of(roles, grant.role), grant, false);
}

bool is_administrator(const Roles& roles, const std::vector<Grant>& held) {
    return std::any_of(held.begin(), held.end(), [&](const Grant& grant) {
        const Role* role = roles.find(grant.role);
        return role &&
               (role->kind == RoleKind::administrative || role->rights.contains(Right::accounts));
    });
}

}  // namespace people
