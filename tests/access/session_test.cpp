#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

#include "api_routes.hpp"
#include "base/text.hpp"
#include "people/totp.hpp"
#include "world.hpp"

namespace access_tests {
namespace {

// Costs of the hashes that the program has checked.
std::vector<std::string> hashed_costs;

}  // namespace
}  // namespace access_tests

// In place of the library's own, which it calls: this program counts what work is done.
extern "C" int crypto_pwhash_str_verify(const char* hash, const char* password,
                                        unsigned long long bytes) {
    using Verify = int (*)(const char*, const char*, unsigned long long);
    static const auto verify =
        reinterpret_cast<Verify>(::dlsym(RTLD_NEXT, "crypto_pwhash_str_verify"));
    access_tests::hashed_costs.push_back(base::split(hash, '$').at(3));
    return verify(hash, password, bytes);
}

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

TEST_F(Sessions, S_05_over_tls_the_cookie_is_of_this_host_alone_and_never_sent_in_the_clear) {
    world_.add_user("li");
    for (const auto& route : server::session_routes(world_.environment, *world_.app, true)) {
        if (route.method != server::Method::post || route.pattern != "/api/session") continue;
        server::Request request;
        request.body = ordered_json{{"user", "li"}, {"password", password}}.dump();
        const auto response = route.handler({request, {}, {}, {}});
        for (const auto& [name, value] : response.headers) {
            if (name != "Set-Cookie") continue;
            EXPECT_TRUE(value.starts_with("__Host-wanjia_session=")) << value;
            for (const char* word : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"})
                EXPECT_NE(value.find(word), std::string::npos) << value;
            EXPECT_EQ(value.find("Domain"), std::string::npos) << value;
            return;
        }
    }
    FAIL() << "no cookie was set";
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

TEST_F(Sessions, S_06_who_fails_elsewhere_locks_nobody_out_of_his_own_office) {
    world_.add_user("li");
    ASSERT_EQ(try_in("li", password, "10.0.0.1").status, 200);
    const auto fail_from_many = [&] {
        for (int i = 0; i < 40; ++i)
            EXPECT_EQ(try_in("li", "wrong", "10.7.7." + std::to_string(i)).status, 403);
    };
    fail_from_many();
    EXPECT_EQ(try_in("li", password, "10.0.0.1").status, 200);
    // Guessing from ever new addresses has to wait, even with the right word.
    EXPECT_EQ(try_in("li", password, "10.8.8.8").status, 403);
    // Weeks later the office is still known.
    world_.clock.set(world_.clock.now() + std::chrono::hours(24 * 20));
    fail_from_many();
    EXPECT_EQ(try_in("li", password, "10.0.0.1").status, 200);
    world_.clock.set(world_.clock.now() + std::chrono::minutes(15));
    EXPECT_EQ(try_in("li", password, "10.8.8.8").status, 200);
}

TEST_F(Sessions, S_06_a_wrong_word_costs_one_hash_of_full_cost_whoever_it_is_tried_for) {
    world_.apply(
        "add_user",
        {{"user", "li"}, {"password", app::checked_password_hash(world_.random, "li", password)}});
    world_.apply("add_user",
                 {{"user", "gone"},
                  {"password", app::checked_password_hash(world_.random, "gone", password)}});
    world_.apply("set_user", {{"user", "gone"}, {"disabled", true}});
    std::map<std::string, std::vector<std::int64_t>> times;
    for (int i = 0; i < 5; ++i)
        for (const char* user : {"li", "nobody", "gone"}) {
            hashed_costs.clear();
            const auto begin = std::chrono::steady_clock::now();
            EXPECT_EQ(try_in(user, "wrong", "10.0." + std::to_string(i) + ".1").status, 403);
            times[user].push_back((std::chrono::steady_clock::now() - begin).count() / 1000);
            EXPECT_EQ(hashed_costs, (std::vector<std::string>{"m=65536,t=2,p=1"})) << user;
            world_.clock.set(world_.clock.now() + std::chrono::hours(25));
        }
    for (auto& [user, each] : times) {
        std::sort(each.begin(), each.end());
        std::printf("%-7s median of %zu tries: %lld us\n", user.c_str(), each.size(),
                    static_cast<long long>(each[each.size() / 2]));
    }
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

TEST_F(Sessions, S_16_an_administrators_role_holds_from_when_a_second_person_confirms_it) {
    for (const char* name : {"sys", "sec", "sec2", "new1", "new2"}) world_.add_user(name);
    world_.grant("sys", "system_admin");
    world_.grant("sec", "security_admin");
    world_.grant("sec2", "security_admin");
    const std::string sec = world_.sign_in("sec");
    const std::string sec2 = world_.sign_in("sec2");
    const auto status_of = [&](const std::string& cookie) {
        return world_.ask("GET", "/api/trail", cookie).status;
    };
    const auto proposed = [&](const std::string& cookie) {
        return ordered_json::parse(world_.ask("GET", "/api/grants/proposed", cookie).body)
            .at("grants");
    };
    const auto about = [&](std::int64_t grant, const char* what, const std::string& cookie) {
        return world_.ask("POST", "/api/grants/" + std::to_string(grant) + "/" + what, cookie)
            .status;
    };
    const auto propose = [&](const char* user, const char* role) {
        const Answer answer = world_.ask("POST", "/api/grants", sec,
                                         ordered_json{{"user", user}, {"role", role}}.dump());
        EXPECT_EQ(answer.status, 200) << answer.body;
        const auto said = ordered_json::parse(answer.body);
        EXPECT_TRUE(said.at("waits"));
        return said.at("grant").get<std::int64_t>();
    };
    const std::int64_t grant = propose("new1", "audit_admin");
    const std::string new1 = world_.sign_in("new1");
    EXPECT_EQ(status_of(new1), 403);
    EXPECT_EQ(proposed(sec2).size(), 1U);
    EXPECT_EQ(proposed(sec2).at(0).at("proposer"), "sec");
    // Neither the proposer nor the receiver, nor whoever may not give roles.
    EXPECT_EQ(about(grant, "confirm", sec), 403);
    EXPECT_EQ(about(grant, "confirm", new1), 403);
    EXPECT_EQ(about(grant, "confirm", world_.sign_in("sys")), 403);
    EXPECT_EQ(status_of(new1), 403);
    // What waits already counts: nobody becomes two administrators by two confirmations.
    const std::string second = ordered_json{{"user", "new1"}, {"role", "system_admin"}}.dump();
    EXPECT_EQ(world_.ask("POST", "/api/grants", sec2, second).status, 409);
    EXPECT_EQ(about(grant, "confirm", sec2), 200);
    EXPECT_EQ(status_of(new1), 200);
    EXPECT_EQ(about(grant, "confirm", sec2), 404);
    EXPECT_TRUE(proposed(sec2).empty());
    // A receiver who could confirm another's cannot confirm his own.
    const std::int64_t own = propose("sec2", "security_admin");
    EXPECT_EQ(about(own, "confirm", sec2), 403);
    EXPECT_EQ(about(own, "refuse", sec), 200);
    const std::int64_t refused = propose("new2", "system_admin");
    EXPECT_EQ(about(refused, "refuse", sec2), 200);
    EXPECT_EQ(about(refused, "confirm", sec2), 404);
    // The person at the machine may be the second person.
    const std::int64_t third = propose("new2", "system_admin");
    world_.apply("confirm_grant", {{"grant", third}});
    EXPECT_EQ(world_.ask("GET", "/api/accounts", world_.sign_in("new2")).status, 200);
    // A role of business needs no second person.
    const Answer plain = world_.ask("POST", "/api/grants", sec,
                                    ordered_json{{"user", "new2"}, {"role", "lead_unit"}}.dump());
    EXPECT_FALSE(ordered_json::parse(plain.body).contains("waits"));
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
