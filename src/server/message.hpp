#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace server {

enum class Method { get, put, post, patch, delete_, head, options, other };

std::string_view to_string(Method method);
/// True for the methods that change nothing.
bool is_reading(Method method);

struct Request {
    Method method = Method::other;
    std::string target;  ///< path and query as sent
    std::map<std::string, std::string>
        headers;  ///< names in lower case; repeated ones joined by ", "
    std::string body;
    std::string remote_address;

    /// Empty when the header is absent.
    [[nodiscard]] std::string header(const std::string& name) const;
};

struct Response {
    int status = 200;
    std::string content_type = "application/json";  ///< empty: none is said
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::filesystem::path file;             ///< sent in place of `body` when given
    std::shared_ptr<const void> file_kept;  ///< until the file has been opened
    bool event_stream = false;  ///< answer by opening a stream of changes; `body` is not used
};

/// A response that goes on. Usable from any thread; never blocks.
class Stream {
public:
    virtual ~Stream() = default;
    [[nodiscard]] virtual bool is_open() const = 0;
    /// True while an earlier write has not reached the network.
    [[nodiscard]] virtual bool is_busy() const = 0;
    virtual void write(std::string bytes) = 0;
    virtual void close() = 0;
};

/// The way back to the client of one request: one call of either function, from any thread.
class Reply {
public:
    virtual ~Reply() = default;
    virtual void send(Response response) = 0;
    virtual std::shared_ptr<Stream> open_stream(Response head) = 0;
};

/// Where a request goes: `/api/registers/a%2Fb/rows?limit=5` is path {api, registers, a/b, rows}.
struct Target {
    std::vector<std::string> path;
    std::map<std::string, std::string> query;
};

/// Splits and percent-decodes (RFC 3986 2.1; `+` is a space in the query). Throws invalid_input for
/// a broken escape, text that is not UTF-8, a control character or a parameter given twice.
Target parse_target(std::string_view target);

/// Percent-encodes everything but unreserved characters (RFC 3986 2.3).
std::string percent_encode(std::string_view text);

}  // namespace server
