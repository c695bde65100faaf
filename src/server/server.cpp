#include "server/server.hpp"

#include <iostream>

#include "api_routes.hpp"
#include "base/error.hpp"
#include "base_map.hpp"
#include "guard.hpp"
#include "http_server.hpp"
#include "site.hpp"

namespace server {
namespace {

void log_to_standard_error(const std::string& line) {
    std::cerr << line + "\n";
}

Site::Parts parts_of(base::Environment& environment, app::App& app, const Options& options) {
    const bool secure = !is_loopback_address(options.address);
    if (secure && !app.has_accounts())
        throw base::Error(
            base::ErrorKind::forbidden,
            {"还没有账号，只能在本机（127.0.0.1）提供服务。请先用 wanjia user add 建立账号。",
             "There are no accounts yet, so pages are served on this machine (127.0.0.1) only. "
             "Make accounts first with wanjia user add."});
    std::vector<std::string> names = options.host_names;
    names.push_back(options.address);
    return {
        .clock = environment.clock,
        .routes = api_routes(environment, app, secure, base_map_document(options.base_map),
                             options.messages),
        .pages = built_in_pages(),
        .latest_sequence = [&app] { return app.latest_sequence(); },
        .log = options.log ? options.log : log_to_standard_error,
        .identify = [&app, secure](const Request& request,
                                   bool in_use) { return identify(app, request, in_use, secure); },
        .host_names = names,
        .picture_origins = origins_of(options.base_map),
        .threads = options.threads};
}

}  // namespace

struct Server::State {
    State(base::Environment& environment, app::App& app, const Options& options)
        : site(parts_of(environment, app, options)),
          http({.address = options.address, .port = options.port},
               [this](Request request, std::shared_ptr<Reply> reply) {
                   site.handle(std::move(request), std::move(reply));
               }) {}

    ~State() {
        http.stop_accepting();
        site.stop();
    }

    Site site;
    HttpServer http;
};

Server::Server(base::Environment& environment, app::App& app, const Options& options)
    : state_(std::make_unique<State>(environment, app, options)) {}

Server::~Server() = default;

std::uint16_t Server::port() const {
    return state_->http.port();
}

}  // namespace server
