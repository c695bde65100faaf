#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "message.hpp"

namespace server {

/// Least right a caller must have, rising.
enum class Role { unset, anyone, reader, clerk, lead_unit };

/// Which regions a route speaks of: none, all of the data file, or those of the `region` parameter
/// (all when it is absent). A caller who answers for one unit gets only what lies within it.
enum class Scope { unset, no_region, all_regions, region_parameter };

struct Limit {
    std::size_t body_bytes_max = 0;
    int seconds_max = 0;  ///< a request that waited longer than this for its turn is not begun
    int per_minute = 0;   ///< for one client address
};

/// One request on its way to its handler.
struct Call {
    const Request& request;
    std::map<std::string, std::string> path;   ///< values of the pattern's `{names}`
    std::map<std::string, std::string> query;  ///< only parameters the route lists
};

using Handler = std::function<Response(const Call&)>;

/// One thing the server does. Every member must be given; a table with a route that lacks one is
/// not served.
struct Route {
    Method method = Method::other;
    std::string pattern;  ///< `/api/registers/{register}/rows`
    Role role = Role::unset;
    Scope scope = Scope::unset;
    std::optional<std::vector<std::string>> fields;  ///< query parameters it understands
    std::string audit_action;                        ///< `read.score`, `change.put`: for the log
    std::optional<Limit> limit;
    Handler handler;
};

/// Who a request comes from.
struct Caller {
    Role role = Role::anyone;
    std::string unit;  ///< region code the caller answers for; empty: all
};

struct RouteMatch {
    const Route* route = nullptr;  ///< null: no route has this method at this path
    std::map<std::string, std::string> path;
    std::string allowed_methods;  ///< `GET, PUT` when the path exists with other methods only
};

class RouteTable {
public:
    /// Throws internal naming the route and what it lacks, or two routes of the same method and
    /// path.
    explicit RouteTable(std::vector<Route> routes);
    [[nodiscard]] RouteMatch match(Method method, const std::vector<std::string>& path) const;

private:
    struct Entry {
        Route route;
        std::vector<std::string> segments;
    };
    std::vector<Entry> entries_;
};

/// Throws invalid_input naming a parameter the route does not know and those it does, or a body
/// longer than its limit; forbidden when `caller` lacks the role or asks beyond the unit.
void check_call(const Route& route, const Caller& caller, const Call& call);

}  // namespace server
