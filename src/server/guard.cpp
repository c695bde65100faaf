#include "guard.hpp"

#include <algorithm>
#include <cctype>

#include "base/error.hpp"

namespace server {
namespace {

constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
    "style-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

bool is_all_digits(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// `[::1]:8080` -> `::1`, `localhost:8080` -> `localhost`; empty when the form is another.
std::string name_of(std::string_view host) {
    const bool bracketed = host.starts_with('[');
    const std::size_t end = bracketed ? host.find(']') : host.find(':');
    if (bracketed && end == std::string_view::npos) return {};
    const std::string_view name = bracketed ? host.substr(1, end - 1) : host.substr(0, end);
    std::string_view rest = end == std::string_view::npos ? "" : host.substr(end);
    if (bracketed) rest.remove_prefix(1);
    if (!rest.empty() && (!rest.starts_with(':') || !is_all_digits(rest.substr(1)))) return {};
    return lower(name);
}

void check_change(const Request& request) {
    if (!is_origin_allowed(request.header("origin"), request.header("host")))
        throw base::Error(
            base::ErrorKind::forbidden,
            {"这个请求来自别的网页，已拒绝。请在万家自己的页面上操作。",
             "This request comes from another site's page and is refused. Please work "
             "on Wanjia's own pages."});
    if (request.target.starts_with(pushing_path)) return;
    if (!is_operation_id(request.header("x-wanjia-operation")))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"修改数据的请求应带有 X-Wanjia-Operation 头：由客户端生成的操作编号，8 至 64 "
             "个字母、数字或“-”“_”“.”。",
             "A request that changes data must carry the header X-Wanjia-Operation: an operation "
             "id "
             "made by the client, 8 to 64 letters, digits, '-', '_' or '.'."});
}

}  // namespace

bool is_loopback_address(std::string_view name) {
    const bool only_digits_and_dots = std::all_of(
        name.begin(), name.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
    return name == "::1" || (name.starts_with("127.") && only_digits_and_dots);
}

bool is_host_allowed(std::string_view host, const std::vector<std::string>& names) {
    const std::string name = name_of(host);
    if (name.empty()) return false;
    return name == "localhost" || is_loopback_address(name) ||
           std::any_of(names.begin(), names.end(),
                       [&](const std::string& each) { return name == lower(each); });
}

bool is_origin_allowed(std::string_view origin, std::string_view host) {
    if (origin.empty()) return true;
    const std::string at = lower(host);
    return lower(origin) == "http://" + at || lower(origin) == "https://" + at;
}

bool is_operation_id(std::string_view text) {
    const auto is_permitted = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
    };
    return text.size() >= 8 && text.size() <= 64 &&
           std::all_of(text.begin(), text.end(), is_permitted);
}

void check_sender(const Request& request, const std::vector<std::string>& host_names) {
    if (!is_host_allowed(request.header("host"), host_names))
        throw base::Error(
            base::ErrorKind::forbidden,
            {"请求的主机名不是本机地址，已拒绝。请用 http://localhost 加端口号打开。",
             "The request's host name is not an address of this machine and is refused. "
             "Please open http://localhost with the port number."});
    if (!is_reading(request.method)) check_change(request);
}

namespace {

// MapLibre fetches pictures, and shows them from memory.
std::string policy_with(const std::vector<std::string>& origins) {
    std::string policy(content_security_policy);
    for (const std::string_view source : {"img-src 'self'", "connect-src 'self'"})
        for (const std::string& origin : origins)
            policy.insert(policy.find(source) + source.size(), " " + origin);
    return policy;
}

}  // namespace

void add_security_headers(Response& response, const std::vector<std::string>& origins) {
    response.headers.emplace_back("Content-Security-Policy", policy_with(origins));
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
}

bool RateLimiter::admit(const std::string& client, const std::string& route, int per_minute,
                        base::Instant now) {
    const std::int64_t minute = base::to_milliseconds(now) / 60'000;
    const std::lock_guard lock(mutex_);
    if (minute != minute_) {
        minute_ = minute;
        counts_.clear();
    }
    int& count = counts_[{client, route}];
    if (count >= per_minute) return false;
    ++count;
    return true;
}

}  // namespace server
