#include "server/server.hpp"

#include <iostream>

#include "api_routes.hpp"
#include "http_server.hpp"
#include "site.hpp"

namespace server {
namespace {

void log_to_standard_error(const std::string& line) {
    std::cerr << line + "\n";
}

Site::Parts parts_of(base::Environment& environment, app::App& app, const Options& options) {
    return {.clock = environment.clock,
            .routes = api_routes(environment, app),
            .pages = built_in_pages(),
            .latest_sequence = [&app] { return app.latest_sequence(); },
            .log = options.log ? options.log : log_to_standard_error,
            .caller = {.role = Role::lead_unit, .unit = {}},
            .bound_address = options.address,
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
