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

void check_role(const Route& route, const Caller& caller) {
    if (caller.role < route.role)
        throw Error(ErrorKind::forbidden, {"您的角色不能做这个操作。请联系牵头单位。",
                                           "Your role may not do this. Please ask the lead unit."});
}

bool is_within_unit(const Route& route, const Caller& caller, const Call& call) {
    if (caller.unit.empty() || route.scope == Scope::no_region) return true;
    const auto region = call.query.find("region");
    return route.scope == Scope::region_parameter && region != call.query.end() &&
           registers::is_in_scope(region->second, caller.unit);
}

void check_scope(const Route& route, const Caller& caller, const Call& call) {
    if (!is_within_unit(route, caller, call))
        throw Error(ErrorKind::forbidden,
                    {"您只能查看和修改本单位（" + caller.unit + "）范围内的数据。",
                     "You may see and change data of your own unit (" + caller.unit + ") only."});
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

void check_call(const Route& route, const Caller& caller, const Call& call) {
    check_role(route, caller);
    check_fields(route, call);
    check_scope(route, caller, call);
    check_body(route, call);
}

}  // namespace server
