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

struct Asked {
    Request request;
    std::map<std::string, std::string> query;
    [[nodiscard]] Call call() const { return {request, {}, query}; }
};

TEST(Call, AnUnknownParameterIsNamedTogetherWithTheKnownOnes) {
    Asked asked;
    asked.query = {{"regoin", "1"}};
    try {
        check_call(whole_route(), {Role::reader, {}}, asked.call());
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
    EXPECT_NO_THROW(check_call(whole_route(), {Role::reader, {}}, asked.call()));
    asked.request.body = "12345";
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), {Role::reader, {}}, asked.call()); }),
              base::ErrorKind::invalid_input);
}

TEST(Call, ALesserRoleIsForbidden) {
    const Asked asked;
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), {Role::anyone, {}}, asked.call()); }),
              base::ErrorKind::forbidden);
    EXPECT_NO_THROW(check_call(whole_route(), {Role::lead_unit, {}}, asked.call()));
}

TEST(Call, ACallerOfOneUnitSeesOnlyWhatLiesWithinIt) {
    const Caller township{Role::reader, "433124101000"};
    Asked asked;
    asked.query = {{"region", "433124101205"}};
    EXPECT_NO_THROW(check_call(whole_route(), township, asked.call()));
    for (const char* region : {"433124102205", "433124000000"}) {
        asked.query = {{"region", region}};
        EXPECT_EQ(kind_of([&] { check_call(whole_route(), township, asked.call()); }),
                  base::ErrorKind::forbidden)
            << region;
    }
    asked.query.clear();
    EXPECT_EQ(kind_of([&] { check_call(whole_route(), township, asked.call()); }),
              base::ErrorKind::forbidden);
}

TEST(Call, ARouteOfAllRegionsIsForbiddenToACallerOfOneUnit) {
    Route route = whole_route();
    route.scope = Scope::all_regions;
    EXPECT_EQ(kind_of([&] { check_call(route, {Role::reader, "433124101000"}, Asked{}.call()); }),
              base::ErrorKind::forbidden);
    route.scope = Scope::no_region;
    EXPECT_NO_THROW(check_call(route, {Role::reader, "433124101000"}, Asked{}.call()));
}

}  // namespace
}  // namespace server
