#include "route.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "registers/region.hpp"

namespace server {
namespace {

using base::Error;
using base::ErrorKind;

std::string what_lacks(const Route& route) {
    if (route.method == Method::other) return "method";
    if (!route.pattern.starts_with('/')) return "pattern";
    if (route.role == Role::unset) return "role";
    if (route.scope == Scope::unset) return "scope";
    if (!route.fields) return "fields";
    if (route.audit_action.empty()) return "audit action";
    if (!route.limit || route.limit->seconds_max <= 0 || route.limit->per_minute <= 0)
        return "limit";
    if (!route.handler) return "handler";
    return {};
}

std::string name_of(const Route& route) {
    return std::string(to_string(route.method)) + " " + route.pattern;
}

[[noreturn]] void refuse_table(const std::string& why) {
    throw Error(ErrorKind::internal,
                {"程序的接口表不完整，服务没有启动。",
                 "The program's route table is incomplete; the server was not started."},
                why);
}

bool is_variable(const std::string& segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

// Two patterns that answer the same paths have the same shape.
std::string shape_of(const Route& route, const std::vector<std::string>& segments) {
    std::string shape(to_string(route.method));
    for (const std::string& segment : segments)
        shape += "/" + (is_variable(segment) ? "{}" : segment);
    return shape;
}

std::optional<std::map<std::string, std::string>> bind(const std::vector<std::string>& pattern,
                                                       const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return std::nullopt;
    std::map<std::string, std::string> values;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_variable(pattern[i]) && !path[i].empty())
            values[pattern[i].substr(1, pattern[i].size() - 2)] = path[i];
        else if (pattern[i] != path[i])
            return std::nullopt;
    }
    return values;
}

std::string list_or_none(const std::vector<std::string>& names, const std::string& none) {
    return names.empty() ? none : base::join(names, ", ");
}

void check_fields(const Route& route, const Call& call) {
    const std::vector<std::string>& known = *route.fields;
    for (const auto& [name, value] : call.query) {
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        throw Error(
            ErrorKind::invalid_input,
            {"不认识参数“" + name + "”。这里可用的参数：" + list_or_none(known, "无") + "。",
             "Unknown parameter '" + name +
                 "'. Parameters known here: " + list_or_none(known, "none") + "."});
    }
}

void check_body(const Route& route, const Call& call) {
    const std::size_t most = route.limit->body_bytes_max;
    if (call.request.body.size() <= most) return;
    throw Error(
        ErrorKind::invalid_input,
        {"发送的内容有 " + std::to_string(call.request.body.size()) + " 字节，这里最多接受 " +
             std::to_string(most) + " 字节。大文件请用命令行 wanjia import 导入。",
         "The content sent has " + std::to_string(call.request.body.size()) + " bytes; at most " +
             std::to_string(most) +
             " are accepted here. Import larger files with the command wanjia import."});
}

std::vector<people::Right> rights_of(Role role) {
    using people::Right;
    switch (role) {
        case Role::reader:
            return {Right::read};
        case Role::figures:
            return {Right::figures};
        case Role::exporter:
            return {Right::export_};
        case Role::clerk:
            return {Right::write};
        case Role::lead_unit:
            return {Right::publish};
        case Role::configurer:
            return {Right::configure};
        case Role::keeper:
            return {Right::accounts, Right::grant, Right::delegate};
        case Role::auditor:
            return {Right::trail};
        case Role::unset:
        case Role::anyone:
        case Role::visitor:
        case Role::signed_in:
            break;
    }
    return {};
}

void check_role(const Route& route, const Caller& caller) {
    if (route.role == Role::anyone) return;
    if (!caller.is_known)
        throw Error(ErrorKind::forbidden, {"请先登录。", "Please sign in first."});
    if (route.role == Role::visitor) return;
    if (caller.must_change)
        throw Error(ErrorKind::forbidden,
                    {"请先修改初始密码。", "Please change the password you were given first."});
    const auto rights = rights_of(route.role);
    const bool allowed = std::any_of(rights.begin(), rights.end(), [&](people::Right right) {
        return people::holds(caller.access, right);
    });
    if (!rights.empty() && !allowed)
        throw Error(ErrorKind::forbidden, {"您的角色不能做这个操作。请联系牵头单位。",
                                           "Your role may not do this. Please ask the lead unit."});
}

// A county's list is shown to a township's clerk, cut to the township: above and below both meet.
bool meets(const people::Reach& reach, const std::string& region) {
    const std::string prefix = registers::scope_prefix(region);
    return std::any_of(reach.areas.begin(), reach.areas.end(), [&](const people::Area& area) {
        return prefix.starts_with(area.prefix) || area.prefix.starts_with(prefix);
    });
}

void check_scope(const Route& route, const Call& call) {
    const auto region = call.query.find("region");
    if (route.scope != Scope::region_parameter || region == call.query.end() ||
        !registers::is_region_code(region->second))
        return;
    for (const people::Right right : rights_of(route.role))
        if (meets(people::reach(call.caller.access, right), region->second)) return;
    if (rights_of(route.role).empty()) return;
    throw Error(ErrorKind::forbidden,
                {"您只能查看和修改授权范围内的数据。",
                 "You may see and change only data within what you have been granted."});
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes) {
    std::set<std::string> shapes;
    for (Route& route : routes) {
        if (const std::string lacking = what_lacks(route); !lacking.empty())
            refuse_table(name_of(route) + " lacks its " + lacking);
        std::vector<std::string> segments =
            base::split(std::string_view(route.pattern).substr(1), '/');
        if (!shapes.insert(shape_of(route, segments)).second)
            refuse_table(name_of(route) + " is in the table twice");
        entries_.push_back({std::move(route), std::move(segments)});
    }
}

RouteMatch RouteTable::match(Method method, const std::vector<std::string>& path) const {
    RouteMatch result;
    for (const Entry& entry : entries_) {
        auto values = bind(entry.segments, path);
        if (!values) continue;
        if (entry.route.method == method) return {&entry.route, std::move(*values), {}};
        if (!result.allowed_methods.empty()) result.allowed_methods += ", ";
        result.allowed_methods += to_string(entry.route.method);
    }
    return result;
}

void check_call(const Route& route, const Call& call) {
    check_role(route, call.caller);
    check_fields(route, call);
    check_scope(route, call);
    check_body(route, call);
}

bool needs_sign_in(const Route& route, const Caller& caller) {
    return route.role != Role::anyone && !caller.is_known;
}

Caller machine_caller() {
    return {people::everything(), true, false, {}};
}

}  // namespace server
