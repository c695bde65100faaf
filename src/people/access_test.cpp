#include "people/access.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "people/grant_rules.hpp"

namespace people {
namespace {

constexpr base::Date today = std::chrono::year{2026} / 11 / 28;

const std::vector<std::string> regions{"",
                                       "500000000000",
                                       "500229000000",
                                       "500229100000",
                                       "500229100201",
                                       "500229101000",
                                       "500230000000",
                                       "500230100201"};
const std::vector<std::string> operators{"", "mobile", "telecom"};
const std::vector<std::string> programmes{"", "chengkou-2020", "huayuan-2019"};
const std::vector<std::string> units{"", "U1", "U2"};
const std::vector<std::string> registers{"", "household", "clue", "hazard"};

std::string pick(const std::vector<std::string>& from) {
    return *rc::gen::elementOf(from);
}

Grant any_grant(const Roles& roles, const std::string& user) {
    Grant grant;
    grant.user = user;
    grant.role = (*rc::gen::elementOf(roles.roles)).name;
    grant.region = pick(regions);
    grant.unit = pick(units);
    if (const std::string programme = pick(programmes); !programme.empty())
        grant.programmes = {programme};
    grant.operator_name = pick(operators);
    return grant;
}

Access any_access(const Roles& roles) {
    std::vector<Grant> grants;
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) grants.push_back(any_grant(roles, "li"));
    return access_of(roles, "li", grants, today);
}

Right any_right() {
    return static_cast<Right>(*rc::gen::inRange(0, 12));
}

Target any_target() {
    return {pick(regions), pick(units), pick(programmes), pick(operators), pick(registers)};
}

bool is_named(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

Grant given(const std::string& user, const std::string& role, const std::string& region = {}) {
    return {1, user, role, region, {}, {}, {}, {}};
}

base::ErrorKind kind_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const base::Error& error) {
        return error.kind();
    }
    return base::ErrorKind::internal;
}

TEST(Access, X_26_the_set_form_holds_exactly_what_the_predicate_allows) {
    const Roles roles = built_in_roles();
    EXPECT_TRUE(rc::check([&] {
        const Access access = any_access(roles);
        const Right right = any_right();
        const Target target = any_target();
        RC_ASSERT(allows(access, right, target) ==
                  reach(access, right, target).covers(target.region, target.operator_name));
    }));
}

TEST(Access, X_26_more_grants_never_allow_less_and_no_grant_allows_nothing) {
    const Roles roles = built_in_roles();
    EXPECT_TRUE(rc::check([&] {
        std::vector<Grant> grants{any_grant(roles, "li"), any_grant(roles, "li")};
        const Access both = access_of(roles, "li", grants, today);
        grants.pop_back();
        const Access one = access_of(roles, "li", grants, today);
        const Right right = any_right();
        const Target target = any_target();
        RC_ASSERT(!allows(one, right, target) || allows(both, right, target));
        RC_ASSERT(!allows(access_of(roles, "wang", grants, today), right, target));
        RC_ASSERT(reach(both, right, target).covers(reach(one, right, target)));
    }));
}

TEST(Access, a_role_is_held_exactly_where_one_of_its_grants_covers_the_target) {
    const Roles roles = built_in_roles();
    EXPECT_TRUE(rc::check([&] {
        const Access access = any_access(roles);
        const Target target = any_target();
        const auto names = roles_at(access, target);
        for (const Role& role : roles.roles)
            for (const Right right : role.rights)
                RC_ASSERT(!is_named(names, role.name) || allows(access, right, target));
    }));
}

TEST(Access, a_township_clerk_reaches_the_township_and_nothing_beside_or_above_it) {
    const Access access =
        access_of(built_in_roles(), "li", {given("li", "township_clerk", "500229100000")}, today);
    EXPECT_TRUE(allows(access, Right::write, {"500229100000", {}, {}, {}, "household"}));
    EXPECT_TRUE(allows(access, Right::write, {"500229100201", {}, {}, {}, "household"}));
    EXPECT_FALSE(allows(access, Right::read, {"500229101000", {}, {}, {}, "household"}));
    EXPECT_FALSE(allows(access, Right::read, {"500229000000", {}, {}, {}, "household"}));
    EXPECT_FALSE(allows(access, Right::read, {"", {}, {}, {}, "household"}));
    EXPECT_FALSE(allows(access, Right::publish, {"500229100000", {}, {}, {}, {}}));
}

TEST(Access, every_role_that_reads_finds_the_places_and_units_it_has_to_name_and_changes_none) {
    const Roles roles = built_in_roles();
    for (const Role& role : roles.roles) {
        if (role.registers.empty()) continue;
        const Access access =
            access_of(roles, "li", {given("li", role.name, "500229100000")}, today);
        for (const char* name : {"region", "unit"}) {
            EXPECT_TRUE(allows(access, Right::read, {"500229100201", {}, {}, {}, name}))
                << role.name;
            EXPECT_FALSE(allows(access, Right::read, {"500229101000", {}, {}, {}, name}))
                << role.name;
            EXPECT_FALSE(allows(access, Right::write, {"500229100201", {}, {}, {}, name}))
                << role.name;
        }
    }
}

TEST(Access, clues_are_seen_by_the_discipline_office_only) {
    const Roles roles = built_in_roles();
    for (const Role& role : roles.roles) {
        const Access access = access_of(roles, "li", {given("li", role.name)}, today);
        EXPECT_EQ(allows(access, Right::read, {"500229100201", {}, {}, {}, "clue"}),
                  role.name == "discipline")
            << role.name;
    }
}

TEST(Access, a_grant_holds_on_its_last_day_and_not_on_the_next) {
    Grant grant = given("li", "lead_unit");
    grant.until = today;
    const auto next = base::Date(std::chrono::sys_days(today) + std::chrono::days(1));
    EXPECT_TRUE(holds(access_of(built_in_roles(), "li", {grant}, today), Right::publish));
    EXPECT_FALSE(holds(access_of(built_in_roles(), "li", {grant}, next), Right::publish));
}

TEST(Access, the_roles_of_the_notices_are_all_there_and_none_is_without_rights) {
    const Roles roles = built_in_roles();
    EXPECT_EQ(roles.roles.size(), 21U);
    for (const Role& role : roles.roles) {
        EXPECT_FALSE(role.rights.empty()) << role.name;
        EXPECT_NE(role.label.zh, role.label.en);
    }
}

TEST(Access, S_16_no_administrator_sees_rows_or_figures_and_an_auditor_changes_nothing) {
    const Roles roles = built_in_roles();
    for (const Role& role : roles.roles) {
        if (role.kind != RoleKind::administrative && role.name != "auditor") continue;
        for (const Right right : {Right::read, Right::figures, Right::export_, Right::write,
                                  Right::publish, Right::configure, Right::reveal, Right::erase})
            EXPECT_FALSE(role.rights.contains(right)) << role.name << to_string(right);
    }
}

// Gives role after role or passes it over, all 2^k ways; what would make two administrators is
// refused and nothing else is.
void give_in_all_ways(const Roles& roles, std::size_t next, std::vector<Grant>& held,
                      int administrators, std::int64_t& sets) {
    if (next == roles.roles.size()) {
        ++sets;
        return;
    }
    give_in_all_ways(roles, next + 1, held, administrators, sets);
    const bool administrative = roles.roles[next].kind == RoleKind::administrative;
    const Grant grant = given("li", roles.roles[next].name);
    if (administrative && administrators > 0) {
        ASSERT_EQ(kind_of([&] { check_grant(roles, everything(), held, grant); }),
                  base::ErrorKind::conflict);
        sets += std::int64_t{1} << (roles.roles.size() - next - 1);  // none of them is reached
        return;
    }
    check_grant(roles, everything(), held, grant);
    held.push_back(grant);
    give_in_all_ways(roles, next + 1, held, administrators + (administrative ? 1 : 0), sets);
    held.pop_back();
}

TEST(Access, S_16_every_set_of_roles_with_two_of_the_three_administrators_is_refused) {
    const Roles roles = built_in_roles();
    std::vector<Grant> held;
    std::int64_t sets = 0;
    give_in_all_ways(roles, 0, held, 0, sets);
    EXPECT_EQ(sets, std::int64_t{1} << roles.roles.size());
    EXPECT_GE(roles.roles.size(), 14U);
}

TEST(Access, S_16_nobody_gives_a_role_to_himself_and_only_those_who_may_give_do) {
    const Roles roles = built_in_roles();
    for (const Role& giver_role : roles.roles) {
        const Access giver = access_of(roles, "giver", {given("giver", giver_role.name)}, today);
        for (const Role& role : roles.roles) {
            EXPECT_EQ(kind_of([&] { check_grant(roles, giver, {}, given("giver", role.name)); }),
                      base::ErrorKind::forbidden);
            const bool may =
                giver_role.name == "security_admin" ||
                (giver_role.name == "account_admin" && role.kind == RoleKind::business);
            EXPECT_EQ(kind_of([&] { check_grant(roles, giver, {}, given("li", role.name)); }),
                      may ? base::ErrorKind::internal : base::ErrorKind::forbidden)
                << giver_role.name << " " << role.name;
        }
    }
}

TEST(Access, S_16_a_delegate_never_gives_more_than_his_own_grant_reaches) {
    const Roles roles = built_in_roles();
    EXPECT_TRUE(rc::check([&] {
        Grant own = any_grant(roles, "giver");
        own.role = "account_admin";
        const Access giver = access_of(roles, "giver", {own}, today);
        const Grant grant = any_grant(roles, "li");
        try {
            check_grant(roles, giver, {}, grant);
        } catch (const base::Error&) {
            return;
        }
        own.user = "li";
        own.role = grant.role;
        const Access wider = access_of(roles, "li", {own}, today);
        const Access made = access_of(roles, "li", {grant}, today);
        const Right right = any_right();
        const Target target = any_target();
        RC_ASSERT(!allows(made, right, target) || allows(wider, right, target));
    }));
}

TEST(Access, a_wrong_file_of_roles_is_refused_naming_what_is_wrong) {
    const auto message = [](const char* yaml) {
        try {
            (void)read_roles(yaml, "roles.yaml");
        } catch (const base::Error& error) {
            return error.message().en;
        }
        return std::string{};
    };
    EXPECT_NE(message("roles: [{name: a, label: {zh: 甲, en: A}, kind: business, rights: [fly]}]")
                  .find("fly"),
              std::string::npos);
    EXPECT_NE(message("roles: [{name: a, kind: business, rights: [read]}]").find("label"),
              std::string::npos);
    EXPECT_NE(message("role: []").find("\"role\""), std::string::npos);
    EXPECT_NE(message("roles: [").find("roles.yaml"), std::string::npos);
}

}  // namespace
}  // namespace people
