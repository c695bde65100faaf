#include <gtest/gtest.h>

#include "people/totp.hpp"
#include "world.hpp"

namespace access_tests {
namespace {

constexpr const char* somewhere = "/api/registers";

class Sessions : public testing::Test {
protected:
    Answer try_in(const std::string& user, const std::string& word,
                  const std::string& address = "10.0.0.1", const std::string& code = {}) {
        ordered_json body{{"user", user}, {"password", word}};
        if (!code.empty()) body["code"] = code;
        return world_.ask("POST", "/api/session", {}, body.dump(), address);
    }
    int status(const std::string& cookie) { return world_.ask("GET", somewhere, cookie).status; }

    World world_;
};

TEST_F(Sessions, without_accounts_the_person_at_the_machine_may_do_everything) {
    EXPECT_EQ(status(""), 200);
    EXPECT_EQ(ordered_json::parse(world_.ask("GET", "/api/session").body).at("required"), false);
    world_.add_user("li");
    EXPECT_EQ(status(""), 401);
    EXPECT_EQ(ordered_json::parse(world_.ask("GET", "/api/session").body).at("required"), true);
}

TEST_F(Sessions, S_05_each_sign_in_makes_a_new_token_of_256_bits_and_the_third_ends_the_first) {
    world_.add_user("li");
    const std::string first = world_.sign_in("li");
    EXPECT_EQ(first.size(), std::string("wanjia_session=").size() + 64);
    world_.clock.set(world_.clock.now() + std::chrono::seconds(1));
    const std::string second = world_.sign_in("li");
    EXPECT_NE(first, second);
    EXPECT_EQ(status(first), 200);
    world_.clock.set(world_.clock.now() + std::chrono::seconds(1));
    const std::string third = world_.sign_in("li");
    EXPECT_EQ(status(first), 401);
    EXPECT_EQ(status(second), 200);
    EXPECT_EQ(status(third), 200);
}

TEST_F(Sessions, S_05_a_token_that_an_attacker_chose_is_not_taken_up) {
    world_.add_user("li");
    const std::string chosen = "wanjia_session=" + std::string(64, 'a');
    const Answer answer = world_.ask("POST", "/api/session", chosen,
                                     ordered_json{{"user", "li"}, {"password", password}}.dump());
    EXPECT_EQ(answer.headers.at("Set-Cookie").find(chosen), std::string::npos);
    EXPECT_EQ(status(chosen), 401);
    const std::string own = world_.sign_in("li");
    EXPECT_EQ(status(own + "; " + chosen), 401);
}

TEST_F(Sessions, S_05_the_cookie_is_kept_from_scripts_and_other_sites) {
    world_.add_user("li");
    const Answer answer = try_in("li", password);
    for (const char* word : {"HttpOnly", "SameSite=Strict", "Path=/"})
        EXPECT_NE(answer.headers.at("Set-Cookie").find(word), std::string::npos);
}

TEST_F(Sessions, S_05_half_an_hour_without_a_request_or_twelve_hours_end_a_session) {
    world_.add_user("li");
    const auto wait = [&](std::int64_t ms) {
        world_.clock.set(world_.clock.now() + std::chrono::milliseconds(ms));
    };
    std::string cookie = world_.sign_in("li");
    wait(app::session_idle_ms - 1);
    EXPECT_EQ(status(cookie), 200);
    wait(app::session_idle_ms);
    EXPECT_EQ(status(cookie), 401);
    cookie = world_.sign_in("li");
    const base::Instant begun = world_.clock.now();
    while (world_.clock.now() + std::chrono::minutes(20) <
           begun + std::chrono::milliseconds(app::session_longest_ms)) {
        wait(20 * 60'000);
        EXPECT_EQ(status(cookie), 200);
    }
    world_.clock.set(begun + std::chrono::milliseconds(app::session_longest_ms));
    EXPECT_EQ(status(cookie), 401);
}

TEST_F(Sessions, S_05_signing_out_disabling_and_a_new_password_end_sessions_at_once) {
    world_.add_user("li");
    std::string cookie = world_.sign_in("li");
    EXPECT_EQ(world_.ask("DELETE", "/api/session", cookie).status, 200);
    EXPECT_EQ(status(cookie), 401);
    cookie = world_.sign_in("li");
    const std::string other = world_.sign_in("li");
    const ordered_json change{{"old", password}, {"new", "Zk9!wpruTn"}};
    EXPECT_EQ(world_.ask("POST", "/api/session/password", cookie, change.dump()).status, 200);
    EXPECT_EQ(status(cookie), 200);
    EXPECT_EQ(status(other), 401);
    world_.apply("set_user", {{"user", "li"}, {"disabled", true}});
    EXPECT_EQ(status(cookie), 401);
    EXPECT_EQ(try_in("li", "Zk9!wpruTn").status, 403);
}

TEST_F(Sessions, a_given_password_must_be_changed_before_anything_else) {
    world_.add_user("li", true);
    world_.grant("li", "lead_unit");
    const std::string cookie = world_.sign_in("li");
    EXPECT_EQ(status(cookie), 403);
    const ordered_json easy{{"old", password}, {"new", "Password2020!"}};
    EXPECT_EQ(world_.ask("POST", "/api/session/password", cookie, easy.dump()).status, 400);
    const ordered_json change{{"old", password}, {"new", "Zk9!wpruTn"}};
    EXPECT_EQ(world_.ask("POST", "/api/session/password", cookie, change.dump()).status, 200);
    EXPECT_EQ(status(cookie), 200);
}

TEST_F(Sessions, S_06_the_answer_is_the_same_for_an_unknown_user_and_a_wrong_password) {
    world_.add_user("li");
    world_.add_user("gone");
    world_.apply("set_user", {{"user", "gone"}, {"disabled", true}});
    const Answer wrong = try_in("li", "wrong");
    for (const Answer& answer : {try_in("nobody", "wrong"), try_in("gone", password)}) {
        EXPECT_EQ(answer.status, wrong.status);
        EXPECT_EQ(answer.body, wrong.body);
        EXPECT_EQ(answer.headers, wrong.headers);
    }
}

TEST_F(Sessions, S_06_five_failures_bring_a_wait_for_known_and_unknown_names_alike) {
    world_.add_user("li");
    for (const char* user : {"li", "nobody"})
        for (int i = 0; i < 5; ++i) EXPECT_EQ(try_in(user, "wrong").status, 403);
    const std::int64_t before = world_.app->latest_sequence();
    EXPECT_EQ(try_in("li", password).status, 403);
    EXPECT_EQ(try_in("nobody", password).status, 403);
    EXPECT_EQ(world_.app->latest_sequence(), before);
    world_.clock.set(world_.clock.now() + std::chrono::minutes(15));
    EXPECT_EQ(try_in("li", password).status, 200);
}

TEST_F(Sessions, S_06_one_address_that_tries_many_names_has_to_wait) {
    world_.add_user("li");
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(try_in("user" + std::to_string(i), "wrong", "10.9.9.9").status, 403);
    EXPECT_EQ(try_in("li", password, "10.9.9.9").status, 403);
    EXPECT_EQ(try_in("li", password, "10.1.1.1").status, 200);
}

TEST_F(Sessions, S_06_a_second_factor_is_asked_for_and_each_code_counts_once) {
    world_.add_user("li");
    const std::string secret = "12345678901234567890";
    world_.apply("set_totp", {{"user", "li"}, {"secret", people::to_base32(secret)}});
    const auto code = [&] {
        return people::totp_code(secret, base::to_milliseconds(world_.clock.now()) / 30'000);
    };
    EXPECT_EQ(try_in("li", password).status, 403);
    const std::string now = code();
    EXPECT_EQ(try_in("li", password, "10.0.0.1", now).status, 200);
    EXPECT_EQ(try_in("li", password, "10.0.0.1", now).status, 403);
    world_.clock.set(world_.clock.now() + std::chrono::seconds(30));
    EXPECT_EQ(try_in("li", password, "10.0.0.1", code()).status, 200);
}

TEST_F(Sessions, S_16_administrators_are_separate_and_none_sets_the_others_password) {
    for (const char* name : {"sys", "sec", "aud", "li"}) world_.add_user(name);
    world_.grant("sys", "system_admin");
    world_.grant("sec", "security_admin");
    world_.grant("aud", "audit_admin");
    EXPECT_THROW(world_.grant("sec", "audit_admin"), base::Error);
    const std::string sys = world_.sign_in("sys");
    const std::string sec = world_.sign_in("sec");
    const std::string aud = world_.sign_in("aud");
    const std::string give = ordered_json{{"user", "li"}, {"role", "lead_unit"}}.dump();
    EXPECT_EQ(world_.ask("POST", "/api/grants", sys, give).status, 403);
    EXPECT_EQ(world_.ask("POST", "/api/grants", aud, give).status, 403);
    EXPECT_EQ(world_.ask("POST", "/api/grants", sec, give).status, 200);
    const std::string self = ordered_json{{"user", "sec"}, {"role", "lead_unit"}}.dump();
    EXPECT_EQ(world_.ask("POST", "/api/grants", sec, self).status, 403);
    const std::string secret = ordered_json{{"password", "Zk9!wpruTn"}}.dump();
    EXPECT_EQ(world_.ask("POST", "/api/accounts/sec/password", sys, secret).status, 403);
    EXPECT_EQ(world_.ask("POST", "/api/accounts/li/password", sys, secret).status, 200);
    const std::string make = ordered_json{{"user", "new1"}, {"password", "Zk9!wpruTn"}}.dump();
    EXPECT_EQ(world_.ask("POST", "/api/accounts", sec, make).status, 403);
    EXPECT_EQ(world_.ask("POST", "/api/accounts", sys, make).status, 200);
    EXPECT_EQ(world_.ask("GET", "/api/trail", aud).status, 200);
    EXPECT_EQ(world_.ask("GET", "/api/trail", sys).status, 403);
}

TEST_F(Sessions, S_02_a_member_that_is_not_asked_for_or_given_twice_is_refused) {
    world_.add_user("sys");
    world_.grant("sys", "system_admin");
    const std::string sys = world_.sign_in("sys");
    for (const char* body :
         {R"({"user":"n1","password":"Zk9!wpruTn","must_change":false})",
          R"({"user":"n1","password":"Zk9!wpruTn","totp":"x"})",
          R"({"user":"n1","user":"n2","password":"Zk9!wpruTn"})",
          R"({"user":{"a":1},"password":"Zk9!wpruTn"})", R"(["user"])", R"({"user":"n1"})"})
        EXPECT_EQ(world_.ask("POST", "/api/accounts", sys, body).status, 400) << body;
}

TEST_F(Sessions, C_01_the_register_of_units_is_kept_by_whoever_keeps_accounts) {
    world_.add_user("keeper");
    world_.grant("keeper", "account_admin", "433124000000");
    world_.add_user("clerk");
    world_.grant("clerk", "lead_unit", "433124000000");
    const auto unit = [&](const char* user, const char* code, const char* region) {
        const ordered_json values{
            {"values", {{"region", region}, {"code", code}, {"name", "镇"}, {"kind", "township"}}}};
        return world_.ask("PUT", "/api/registers/unit/rows", world_.sign_in(user), values.dump())
            .status;
    };
    EXPECT_EQ(unit("keeper", "U1", "433124100000"), 200);
    EXPECT_EQ(unit("keeper", "U2", "433125100000"), 403);
    EXPECT_EQ(unit("clerk", "U3", "433124100000"), 403);
}

}  // namespace
}  // namespace access_tests
