#include "site.hpp"

#include <exception>
#include <utility>

#include "base/error.hpp"
#include "compression.hpp"
#include "errors.hpp"

namespace server {
namespace {

using base::Error;
using base::ErrorKind;

constexpr std::size_t waiting_requests_max = 256;

Error busy_error() {
    return Error(ErrorKind::unavailable,
                 {"服务正忙，请稍后再试。", "The server is busy; please try again shortly."});
}

Response busy_response(int status) {
    Response response = error_response(busy_error(), status);
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

Response wrong_method(const std::string& allowed) {
    Response response = error_response(
        Error(ErrorKind::invalid_input,
              {"这个网址不接受这种请求方法，可用：" + allowed + "。",
               "This address does not take that request method; it takes: " + allowed + "."}),
        405);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

Error no_such_address(const std::string& target) {
    const std::string path = target.substr(0, target.find('?'));
    return Error(ErrorKind::not_found,
                 {"没有“" + path + "”这个网址。接口清单见 /openapi.yaml。",
                  "There is nothing at '" + path + "'. What there is stands in /openapi.yaml."});
}

bool has_header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
        if (key == name) return true;
    return false;
}

}  // namespace

struct Site::Job {
    Request request;
    std::shared_ptr<Reply> reply;
    Target target;
    const Route* route = nullptr;
    std::map<std::string, std::string> path_values;
    base::Instant received;
    Caller caller;

    [[nodiscard]] Call call() const { return {request, path_values, target.query, caller}; }
};

Site::Site(Parts parts)
    : clock_(parts.clock),
      routes_(std::move(parts.routes)),
      pages_(std::move(parts.pages)),
      log_(std::move(parts.log)),
      identify_(std::move(parts.identify)),
      host_names_(std::move(parts.host_names)),
      picture_origins_(std::move(parts.picture_origins)),
      events_(clock_, std::move(parts.latest_sequence)),
      readers_(parts.threads, waiting_requests_max),
      writers_(parts.threads, waiting_requests_max) {}

void Site::stop() {
    events_.stop();
    readers_.stop();
    writers_.stop();
}

void Site::handle(Request request, std::shared_ptr<Reply> reply) {
    auto job = std::make_shared<Job>();
    job->request = std::move(request);
    job->reply = std::move(reply);
    job->received = clock_.now();
    guarded(*job, [&] { dispatch(job); });
}

// The one place where an exception becomes an answer.
void Site::guarded(const Job& job, const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::internal)
            log_("internal error: " + error.message().en + " " + error.details());
        answer(job, error_response(error));
    } catch (const std::exception& error) {
        log_(std::string("internal error: ") + error.what());
        answer(job, error_response(Error(ErrorKind::internal, {"", ""})));
    }
}

void Site::dispatch(const std::shared_ptr<Job>& job) {
    check_sender(job->request, host_names_);
    job->target = parse_target(job->request.target);
    RouteMatch match = routes_.match(job->request.method, job->target.path);
    if (!match.allowed_methods.empty()) return answer(*job, wrong_method(match.allowed_methods));
    if (match.route == nullptr) return serve_page(*job);
    job->route = match.route;
    job->path_values = std::move(match.path);
    const std::string counted = std::string(to_string(job->route->method)) + job->route->pattern;
    if (!limiter_.admit(job->request.remote_address, counted, job->route->limit->per_minute,
                        job->received))
        return answer(*job, busy_response(429));
    enqueue(job);
}

void Site::serve_page(const Job& job) const {
    const bool is_api = !job.target.path.empty() && job.target.path.front() == "api";
    std::optional<Response> page;
    if (job.request.method == Method::get && !is_api)
        page = pages_.find(job.target.path, takes_gzip(job.request.header("accept-encoding")));
    if (!page) throw no_such_address(job.request.target);
    // What the first page shows comes beside the program, for whoever may be signed in.
    const bool is_first = job.target.path.size() == 1 && job.target.path.front().empty();
    if (is_first && !job.request.header("cookie").empty())
        page->headers.emplace_back("Link", "</api/start>; rel=preload; as=fetch; crossorigin");
    add_security_headers(*page, picture_origins_);
    job.reply->send(*std::move(page));
}

void Site::enqueue(const std::shared_ptr<Job>& job) {
    Workers& workers = is_reading(job->request.method) ? readers_ : writers_;
    if (!workers.submit([this, job] { guarded(*job, [&] { run(*job); }); }))
        answer(*job, busy_response(503));
}

void Site::run(Job& job) {
    if (clock_.now() - job.received > std::chrono::seconds(job.route->limit->seconds_max))
        return answer(job, busy_response(503));
    job.caller = identify_(job.request, true);
    const Call call = job.call();
    try {
        check_call(*job.route, call);
    } catch (const Error& error) {
        if (!needs_sign_in(*job.route, job.caller)) throw;
        return answer(job, error_response(error, 401));
    }
    Response response = job.route->handler(call);
    if (response.event_stream) return start_stream(job, std::move(response));
    answer(job, std::move(response));
}

void Site::answer(const Job& job, Response response) {
    add_security_headers(response, picture_origins_);
    if (!has_header(response, "Cache-Control"))
        response.headers.emplace_back("Cache-Control", "no-store");
    log_answer(job, response.status);
    compress(job.request, response);
    job.reply->send(std::move(response));
}

void Site::start_stream(const Job& job, Response head) {
    if (!events_.has_room()) return answer(job, busy_response(503));
    add_security_headers(head, picture_origins_);
    head.headers.emplace_back("Cache-Control", "no-store");
    const auto may_go_on = [this, request = job.request, route = job.route] {
        return !needs_sign_in(*route, identify_(request, false));
    };
    events_.add(job.reply->open_stream(std::move(head)), may_go_on);
}

// Changes, and whatever was refused to somebody.
void Site::log_answer(const Job& job, int status) const {
    const bool refused = status == 401 || status == 403;
    if (job.route == nullptr || (is_reading(job.route->method) && !refused)) return;
    const std::string& user = job.caller.access.user;
    log_(base::format_instant(job.received) + " " + job.request.remote_address + " " +
         (user.empty() ? "-" : user) + " " + job.route->audit_action + " " +
         job.request.header("x-wanjia-operation") + " " + std::to_string(status));
}

}  // namespace server
