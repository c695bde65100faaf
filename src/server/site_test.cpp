// A real server on a free port, spoken to through real sockets.
#include "site.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <optional>

#include "base/error.hpp"
#include "compression.hpp"
#include "errors.hpp"
#include "http_server.hpp"
#include "tiles/encode.hpp"

namespace server {
namespace {

class Connection {
public:
    explicit Connection(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* pointer = &address;
        if (connect(socket_, static_cast<const sockaddr*>(pointer), sizeof address) != 0) close();
    }
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] bool is_open() const { return socket_ >= 0; }
    void close() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    void send_text(const std::string& text) const {
        ASSERT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    /// Reads until `mark` has come or the other side has closed; returns all that was read so far.
    std::string read_until(const std::string& mark) {
        char buffer[4'096];
        while (received_.find(mark) == std::string::npos) {
            const ssize_t count = recv(socket_, buffer, sizeof buffer, 0);
            if (count <= 0) break;
            received_.append(buffer, static_cast<std::size_t>(count));
        }
        return received_;
    }
    std::string read_all() { return read_until("no such text ever comes"); }

private:
    int socket_;
    std::string received_;
};

struct Log {
    std::mutex mutex;
    std::string text;
    void add(const std::string& line) {
        const std::lock_guard lock(mutex);
        text += line + "\n";
    }
};

Route route(Method method, std::string pattern, Handler handler) {
    return {method,
            std::move(pattern),
            Role::reader,
            Scope::no_region,
            {{"word"}},
            "test.action",
            Limit{.body_bytes_max = 10, .seconds_max = 60, .per_minute = 5},
            std::move(handler)};
}

Response text(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

[[noreturn]] void fail(base::ErrorKind kind) {
    throw base::Error(kind, {"中文句子", "English sentence"}, "secret detail");
}

std::vector<Route> routes() {
    const auto stream = [](const Call&) {
        Response response;
        response.content_type = "text/event-stream";
        response.event_stream = true;
        return response;
    };
    return {
        route(Method::get, "/api/echo/{name}",
              [](const Call& call) {
                  const auto word = call.query.find("word");
                  return text(call.path.at("name") + ":" +
                              (word == call.query.end() ? "" : word->second));
              }),
        route(Method::put, "/api/echo/{name}",
              [](const Call& call) { return text(call.request.body); }),
        route(Method::get, "/api/internal",
              [](const Call&) -> Response { fail(base::ErrorKind::internal); }),
        route(Method::get, "/api/missing",
              [](const Call&) -> Response { fail(base::ErrorKind::not_found); }),
        route(Method::get, "/api/bug",
              [](const Call&) -> Response { throw std::out_of_range("a bug"); }),
        route(Method::get, "/api/events", stream),
    };
}

struct Serving : testing::Test {
    base::FixedClock clock{base::Instant{std::chrono::hours(24)}};
    Log log;
    std::atomic<std::int64_t> sequence{7};
    const std::string styles = std::string(compressed_from_bytes, ' ') + "p { color: red }";
    std::optional<Site> site;
    std::optional<HttpServer> http;

    void start(std::vector<Route> table, HttpServer::Settings settings = {}) {
        site.emplace(Site::Parts{.clock = clock,
                                 .routes = std::move(table),
                                 .pages = Pages({{"index.html", "<p>start</p>"},
                                                 {"styles.css", styles},
                                                 {"assets/app-1a2b.js", "let a;"},
                                                 {"field/index.html", "<p>field</p>"},
                                                 {"field/assets/app-1a2b.js", "let b;"}}),
                                 .latest_sequence = [this] { return sequence.load(); },
                                 .log = [this](const std::string& line) { log.add(line); },
                                 .identify = [](const Request&, bool) { return machine_caller(); },
                                 .host_names = {"127.0.0.1"},
                                 .threads = 2});
        http.emplace(settings, [this](Request request, std::shared_ptr<Reply> reply) {
            site->handle(std::move(request), std::move(reply));
        });
    }
    void SetUp() override { start(routes()); }
    void TearDown() override { stop(); }
    void stop() {
        if (http) http->stop_accepting();
        if (site) site->stop();
        http.reset();
        site.reset();
    }

    std::string ask(const std::string& line, const std::string& headers = {},
                    const std::string& body = {}) const {
        Connection connection(http->port());
        std::string request =
            line + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers;
        if (!body.empty()) request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        connection.send_text(request + "\r\n" + body);
        return connection.read_all();
    }
};

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST_F(Serving, AnswersARouteWithItsDecodedValuesAndTheSecurityHeaders) {
    const std::string answer = ask("GET /api/echo/%E6%9D%91?word=a+b");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n村:a b")) << answer;
    for (const char* header :
         {"Content-Security-Policy: default-src 'self';", "X-Content-Type-Options: nosniff",
          "Referrer-Policy: no-referrer", "Cache-Control: no-store"})
        EXPECT_TRUE(holds(answer, header)) << header;
    EXPECT_FALSE(holds(answer, "Access-Control-"));
}

TEST_F(Serving, NoPolicyAllowsScriptsOrStylesWithinTheDocument) {
    for (const char* path : {"/", "/field/", "/assets/app-1a2b.js", "/api/echo/a", "/api/missing"})
        EXPECT_FALSE(holds(ask(std::string("GET ") + path), "unsafe-")) << path;
}

TEST_F(Serving, LongTextsAreCompressedForThoseWhoTakeIt) {
    const std::string line = "PUT /api/echo/a";
    const std::string operation = "X-Wanjia-Operation: operation-1\r\n";
    EXPECT_FALSE(
        holds(ask(line, operation + "Accept-Encoding: gzip\r\n", "short"), "Content-Encoding"));
    const std::string plain = ask("GET /styles.css");
    const std::string packed = ask("GET /styles.css", "Accept-Encoding: gzip\r\n");
    EXPECT_FALSE(holds(plain, "Content-Encoding"));
    EXPECT_TRUE(holds(packed, "Content-Encoding: gzip\r\n")) << packed;
    for (const std::string& answer : {plain, packed})
        EXPECT_TRUE(holds(answer, "Vary: Accept-Encoding\r\n"));
    const auto body_of = [](const std::string& answer) {
        return answer.substr(answer.find("\r\n\r\n") + 4);
    };
    EXPECT_EQ(tiles::unpacked(body_of(packed)), body_of(plain));
}

TEST_F(Serving, AnUnknownParameterIsRefusedByName) {
    const std::string answer = ask("GET /api/echo/a?wrod=1");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(holds(answer, "wrod"));
}

TEST_F(Serving, AForeignHostIsRefusedAndSoIsAChangeFromAForeignPageOrWithoutOperation) {
    Connection connection(http->port());
    connection.send_text("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(connection.read_all().starts_with("HTTP/1.1 403 "));
    EXPECT_TRUE(ask("PUT /api/echo/a", "", "x").starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(ask("PUT /api/echo/a",
                    "X-Wanjia-Operation: operation-1\r\nOrigin: http://evil.example\r\n", "x")
                    .starts_with("HTTP/1.1 403 "));
    EXPECT_TRUE(ask("PUT /api/echo/a",
                    "X-Wanjia-Operation: operation-1\r\nOrigin: http://localhost\r\n", "x")
                    .ends_with("\r\n\r\nx"));
}

TEST_F(Serving, AChangeLeavesALineWithActionOperationAndStatus) {
    ask("PUT /api/echo/a", "X-Wanjia-Operation: operation-1\r\n", "private");
    stop();
    EXPECT_TRUE(holds(log.text, "127.0.0.1 local test.action operation-1 200")) << log.text;
    EXPECT_FALSE(holds(log.text, "private"));
}

TEST_F(Serving, ABodyBeyondTheRoutesLimitIsRefused) {
    const std::string id = "X-Wanjia-Operation: operation-1\r\n";
    EXPECT_TRUE(ask("PUT /api/echo/a", id, std::string(10, 'x')).starts_with("HTTP/1.1 200 "));
    EXPECT_TRUE(ask("PUT /api/echo/a", id, std::string(11, 'x')).starts_with("HTTP/1.1 400 "));
}

TEST_F(Serving, AnInternalErrorShowsItsDetailsInTheLogOnly) {
    const std::string internal = ask("GET /api/internal");
    EXPECT_TRUE(internal.starts_with("HTTP/1.1 500 "));
    EXPECT_FALSE(holds(internal, "secret detail"));
    EXPECT_TRUE(ask("GET /api/bug").starts_with("HTTP/1.1 500 "));
    stop();
    EXPECT_TRUE(holds(log.text, "secret detail"));
    EXPECT_TRUE(holds(log.text, "a bug"));
}

TEST_F(Serving, AnOrdinaryErrorCarriesItsSentences) {
    const std::string missing = ask("GET /api/missing");
    EXPECT_TRUE(missing.starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(holds(missing, "中文句子"));
    EXPECT_FALSE(holds(missing, "secret detail"));
}

TEST_F(Serving, AnUnknownApiAddressAndAWrongMethodSaySo) {
    EXPECT_TRUE(ask("GET /api/nothing").starts_with("HTTP/1.1 404 "));
    const std::string wrong = ask("POST /api/echo/a", "X-Wanjia-Operation: operation-1\r\n");
    EXPECT_TRUE(wrong.starts_with("HTTP/1.1 405 "));
    EXPECT_TRUE(holds(wrong, "Allow: GET, PUT"));
}

TEST_F(Serving, PagesAreServedWithTheStartPageForPathsWithoutADot) {
    EXPECT_TRUE(ask("GET /").ends_with("<p>start</p>"));
    EXPECT_TRUE(ask("GET /programme/huayuan").ends_with("<p>start</p>"));
    EXPECT_TRUE(ask("GET /field/").ends_with("<p>field</p>"));
    EXPECT_TRUE(holds(ask("GET /field/assets/app-1a2b.js"), "immutable"));
    EXPECT_TRUE(ask("GET /missing.js").starts_with("HTTP/1.1 404 "));
    EXPECT_TRUE(ask("GET /../index.html").starts_with("HTTP/1.1 404 "));
    const std::string script = ask("GET /assets/app-1a2b.js");
    EXPECT_TRUE(holds(script, "immutable"));
    EXPECT_TRUE(holds(script, "text/javascript"));
}

TEST_F(Serving, TheFirstPageNamesWhatItShowsToWhoeverMayBeSignedIn) {
    const char* cookie = "Cookie: wanjia_session=1\r\n";
    const char* named = "Link: </api/start>; rel=preload; as=fetch; crossorigin\r\n";
    for (const char* path : {"/", "/?lang=en"}) {
        EXPECT_TRUE(holds(ask(std::string("GET ") + path, cookie), named)) << path;
        EXPECT_FALSE(holds(ask(std::string("GET ") + path), "Link:")) << path;
    }
    for (const char* path : {"/map", "/field/", "/assets/app-1a2b.js"})
        EXPECT_FALSE(holds(ask(std::string("GET ") + path, cookie), "Link:")) << path;
}

TEST_F(Serving, TheSixthRequestOfAMinuteIsTurnedAway) {
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(ask("GET /api/echo/a").starts_with("HTTP/1.1 200 "));
    const std::string answer = ask("GET /api/echo/a");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 429 "));
    EXPECT_TRUE(ask("PUT /api/echo/a", "X-Wanjia-Operation: operation-1\r\n", "x")
                    .starts_with("HTTP/1.1 200 "))
        << "another method of the same address is counted by itself";
    EXPECT_TRUE(holds(answer, "Retry-After:"));
}

TEST_F(Serving, SeveralRequestsShareAConnectionAndAreAnsweredInOrder) {
    Connection connection(http->port());
    for (const char* name : {"1", "2", "3"}) {
        connection.send_text(std::string("GET /api/echo/") + name +
                             " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(connection.read_until(std::string(name) + ":").ends_with(":"));
    }
}

TEST_F(Serving, AStreamIsToldTheNumberAtOnceAndEveryChangeAfterIt) {
    Connection connection(http->port());
    connection.send_text("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(holds(connection.read_until(changed_event(7)), "Content-Type: text/event-stream"));
    sequence = 8;
    EXPECT_TRUE(holds(connection.read_until(changed_event(8)), changed_event(8)));
}

TEST_F(Serving, StoppingEndsOpenStreamsProperlyAndIdleConnectionsToo) {
    Connection idle(http->port());
    Connection stream(http->port());
    stream.send_text("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    stream.read_until(changed_event(7));
    stop();
    EXPECT_TRUE(stream.read_all().ends_with("0\r\n\r\n"));
    EXPECT_EQ(idle.read_all(), "");
}

TEST_F(Serving, AStreamLearnsThatItsClientHasGoneWithoutWriting) {
    std::promise<std::shared_ptr<Stream>> opened;
    HttpServer other({}, [&](Request, const std::shared_ptr<Reply>& reply) {
        opened.set_value(reply->open_stream({}));
    });
    Connection connection(other.port());
    connection.send_text("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::shared_ptr<Stream> stream = opened.get_future().get();
    EXPECT_TRUE(stream->is_open());
    connection.close();
    while (stream->is_open()) std::this_thread::yield();
    stream->write("to nobody");
    stream->close();
}

TEST_F(Serving, ARunningRequestIsAnsweredBeforeTheServerStops) {
    stop();
    std::promise<void> begun;
    std::promise<void> go_on;
    start({route(Method::get, "/api/slow", [&](const Call&) {
        begun.set_value();
        go_on.get_future().wait();
        return text("done");
    })});
    Connection connection(http->port());
    connection.send_text("GET /api/slow HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    begun.get_future().wait();
    std::thread stopping([this] { stop(); });
    go_on.set_value();
    stopping.join();
    EXPECT_TRUE(connection.read_all().ends_with("done"));
}

TEST_F(Serving, ConnectionsBeyondTheLimitAreTurnedAway) {
    stop();
    HttpServer::Settings settings;
    settings.connections_max = 1;
    start(routes(), settings);
    Connection first(http->port());
    first.send_text("GET /api/echo/1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    EXPECT_TRUE(holds(first.read_until("1:"), "200 OK"));
    Connection second(http->port());
    EXPECT_EQ(second.read_all(), "");
}

TEST_F(Serving, AHeadOrBodyBeyondTheServersLimitsEndsTheConnection) {
    EXPECT_EQ(ask("GET /" + std::string(9'000, 'a')), "");
    EXPECT_EQ(ask("GET /", "X-Long: " + std::string(9'000, 'a') + "\r\n"), "");
    std::string many;
    for (int i = 0; i < 70; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    EXPECT_EQ(ask("GET /", many), "");
    EXPECT_EQ(ask("PUT /api/echo/a", "Content-Length: 99999999999\r\n"), "");
}

TEST_F(Serving, BytesThatAreNotHttpEndTheConnection) {
    Connection connection(http->port());
    connection.send_text("\x16\x03\x01 nonsense\r\n\r\n");
    EXPECT_EQ(connection.read_all(), "");
}

TEST_F(Serving, ATakenPortIsUnavailableAndNamed) {
    HttpServer::Settings settings;
    settings.port = http->port();
    try {
        const HttpServer second(settings, [](Request, std::shared_ptr<Reply>) {});
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_TRUE(holds(error.message().zh, std::to_string(settings.port)));
        EXPECT_TRUE(holds(error.message().en, std::to_string(settings.port)));
    }
}

TEST_F(Serving, AnAddressThatIsNotNumericIsRefused) {
    HttpServer::Settings settings;
    settings.address = "localhost";
    EXPECT_THROW(HttpServer(settings, [](Request, std::shared_ptr<Reply>) {}), base::Error);
}

TEST_F(Serving, ATableWithAnIncompleteRouteDoesNotStart) {
    stop();
    std::vector<Route> table = routes();
    table.back().audit_action.clear();
    EXPECT_THROW(start(std::move(table)), base::Error);
    EXPECT_FALSE(http.has_value());
}

TEST(ErrorMapping, EachKindHasItsStatus) {
    EXPECT_EQ(status_of(base::ErrorKind::invalid_input), 400);
    EXPECT_EQ(status_of(base::ErrorKind::forbidden), 403);
    EXPECT_EQ(status_of(base::ErrorKind::not_found), 404);
    EXPECT_EQ(status_of(base::ErrorKind::conflict), 409);
    EXPECT_EQ(status_of(base::ErrorKind::internal), 500);
    EXPECT_EQ(status_of(base::ErrorKind::unavailable), 503);
}

}  // namespace
}  // namespace server
