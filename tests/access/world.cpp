#include "world.hpp"

#include <unistd.h>

#include <array>
#include <future>

#include "api_routes.hpp"
#include "app/evidence.hpp"
#include "base/bytes.hpp"
#include "pages.hpp"
#include "people/password.hpp"
#include "photo_for_tests.hpp"
#include "places_for_tests.hpp"

namespace access_tests {
namespace {

using server::Method;

class Waiting final : public server::Reply {
public:
    explicit Waiting(std::promise<Answer> promise) : promise_(std::move(promise)) {}
    void send(server::Response response) override { promise_.set_value(answer_of(response)); }
    std::shared_ptr<server::Stream> open_stream(server::Response head) override {
        class Closed final : public server::Stream {
            [[nodiscard]] bool is_open() const override { return false; }
            [[nodiscard]] bool is_busy() const override { return false; }
            void write(std::string) override {}
            void close() override {}
        };
        promise_.set_value(answer_of(head));
        return std::make_shared<Closed>();
    }

private:
    static Answer answer_of(const server::Response& response) {
        Answer answer{response.status, response.body, {}};
        for (const auto& [name, value] : response.headers) answer.headers[name] = value;
        return answer;
    }
    std::promise<Answer> promise_;
};

Method method_of(const std::string& name) {
    for (const Method each : {Method::get, Method::put, Method::post, Method::delete_,
                              Method::patch, Method::head, Method::options})
        if (server::to_string(each) == name) return each;
    return Method::other;
}

std::string hash() {
    const std::array<std::uint8_t, people::salt_bytes> salt{};
    return people::hash_password(password, salt, {64, 1});
}

const char* const programme =
    "programme: people\nversion: 1\ntitle: {zh: 人口, en: People}\nissuer: {zh: 县, en: County}\n"
    "scope: [\"433124000000\", \"433125000000\"]\nunit: village\n"
    "periods: {kind: month, first: 2019-05, last: 2019-09}\n"
    "indicators:\n  - {name: users, label: {zh: 用户, en: Users}, unit: percent, "
    "numerator: {register: telecom_stat, sum: phone_users}, "
    "denominator: {register: village, sum: residents}}\n"
    "scorecard:\n  total: 100\n  pass: 60\n  top: 3\n  pass_label: {zh: 达标, en: Passed}\n"
    "  top_label: {zh: 优秀, en: Excellent}\n  aspects:\n    - name: use\n"
    "      label: {zh: 使用, en: Use}\n      items:\n        - {name: users, "
    "label: {zh: 用户, en: Users}, kind: proportional, weight: 100, indicator: users, "
    "target: 70%}\n";

}  // namespace

const std::vector<Place>& World::places() {
    static const std::vector<Place> places = {{"433124100201", "alphaword"},
                                              {"433124100202", "bravoword"},
                                              {"433124101201", "charlieword"},
                                              {"433125100201", "deltaword"}};
    return places;
}

std::string World::programme_text(int version) {
    std::string text = programme;
    const std::string line = "version: 1";
    return text.replace(text.find(line), line.size(), "version: " + std::to_string(version));
}

World::World(for_tests::Kind kind)
    : database_(kind),
      folder_(database_.folder()),
      options_{folder_ / "data", places::built("wanjia-read"), {}, {}, database_.url()} {
    app::App::init(environment, options_);
    app = std::make_unique<app::App>(environment, options_);
    fill();
    routes = server::api_routes(environment, *app, false);
    site_ = std::make_unique<server::Site>(server::Site::Parts{
        .clock = clock,
        .routes = routes,
        .pages = server::Pages({}),
        .latest_sequence = [this] { return app->latest_sequence(); },
        .log =
            [this](const std::string& line) {
                const std::lock_guard lock(log_mutex_);
                log += line + "\n";
            },
        .identify = [this](const server::Request& request,
                           bool in_use) { return server::identify(*app, request, in_use, false); },
        .host_names = {},
        .threads = 1});
}

World::~World() {
    site_->stop();
    site_.reset();
    app.reset();
}

app::Outcome World::apply(const std::string& kind, const ordered_json& payload,
                          const std::string& user) {
    app::Command command;
    command.id = app->new_id();
    command.actor.user = user;
    command.kind = kind;
    command.payload = payload.dump();
    return app->apply(command);
}

void World::put(const std::string& name, const ordered_json& values) {
    apply("put", {{"register", name}, {"values", values}});
}

void World::fill() {
    const auto region = [&](const std::string& code, const std::string& name, const char* level,
                            const std::string& parent) {
        put("region", {{"region", code},
                       {"valid_from", "2000-01-01"},
                       {"name", name},
                       {"level", level},
                       {"parent", parent}});
    };
    for (const std::string county : {"433124", "433125"}) {
        region(county + "000000", "县" + county, "county", "");
        for (const char* township : {"100", "101"})
            region(county + township + "000", "镇" + county + township, "township",
                   county + "000000");
    }
    double east = 109.48;
    for (const Place& place : places()) {
        region(place.region, "村" + place.region, "village", place.region.substr(0, 9) + "000");
        put("village", {{"region", place.region},
                        {"residents", "100"},
                        {"households", "30"},
                        {"lon", "109.48"},
                        {"lat", "28.57"},
                        {"datum", "cgcs2000"}});
        put("household", {{"region", place.region},
                          {"number", "1"},
                          {"group_name", place.word},
                          {"lon", std::to_string(east)},
                          {"lat", "28.57"},
                          {"datum", "cgcs2000"}});
        east += 0.1;
        for (const char* operator_name : {"mobile", "telecom"})
            put("station", {{"region", place.region},
                            {"operator", operator_name},
                            {"site_code", "1"},
                            {"name", place.word + operator_name},
                            {"lon", "109.48"},
                            {"lat", "28.57"},
                            {"datum", "cgcs2000"}});
        put("telecom_stat", {{"region", place.region},
                             {"period", "2019-06"},
                             {"operator", "all"},
                             {"phone_users", "50"}});
    }
    apply("load_programme", {{"yaml", programme}});
    for (const Place& place : places()) {
        const auto opened = apply("open_entry", {{"ledger", "no_power_case"},
                                                 {"values",
                                                  {{"region", place.region},
                                                   {"found_on", "2019-05-06"},
                                                   {"cause", "split"},
                                                   {"household_number", place.word}}}});
        entries.push_back(ordered_json::parse(opened.json).at("number").get<std::string>());
    }
    for (const Place& place : places()) photos.push_back(photograph(place));
    for (const char* county : {"433124000000", "433125000000"})
        apply("find_settlements", {{"region", county}, {"min_households", 1}});
    for (const Place& place : places()) {
        put("contact", {{"region", place.region},
                        {"number", "1"},
                        {"level", "village_clerk"},
                        {"channel", "sms"},
                        {"address", "13900000002"}});
        apply("write_message", {{"title", "通知"},
                                {"text", place.word},
                                {"contacts", {{{"region", place.region}, {"number", 1}}}}});
    }
    for (std::size_t i = 0; i < places().size(); ++i)
        apply("correct_settlement",
              {{"kind", "rename"}, {"settlement", i + 1}, {"name", places()[i].word}});
}

void World::add_user(const std::string& user, bool must_change) {
    apply("add_user", {{"user", user}, {"password", hash()}, {"must_change", must_change}});
}

void World::grant(const std::string& user, const std::string& role, const std::string& region,
                  const std::string& operator_name) {
    apply("grant",
          {{"user", user}, {"role", role}, {"region", region}, {"operator", operator_name}});
}

std::int64_t World::import(const std::string& user, const Place& place) {
    const auto file = folder_ / "rows.csv";
    files.write(file, "region,number,group_name\n" + place.region + ",7," + place.word + "\n" +
                          "nowhere" + place.word + ",8," + place.word + "\n");
    app::Command command;
    command.id = app->new_id();
    command.actor.user = user;
    command.kind = "import";
    command.payload = ordered_json{{"register", "household"}, {"file_name", "rows.csv"}}.dump();
    command.attachment = file;
    return ordered_json::parse(app->apply(command).json).at("batch").get<std::int64_t>();
}

std::string World::photograph(const Place& place) {
    for_tests::PhotoOptions options;
    options.seed = static_cast<unsigned>(photos.size()) + 1;
    options.width = options.height = 64;
    const auto file = folder_ / "photo.jpg";
    files.write(file, for_tests::make_photo(options));
    app::EvidenceClaim claim;
    claim.register_name = "household";
    claim.key = place.region + "/1";
    claim.purpose = place.word;
    claim.file_name = place.word + ".jpg";
    app::Command by;
    by.id = app->new_id();
    (void)app->evidence().add(claim, file, by);
    return base::to_hex(base::sha256(files.read(file)));
}

std::string World::begin_upload(const std::string& cookie, const Place& place) {
    const auto word = [](const std::string& text) { return base::to_base64(base::as_bytes(text)); };
    const std::string metadata = "register " + word("household") + ",key " +
                                 word(place.region + "/1") + ",purpose " + word(place.word) +
                                 ",filename " + word("a.txt");
    const Answer answer =
        ask("POST", "/api/evidence/uploads", cookie, {}, "10.1.2.3",
            {{"tus-resumable", "1.0.0"}, {"upload-length", "5"}, {"upload-metadata", metadata}});
    const auto location = answer.headers.find("Location");
    if (location == answer.headers.end()) return {};
    return location->second.substr(location->second.rfind('/') + 1);
}

app::ReplayReport World::replay() {
    const app::Options target{folder_ / "again", places::built("wanjia-read"), {}, {}, {}};
    return app::App::replay(environment, options_, target);
}

std::string World::last_line() {
    (void)app->export_trail(folder_ / "log");
    std::string lines = files.read(folder_ / "log" / "audit.log");
    lines.pop_back();
    return lines.substr(lines.rfind('\n') + 1);
}

std::string World::sign_in(const std::string& user) {
    const Answer answer = ask("POST", "/api/session", {},
                              ordered_json{{"user", user}, {"password", password}}.dump());
    const auto cookie = answer.headers.find("Set-Cookie");
    if (cookie == answer.headers.end()) return {};
    return cookie->second.substr(0, cookie->second.find(';'));
}

Answer World::ask(const std::string& method, const std::string& target, const std::string& cookie,
                  const std::string& body, const std::string& address,
                  const std::map<std::string, std::string>& headers) {
    // Limits within a minute are another test's.
    const int a_minute = target.starts_with("/api/session") ? 20 : 100;
    if (++next_ % a_minute == 0) clock.set(clock.now() + std::chrono::minutes(1));
    server::Request request;
    request.method = method_of(method);
    request.target = target;
    request.headers = {{"host", "127.0.0.1"},
                       {"x-wanjia-operation", "operation-" + std::to_string(next_)}};
    if (!cookie.empty()) request.headers["cookie"] = cookie;
    for (const auto& [name, value] : headers) request.headers[name] = value;
    request.body = body;
    request.remote_address = address;
    std::promise<Answer> promise;
    auto answer = promise.get_future();
    site_->handle(std::move(request), std::make_shared<Waiting>(std::move(promise)));
    return answer.get();
}

}  // namespace access_tests
