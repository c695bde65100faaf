#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "base/environment.hpp"

namespace app {
class Messages;
}

namespace server {

/// Pictures of another host under the map: an address with `{z}`, `{x}` and `{y}` (XYZ, or a WMTS
/// in Web Mercator written out), and whom to name for it.
struct BaseMapLayer {
    std::string tiles;
    std::string attribution;
};

/// The vector map and its labels of 天地图 (Tianditu), for the office's own key.
std::vector<BaseMapLayer> tianditu(const std::string& key);

struct Options {
    /// Any other than a loopback one needs accounts, and TLS in front: cookies are Secure there.
    std::string address = "127.0.0.1";
    std::vector<std::string> host_names = {};  ///< by which pages are asked for, besides these
    std::uint16_t port = 8080;                 ///< 0: any free port
    /// From the lowest up; empty: the pages ask no other host for anything.
    std::vector<BaseMapLayer> base_map = {};
    /// The queue with its sender, if the office has one; empty: the queue alone.
    std::shared_ptr<app::Messages> messages = {};
    int threads = 2;  ///< for reading requests, and as many again for changing ones
    /// Receives one line for each change and each internal error, from several threads; without
    /// personal details. Empty: standard error.
    std::function<void(const std::string& line)> log;
};

/// Serves the pages (built into the program) and the API of docs/openapi.yaml from one App.
class Server {
public:
    /// Binds and starts. Throws unavailable naming the address and port when it is taken,
    /// invalid_input when the address is not a numeric one or a base map's address is not one,
    /// forbidden when it is not a loopback one and there are no accounts, internal when a route of
    /// the table lacks its role, scope, fields, audit action or limit. `environment` and `app`
    /// outlive the server.
    Server(base::Environment& environment, app::App& app, const Options& options);
    /// Stops accepting, ends open event streams, waits for running requests.
    ~Server();
    [[nodiscard]] std::uint16_t port() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace server
