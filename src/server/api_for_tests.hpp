#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "api_routes.hpp"
#include "app/evidence.hpp"
#include "app/ledgers.hpp"
#include "app/people.hpp"
#include "base/environment.hpp"
#include "database_for_tests.hpp"
#include "places_for_tests.hpp"
#include "site.hpp"

/// The whole API without a network: real routes, sessions and database, and a clock that is set.
namespace for_tests {

using nlohmann::ordered_json;

class SetClock final : public base::Clock {
public:
    [[nodiscard]] base::Instant now() const override { return now_; }
    void set(base::Instant now) { now_ = now; }

private:
    base::Instant now_{};
};

struct Answer {
    int status = 0;
    ordered_json json;
    std::string cookie;
    std::string body{};
    [[nodiscard]] std::string zh() const { return json["error"]["message"]["zh"]; }
    [[nodiscard]] std::string en() const { return json["error"]["message"]["en"]; }
};

class ApiTest : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        set_day("2020-01-06");
        if (GetParam() == Kind::server) database_.clear();
        app::Options options{
            database_.folder() / "data", places::built("wanjia-read"), {}, {}, database_.url()};
        app::App::init(environment_, options);
        app_ = std::make_unique<app::App>(environment_, options);
        site_ = std::make_unique<server::Site>(
            server::Site::Parts{.clock = clock_,
                                .routes = server::api_routes(environment_, *app_, false),
                                .pages = server::Pages({}),
                                .latest_sequence = [this] { return app_->latest_sequence(); },
                                .log = [](const std::string&) {},
                                .identify =
                                    [this](const server::Request& request, bool in_use) {
                                        return server::identify(*app_, request, in_use, false);
                                    },
                                .host_names = {},
                                .threads = 1});
    }
    void TearDown() override {
        if (site_) site_->stop();
    }

    /// 09:00 in China on that day; whoever was signed in no longer is.
    void set_day(const std::string& day) {
        const auto date = base::parse_date(day).value();
        clock_.set(base::Instant(std::chrono::sys_days(date)) + std::chrono::hours(1));
        cookies_.clear();
    }

    /// The person at the machine.
    ordered_json at_machine(const std::string& kind, const ordered_json& payload) {
        app::Command command;
        command.id = app_->new_id();
        command.kind = kind;
        command.payload = payload.dump();
        return ordered_json::parse(app_->apply(command).json);
    }

    /// An account with one role.
    void add_user(const std::string& user, const std::string& role, const std::string& region,
                  const std::string& unit = {}) {
        at_machine("add_user",
                   {{"user", user},
                    {"password", app::checked_password_hash(random_, user, password_of(user))},
                    {"name", user},
                    {"region", region},
                    {"unit", unit},
                    {"must_change", false}});
        at_machine("grant", {{"user", user}, {"role", role}, {"region", region}, {"unit", unit}});
    }

    Answer as(const std::string& user, server::Method method, const std::string& target,
              const ordered_json& body = nullptr) {
        if (!cookies_.contains(user)) {
            const Answer signed_in = send(server::Method::post, "/api/session",
                                          {{"user", user}, {"password", password_of(user)}}, "");
            EXPECT_EQ(signed_in.status, 200) << user << " " << signed_in.json.dump();
            cookies_[user] = signed_in.cookie;
        }
        return send(method, target, body, cookies_.at(user));
    }
    Answer get(const std::string& user, const std::string& target) {
        return as(user, server::Method::get, target);
    }
    Answer post(const std::string& user, const std::string& target, const ordered_json& body) {
        return as(user, server::Method::post, target, body);
    }

    static std::string password_of(const std::string&) { return "Teng-39-vola-Rix"; }

    class OneReply final : public server::Reply {
    public:
        void send(server::Response response) override { answer.set_value(std::move(response)); }
        std::shared_ptr<server::Stream> open_stream(server::Response head) override {
            answer.set_value(std::move(head));
            return nullptr;
        }
        std::promise<server::Response> answer;
    };

    Answer send(server::Method method, const std::string& target, const ordered_json& body,
                const std::string& cookie) {
        server::Request request;
        request.method = method;
        request.target = target;
        request.headers = {{"host", "127.0.0.1"}, {"x-wanjia-operation", app_->new_id()}};
        if (!cookie.empty()) request.headers["cookie"] = cookie;
        if (!body.is_null()) request.body = body.dump();
        request.remote_address = "127.0.0.1";
        const auto reply = std::make_shared<OneReply>();
        auto future = reply->answer.get_future();
        site_->handle(std::move(request), reply);
        const server::Response response = future.get();
        Answer answer{
            response.status, ordered_json::parse(response.body, nullptr, false), {}, response.body};
        for (const auto& [name, value] : response.headers)
            if (name == "Set-Cookie") answer.cookie = value.substr(0, value.find(';'));
        return answer;
    }

    TemporaryDatabase database_{GetParam()};
    SetClock clock_;
    base::SystemRandom random_;
    base::SystemFiles files_;
    base::Environment environment_{clock_, random_, files_};
    std::unique_ptr<app::App> app_;
    std::unique_ptr<server::Site> site_;
    std::map<std::string, std::string> cookies_;
};

}  // namespace for_tests
