#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "events.hpp"
#include "guard.hpp"
#include "message.hpp"
#include "pages.hpp"
#include "route.hpp"
#include "workers.hpp"

namespace server {

/// What a request meets between the network and the use cases: the sender's checks, the route
/// table, limits, its turn among others, and errors made into answers.
class Site {
public:
    struct Parts {
        const base::Clock& clock;
        std::vector<Route> routes;
        Pages pages;
        EventHub::Sequence latest_sequence;
        std::function<void(const std::string& line)> log;
        /// Who asks; called for every request and, with `in_use` false, every few seconds for each
        /// open stream.
        std::function<Caller(const Request& request, bool in_use)> identify;
        std::vector<std::string> host_names;            ///< allowed besides loopback
        std::vector<std::string> picture_origins = {};  ///< that the pages may ask for pictures
        int threads = 2;  ///< for reading and as many for changing requests
    };

    /// Throws as RouteTable.
    explicit Site(Parts parts);

    /// Answers `request` through `reply`, now or from another thread. Throws nothing.
    void handle(Request request, std::shared_ptr<Reply> reply);

    /// Ends the event streams, waits for running requests; later ones are answered unavailable.
    void stop();

private:
    struct Job;
    void dispatch(const std::shared_ptr<Job>& job);
    void serve_page(const Job& job) const;
    void enqueue(const std::shared_ptr<Job>& job);
    void run(Job& job);
    void answer(const Job& job, Response response);
    void start_stream(const Job& job, Response head);
    void guarded(const Job& job, const std::function<void()>& work);
    void log_answer(const Job& job, int status) const;

    const base::Clock& clock_;
    RouteTable routes_;
    Pages pages_;
    std::function<void(const std::string&)> log_;
    std::function<Caller(const Request&, bool)> identify_;
    std::vector<std::string> host_names_;
    std::vector<std::string> picture_origins_;
    RateLimiter limiter_;
    EventHub events_;
    Workers readers_;
    Workers writers_;
};

}  // namespace server
