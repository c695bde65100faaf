#include "route.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "base/error.hpp"

namespace server {
namespace {

Route whole_route(Method method = Method::get, std::string pattern = "/api/x/{name}/rows") {
    return {method,
            std::move(pattern),
            Role::reader,
            Scope::region_parameter,
            {{"region", "limit"}},
            "read.x",
            Limit{.body_bytes_max = 4, .seconds_max = 1, .per_minute = 1},
            [](const Call&) { return Response{}; }};
}

base::ErrorKind kind_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const base::Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return base::ErrorKind::internal;
}

TEST(RouteTable, RefusesARouteThatLacksAnyOneMember) {
    EXPECT_NO_THROW(RouteTable({whole_route()}));
    const std::vector<std::function<void(Route&)>> removals = {
        [](Route& r) { r.method = Method::other; }, [](Route& r) { r.pattern.clear(); },
        [](Route& r) { r.role = Role::unset; },     [](Route& r) { r.scope = Scope::unset; },
        [](Route& r) { r.fields.reset(); },         [](Route& r) { r.audit_action.clear(); },
        [](Route& r) { r.limit.reset(); },          [](Route& r) { r.limit->seconds_max = 0; },
        [](Route& r) { r.limit->per_minute = 0; },  [](Route& r) { r.handler = nullptr; }};
    for (std::size_t i = 0; i < removals.size(); ++i) {
        Route route = whole_route();
        removals[i](route);
        EXPECT_EQ(kind_of([&] { RouteTable({route}); }), base::ErrorKind::internal) << i;
    }
}

TEST(RouteTable, RefusesTwoRoutesThatWouldAnswerTheSamePath) {
    EXPECT_THROW(RouteTable({whole_route(), whole_route(Method::get, "/api/x/{other}/rows")}),
                 base::Error);
    EXPECT_NO_THROW(RouteTable({whole_route(), whole_route(Method::put)}));
}

TEST(RouteTable, BindsTheNamesOfThePattern) {
    const RouteTable table({whole_route()});
    const RouteMatch match = table.match(Method::get, {"api", "x", "村/1", "rows"});
    ASSERT_NE(match.route, nullptr);
    EXPECT_EQ(match.path.at("name"), "村/1");
}

TEST(RouteTable, DoesNotMatchOtherLengthsOtherWordsOrAnEmptyName) {
    const RouteTable table({whole_route()});
    for (const std::vector<std::string>& path :
         std::vector<std::vector<std::string>>{{"api", "x", "a"},
                                               {"api", "x", "a", "rows", ""},
                                               {"api", "y", "a", "rows"},
                                               {"api", "x", "", "rows"},
                                               {}})
        EXPECT_EQ(table.match(Method::get, path).route, nullptr);
}

TEST(RouteTable, TellsTheMethodsAPathHasWhenTheMethodIsAnother) {
    const RouteTable table({whole_route(), whole_route(Method::put)});
    const RouteMatch match = table.match(Method::post, {"api", "x", "a", "rows"});
    EXPECT_EQ(match.route, nullptr);
    EXPECT_EQ(match.allowed_methods, "GET, PUT");
}

// Who holds one role in one place.
Caller caller_of(const std::string& role, const std::string& region = {}) {
    const auto roles = people::built_in_roles();
    return {people::access_of(roles, "li", {{1, "li", role, region, {}, {}, {}, {}}},
                              base::Date{std::chrono::year{2026} / 1 / 1}),
            true, false, "s"};
}

struct Asked {
    Request request;
    std::map<std::string, std::string> query;
    Caller caller = caller_of("assessment");
    [[nodiscard]] Call call() const { return {request, {}, query, caller}; }
};

TEST(Call, AnUnknownParameterIsNamedTogetherWithTheKnownOnes) {
    Asked asked;
    asked.query = {{"regoin", "1"}};
    try {
        check_call(whole_route(), asked.call());
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::invalid_input);
        for (const std::string& text : {error.message().zh, error.message().en}) {
            EXPECT_NE(text.find("regoin"), std::string::npos);
            EXPECT_NE(text.find("region, limit"), std::string::npos);
        }
    }
}

TEST(Call, ABodyIsTakenUpToItsLimit) {
    Asked asked;
    asked.request.body = "1234";
    EXPECT_NO_THROW(check_call(whole_route(), asked.call()));
    asked.request.body = "12345";
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), asked.call()); }),
              base::ErrorKind::invalid_input);
}

TEST(Call, ARoleWithoutTheRightIsForbiddenAndTheMachinesOwnUserIsNot) {
    Asked asked;
    asked.caller = caller_of("security_admin");
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), asked.call()); }),
              base::ErrorKind::forbidden);
    asked.caller = machine_caller();
    EXPECT_NO_THROW(check_call(whole_route(), asked.call()));
}

TEST(Call, NobodyMustSignInFirstAndAGivenPasswordMustBeChangedFirst) {
    Asked asked;
    asked.caller = {};
    EXPECT_TRUE(needs_sign_in(whole_route(), asked.caller));
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), asked.call()); }),
              base::ErrorKind::forbidden);
    asked.caller = caller_of("assessment");
    asked.caller.must_change = true;
    EXPECT_FALSE(needs_sign_in(whole_route(), asked.caller));
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), asked.call()); }),
              base::ErrorKind::forbidden);
    Route route = whole_route();
    route.role = Role::visitor;
    EXPECT_NO_THROW(check_call(route, asked.call()));
    route.role = Role::anyone;
    EXPECT_FALSE(needs_sign_in(route, {}));
}

TEST(Call, ACallerOfOneTownshipAsksForItItsVillagesAndItsCountyButNoOther) {
    Asked asked;
    asked.caller = caller_of("township_clerk", "433124101000");
    for (const char* region : {"433124101205", "433124101000", "433124000000"}) {
        asked.query = {{"region", region}};
        EXPECT_NO_THROW(check_call(whole_route(), asked.call())) << region;
    }
    for (const char* region : {"433124102205", "433125000000"}) {
        asked.query = {{"region", region}};
        EXPECT_EQ(kind_of([&] { check_call(whole_route(), asked.call()); }),
                  base::ErrorKind::forbidden)
            << region;
    }
}

}  // namespace
}  // namespace server
