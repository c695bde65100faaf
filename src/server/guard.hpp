#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "message.hpp"

namespace server {

/// Under it gateways push what they have to say; they know no operation ids, but a key of their
/// address.
inline constexpr const char* pushing_path = "/api/gateway/";

/// True when a Host header names this machine's loopback (localhost, 127.x.y.z, ::1) or one of
/// `names`, with any port: a page of another name that resolves here is not let in (DNS rebinding).
bool is_host_allowed(std::string_view host, const std::vector<std::string>& names);

/// True for a numeric address of this machine's loopback.
bool is_loopback_address(std::string_view name);

/// True when an Origin header is absent or is http(s) at exactly `host`.
bool is_origin_allowed(std::string_view origin, std::string_view host);

/// 8 to 64 letters, digits, `-`, `_` or `.`.
bool is_operation_id(std::string_view text);

/// Throws forbidden or invalid_input when the request's Host, or for a changing request its Origin
/// or X-Wanjia-Operation header, is not as it must be.
void check_sender(const Request& request, const std::vector<std::string>& host_names);

/// Adds the headers every response carries: content security policy, no sniffing, no referrer. The
/// pages may ask `origins` (`https://host`) for pictures, besides this program.
void add_security_headers(Response& response, const std::vector<std::string>& origins = {});

/// Counts requests of each client to each route within the current minute.
class RateLimiter {
public:
    /// False when `client` has made `per_minute` requests to `route` in the minute of `now`
    /// already.
    bool admit(const std::string& client, const std::string& route, int per_minute,
               base::Instant now);

private:
    std::mutex mutex_;
    std::int64_t minute_ = 0;
    std::map<std::pair<std::string, std::string>, int> counts_;  // of minute_ only
};

}  // namespace server
