#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "message.hpp"

namespace server {

/// The only door to the network: HTTP/1.1 over TCP. A connection that breaks a limit is closed.
class HttpServer {
public:
    struct Settings {
        std::string address = "127.0.0.1";
        std::uint16_t port = 0;
        int threads = 1;
        std::size_t connections_max = 500;  ///< further ones are turned away
        std::size_t body_bytes_max = std::size_t{64} << 20;
        std::size_t target_bytes_max = 8'192;
        std::size_t header_name_bytes_max = 256;
        std::size_t header_value_bytes_max = 8'192;
        std::size_t headers_max = 64;
        std::chrono::seconds read_deadline{60};     ///< a whole request; also an idle connection
        std::chrono::seconds write_deadline{60};    ///< one write of a response
        std::chrono::seconds handle_deadline{900};  ///< from a request to its response
    };
    /// Called on a network thread for each request: must be quick and not throw.
    using Handler = std::function<void(Request request, std::shared_ptr<Reply> reply)>;

    /// Binds and starts. Throws unavailable naming address and port when they cannot be had,
    /// invalid_input when the address is not numeric.
    HttpServer(const Settings& settings, Handler handler);
    /// As stop_accepting; then gives responses under way a moment to leave and ends all
    /// connections.
    ~HttpServer();

    void stop_accepting();
    [[nodiscard]] std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace server
