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
#include "people/access.hpp"

namespace server {

/// What a caller must be allowed for a route to be entered at all; where it reaches is asked again
/// for every row, unit and batch (people::Access).
enum class Role {
    unset,
    anyone,      ///< also who has not signed in
    visitor,     ///< signed in, even when the password must be changed first
    signed_in,   ///< signed in; the handler asks for more
    reader,      ///< Right::read
    figures,     ///< Right::figures
    exporter,    ///< Right::export_
    clerk,       ///< Right::write
    lead_unit,   ///< Right::publish
    configurer,  ///< Right::configure
    keeper,      ///< Right::accounts, grant or delegate
    auditor      ///< Right::trail
};

/// Which regions a route speaks of: none, all within the caller's reach, or those of the `region`
/// parameter (all within reach when it is absent).
enum class Scope { unset, no_region, all_regions, region_parameter };

/// Who a request comes from; by default nobody, who may do nothing.
struct Caller {
    people::Access access;
    bool is_known = false;     ///< signed in, or the person at the machine
    bool must_change = false;  ///< the password, before anything else
    std::string session;       ///< SHA-256 of the token; empty for the person at the machine
};
/// The person at the machine, while there are no accounts.
Caller machine_caller();

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
    Caller caller = {};
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
/// longer than its limit; forbidden when the caller lacks the role or asks for a region that
/// neither lies within the reach nor holds part of it.
void check_call(const Route& route, const Call& call);

/// True when the caller must sign in, or in again, before this route.
bool needs_sign_in(const Route& route, const Caller& caller);

}  // namespace server
