#include "people/access.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

#include "base/text.hpp"
#include "registers/region.hpp"

namespace people {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

std::string prefix_of(const std::string& region) {
    return region.empty() ? std::string{} : registers::scope_prefix(region);
}

// Whoever writes or reads anything has to name its place and its unit.
constexpr std::array<std::string_view, 2> read_by_everybody = {"region", "unit"};

bool covers_register(const Access& access, const Role& role, const std::string& name, Right right) {
    if (name.empty()) return true;
    if (right == Right::read && std::find(read_by_everybody.begin(), read_by_everybody.end(),
                                          name) != read_by_everybody.end())
        return true;
    if (!role.registers.empty()) return contains(role.registers, name);
    return !contains(access.isolated_registers, name);
}

// All that allows() asks but where: what reach() leaves open.
bool covers_what(const Access& access, const Allowance& allowance, const Target& about,
                 Right right) {
    const Grant& grant = allowance.grant;
    return (grant.unit.empty() || about.unit.empty() || grant.unit == about.unit) &&
           (grant.programmes.empty() || about.programme.empty() ||
            contains(grant.programmes, about.programme)) &&
           covers_register(access, allowance.role, about.register_name, right);
}

bool covers_where(const Area& area, std::string_view region, std::string_view operator_name) {
    return region.starts_with(area.prefix) &&
           (area.operator_name.empty() || operator_name.empty() ||
            area.operator_name == operator_name);
}

bool is_within(const Area& inner, const Area& outer) {
    return inner.prefix.starts_with(outer.prefix) &&
           (outer.operator_name.empty() || outer.operator_name == inner.operator_name);
}

Area area_of(const Grant& grant) {
    return {prefix_of(grant.region), grant.operator_name};
}

void add(Reach& reach, const Area& area) {
    for (const Area& known : reach.areas)
        if (is_within(area, known)) return;
    std::erase_if(reach.areas, [&](const Area& known) { return is_within(known, area); });
    reach.areas.push_back(area);
}

}  // namespace

Access everything() {
    return {"local", true, {}, {}};
}

Access giving(Access access) {
    access.isolated_registers.clear();
    return access;
}

Access access_of(const Roles& roles, const std::string& user, const std::vector<Grant>& grants,
                 base::Date today) {
    Access access{user, false, {}, roles.isolated_registers};
    for (const Grant& grant : grants) {
        const Role* role = roles.find(grant.role);
        if (grant.user != user || !role || (grant.until && *grant.until < today)) continue;
        access.allowances.push_back({grant, *role});
    }
    return access;
}

bool allows(const Access& access, Right right, const Target& target) {
    if (access.everything) return true;
    return std::any_of(
        access.allowances.begin(), access.allowances.end(), [&](const Allowance& allowance) {
            return allowance.role.rights.contains(right) &&
                   covers_what(access, allowance, target, right) &&
                   covers_where(area_of(allowance.grant), target.region, target.operator_name);
        });
}

bool holds(const Access& access, Right right) {
    return access.everything ||
           std::any_of(access.allowances.begin(), access.allowances.end(),
                       [&](const Allowance& a) { return a.role.rights.contains(right); });
}

bool Reach::is_everything() const {
    return areas.size() == 1 && areas.front() == Area{};
}

bool Reach::covers(std::string_view region, std::string_view operator_name) const {
    return std::any_of(areas.begin(), areas.end(),
                       [&](const Area& area) { return covers_where(area, region, operator_name); });
}

bool Reach::covers(const Reach& other) const {
    return std::all_of(other.areas.begin(), other.areas.end(), [&](const Area& inner) {
        return std::any_of(areas.begin(), areas.end(),
                           [&](const Area& outer) { return is_within(inner, outer); });
    });
}

bool Reach::is_operator_bound() const {
    return std::any_of(areas.begin(), areas.end(),
                       [](const Area& area) { return !area.operator_name.empty(); });
}

Reach reach_everywhere() {
    return {{Area{}}};
}

Reach reach(const Access& access, Right right, const Target& about) {
    if (access.everything) return reach_everywhere();
    Reach result;
    for (const Allowance& allowance : access.allowances)
        if (allowance.role.rights.contains(right) && covers_what(access, allowance, about, right))
            add(result, area_of(allowance.grant));
    std::sort(result.areas.begin(), result.areas.end(), [](const Area& a, const Area& b) {
        return std::pair(a.prefix, a.operator_name) < std::pair(b.prefix, b.operator_name);
    });
    return result;
}

std::vector<std::string> roles_at(const Access& access, const Target& target) {
    std::set<std::string> names;
    for (const Allowance& allowance : access.allowances)
        if (covers_what(access, allowance, target, Right::write) &&
            covers_where(area_of(allowance.grant), target.region, target.operator_name))
            names.insert(allowance.role.name);
    return {names.begin(), names.end()};
}

std::vector<std::string> roles_of(const Access& access) {
    std::set<std::string> names;
    for (const Allowance& allowance : access.allowances) names.insert(allowance.role.name);
    return {names.begin(), names.end()};
}

std::string fingerprint(const Access& access) {
    if (access.everything) return "*";
    std::set<std::string> parts;
    for (const Allowance& allowance : access.allowances) {
        const Grant& grant = allowance.grant;
        parts.insert(grant.role + '|' + grant.region + '|' + grant.unit + '|' +
                     grant.operator_name + '|' + base::join(grant.programmes, ","));
    }
    std::string text = access.user;
    for (const std::string& part : parts) text += '\n' + part;
    return text;
}

}  // namespace people
