#include "http_server.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <restinio/all.hpp>

#include "base/error.hpp"

namespace server {
namespace {

constexpr std::chrono::milliseconds farewell{400};
// A large file over a slow line.
constexpr std::chrono::minutes file_deadline{30};

// What the network threads, replies and streams share. Outlives them all.
struct Shared {
    std::mutex mutex;
    std::condition_variable all_left;
    int under_way = 0;  // requests without a written response, and open streams
    std::set<std::uint64_t> connections;
    std::map<std::uint64_t, std::weak_ptr<std::atomic<bool>>> streams;  // connection -> is open
};

// Counts one request from its arrival until its response is written or given up.
class UnderWay {
public:
    explicit UnderWay(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
        const std::lock_guard lock(shared_->mutex);
        ++shared_->under_way;
    }
    ~UnderWay() {
        const std::lock_guard lock(shared_->mutex);
        if (--shared_->under_way == 0) shared_->all_left.notify_all();
    }
    UnderWay(const UnderWay&) = delete;
    UnderWay& operator=(const UnderWay&) = delete;

private:
    std::shared_ptr<Shared> shared_;
};

// Counts connections, and learns of closed ones at once where a stream would only at its next
// write.
class ConnectionListener {
public:
    explicit ConnectionListener(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

    void state_changed(const restinio::connection_state::notice_t& notice) noexcept {
        const std::lock_guard lock(shared_->mutex);
        const std::uint64_t id = notice.connection_id();
        if (restinio::holds_alternative<restinio::connection_state::accepted_t>(notice.cause())) {
            shared_->connections.insert(id);
            return;
        }
        shared_->connections.erase(id);
        const auto found = shared_->streams.find(id);
        if (found == shared_->streams.end()) return;
        if (const auto is_open = found->second.lock()) *is_open = false;
        shared_->streams.erase(found);
    }

private:
    std::shared_ptr<Shared> shared_;
};

// Turns connections away beyond the limit. RESTinio's own limiter is not used: connections that end
// with the io_context would touch it after its end.
class ConnectionLimit {
public:
    ConnectionLimit(std::shared_ptr<Shared> shared, std::size_t most)
        : shared_(std::move(shared)), most_(most) {}

    restinio::ip_blocker::inspection_result_t inspect(
        const restinio::ip_blocker::incoming_info_t&) noexcept {
        const std::lock_guard lock(shared_->mutex);
        return shared_->connections.size() < most_ ? restinio::ip_blocker::allow()
                                                   : restinio::ip_blocker::deny();
    }

private:
    std::shared_ptr<Shared> shared_;
    std::size_t most_;
};

struct Traits : restinio::default_traits_t {
    using connection_state_listener_t = ConnectionListener;
    using ip_blocker_t = ConnectionLimit;
};

using RestinioServer = restinio::http_server_t<Traits>;
using ChunkedResponse = restinio::response_builder_t<restinio::chunked_output_t>;

restinio::http_status_line_t status_line(int status) {
    static const std::map<int, std::string> reasons = {{200, "OK"},
                                                       {201, "Created"},
                                                       {204, "No Content"},
                                                       {304, "Not Modified"},
                                                       {400, "Bad Request"},
                                                       {401, "Unauthorized"},
                                                       {403, "Forbidden"},
                                                       {404, "Not Found"},
                                                       {405, "Method Not Allowed"},
                                                       {409, "Conflict"},
                                                       {412, "Precondition Failed"},
                                                       {413, "Content Too Large"},
                                                       {415, "Unsupported Media Type"},
                                                       {429, "Too Many Requests"},
                                                       {460, "Checksum Mismatch"},
                                                       {500, "Internal Server Error"},
                                                       {503, "Service Unavailable"}};
    const auto found = reasons.find(status);
    return {restinio::http_status_code_t{static_cast<std::uint16_t>(status)},
            found == reasons.end() ? "Unknown" : found->second};
}

template <typename Builder>
void add_headers(Builder& builder, const Response& response) {
    if (!response.content_type.empty())
        builder.append_header(restinio::http_field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) builder.append_header(name, value);
}

class RestinioStream final : public Stream {
public:
    RestinioStream(ChunkedResponse response, std::shared_ptr<std::atomic<bool>> is_open,
                   std::shared_ptr<UnderWay> under_way)
        : response_(std::move(response)),
          is_open_(std::move(is_open)),
          under_way_(std::move(under_way)) {
        response_.flush();
    }

    [[nodiscard]] bool is_open() const override { return *is_open_; }
    [[nodiscard]] bool is_busy() const override { return *is_busy_; }

    void write(std::string bytes) override {
        *is_busy_ = true;
        response_.append_chunk(std::move(bytes));
        response_.flush([is_busy = is_busy_](const asio::error_code&) { *is_busy = false; });
    }

    void close() override {
        if (!is_open_->exchange(false)) return;
        response_.done([under_way = std::move(under_way_)](const asio::error_code&) {});
    }

private:
    ChunkedResponse response_;
    std::shared_ptr<std::atomic<bool>> is_open_;
    std::shared_ptr<std::atomic<bool>> is_busy_ = std::make_shared<std::atomic<bool>>(false);
    std::shared_ptr<UnderWay> under_way_;
};

class RestinioReply final : public Reply {
public:
    RestinioReply(restinio::request_handle_t request, const std::shared_ptr<Shared>& shared,
                  bool is_last)
        : request_(std::move(request)),
          shared_(shared),
          under_way_(std::make_shared<UnderWay>(shared)),
          is_last_(is_last) {}

    void send(Response response) override {
        // RFC 9110 9.3.2: an answer to HEAD has no content, also when it is a refusal.
        if (request_->header().method() == restinio::http_method_head()) response.body.clear();
        auto builder = request_->create_response(status_line(response.status));
        add_headers(builder, response);
        if (is_last_) builder.connection_close();
        if (response.file.empty()) {
            builder.set_body(std::move(response.body));
        } else {
            // Opened here and now; the file may go once this returns.
            builder.set_body(restinio::sendfile(response.file.string()).timelimit(file_deadline));
        }
        builder.done([under_way = std::move(under_way_)](const asio::error_code&) {});
    }

    std::shared_ptr<Stream> open_stream(Response head) override {
        auto is_open = std::make_shared<std::atomic<bool>>(true);
        {
            const std::lock_guard lock(shared_->mutex);
            shared_->streams[request_->connection_id()] = is_open;
        }
        auto builder = request_->create_response<restinio::chunked_output_t>(status_line(200));
        add_headers(builder, head);
        builder.connection_close();
        return std::make_shared<RestinioStream>(std::move(builder), std::move(is_open),
                                                std::move(under_way_));
    }

private:
    restinio::request_handle_t request_;
    std::shared_ptr<Shared> shared_;
    std::shared_ptr<UnderWay> under_way_;
    bool is_last_;
};

Method method_of(const restinio::http_request_header_t& header) {
    if (header.method() == restinio::http_method_get()) return Method::get;
    if (header.method() == restinio::http_method_put()) return Method::put;
    if (header.method() == restinio::http_method_post()) return Method::post;
    if (header.method() == restinio::http_method_patch()) return Method::patch;
    if (header.method() == restinio::http_method_delete()) return Method::delete_;
    if (header.method() == restinio::http_method_head()) return Method::head;
    if (header.method() == restinio::http_method_options()) return Method::options;
    return Method::other;
}

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) {
        return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    });
    return text;
}

Request request_of(const restinio::request_handle_t& from) {
    Request request;
    request.method = method_of(from->header());
    request.target = std::string(from->header().request_target());
    from->header().for_each_field([&request](const auto& field) {
        std::string& value = request.headers[lower(std::string(field.name()))];
        if (!value.empty()) value += ", ";
        value += std::string(field.value());
    });
    // Some proxies let only GET and POST through (tus 1.0.0, X-HTTP-Method-Override).
    const std::string meant = request.header("x-http-method-override");
    if (request.method == Method::post && meant == "PATCH") request.method = Method::patch;
    if (request.method == Method::post && meant == "DELETE") request.method = Method::delete_;
    request.body = from->body();
    request.remote_address = from->remote_endpoint().address().to_string();
    return request;
}

// RESTinio stops watching deadlines on a connection that asked for an upgrade.
bool is_upgrade(const Request& request) {
    return request.headers.contains("upgrade") || request.method == Method::other;
}

asio::ip::address parse_address(const std::string& text) {
    asio::error_code error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (!error) return address;
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"监听地址“" + text + "”不对，应为数字形式的地址，例如 127.0.0.1 或 ::1。",
         "The address '" + text +
             "' to listen on is wrong; it must be numeric, such as 127.0.0.1 or ::1."});
}

base::Error cannot_listen(const HttpServer::Settings& settings, const std::string& why) {
    const std::string port = std::to_string(settings.port);
    return base::Error(base::ErrorKind::unavailable,
                       {"不能在地址 " + settings.address + " 的端口 " + port +
                            " 上提供服务：端口可能已被占用，或不允许使用。请用 --port 换一个端口。",
                        "Cannot serve at address " + settings.address + ", port " + port +
                            ": it may be taken or not permitted. Choose another port with --port."},
                       why);
}

restinio::incoming_http_msg_limits_t limits_of(const HttpServer::Settings& settings) {
    return restinio::incoming_http_msg_limits_t{}
        .max_url_size(settings.target_bytes_max)
        .max_field_name_size(settings.header_name_bytes_max)
        .max_field_value_size(settings.header_value_bytes_max)
        .max_field_count(settings.headers_max)
        .max_body_size(settings.body_bytes_max);
}

}  // namespace

struct HttpServer::State {
    State(const Settings& wanted, Handler handle)
        : settings(wanted),
          handler(std::move(handle)),
          server(restinio::external_io_context(context), configured()) {}

    restinio::server_settings_t<Traits> configured();
    restinio::request_handling_status_t take(const restinio::request_handle_t& from);
    void open();

    Settings settings;
    Handler handler;
    std::shared_ptr<Shared> shared = std::make_shared<Shared>();
    std::uint16_t bound_port = 0;
    asio::io_context context;
    RestinioServer server;
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work;
    std::vector<std::thread> threads;
    bool is_accepting = false;
};

restinio::server_settings_t<Traits> HttpServer::State::configured() {
    const asio::ip::address address = parse_address(settings.address);
    restinio::server_settings_t<Traits> result;
    result.address(address)
        .protocol(address.is_v6() ? asio::ip::tcp::v6() : asio::ip::tcp::v4())
        .port(settings.port)
        .incoming_http_msg_limits(limits_of(settings))
        .read_next_http_message_timelimit(settings.read_deadline)
        .write_http_response_timelimit(settings.write_deadline)
        .handle_request_timeout(settings.handle_deadline)
        // One more request is read while one is answered: so a client that goes away is noticed.
        .max_pipelined_requests(2)
        .connection_state_listener(std::make_shared<ConnectionListener>(shared))
        .ip_blocker(std::make_shared<ConnectionLimit>(shared, settings.connections_max))
        .socket_options_setter([](auto& options) {
            asio::error_code ignored;
            options.set_option(asio::ip::tcp::no_delay(true), ignored);
        })
        .acceptor_post_bind_hook([this](asio::ip::tcp::acceptor& acceptor) {
            bound_port = acceptor.local_endpoint().port();
        })
        .request_handler([this](const restinio::request_handle_t& from) { return take(from); });
    return result;
}

restinio::request_handling_status_t HttpServer::State::take(
    const restinio::request_handle_t& from) {
    Request request = request_of(from);
    auto reply = std::make_shared<RestinioReply>(from, shared, is_upgrade(request));
    handler(std::move(request), std::move(reply));
    return restinio::request_accepted();
}

void HttpServer::State::open() {
    try {
        server.open_sync();
    } catch (const std::exception& error) {
        throw cannot_listen(settings, error.what());
    }
    is_accepting = true;
    work.emplace(context.get_executor());
    for (int i = 0; i < settings.threads; ++i) threads.emplace_back([this] { context.run(); });
}

HttpServer::HttpServer(const Settings& settings, Handler handler)
    : state_(std::make_unique<State>(settings, std::move(handler))) {
    state_->open();
}

HttpServer::~HttpServer() {
    stop_accepting();
    {
        std::unique_lock lock(state_->shared->mutex);
        state_->shared->all_left.wait_for(lock, farewell,
                                          [this] { return state_->shared->under_way == 0; });
    }
    state_->context.stop();
    for (std::thread& thread : state_->threads) thread.join();
}

void HttpServer::stop_accepting() {
    if (!std::exchange(state_->is_accepting, false)) return;
    std::promise<void> closed;
    state_->server.close_async([&closed] { closed.set_value(); },
                               [&closed](const std::exception_ptr&) { closed.set_value(); });
    closed.get_future().wait();
}

std::uint16_t HttpServer::port() const {
    return state_->bound_port;
}

}  // namespace server
