#include "guard.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"

namespace server {
namespace {

TEST(Host, LoopbackNamesAndTheBoundAddressAreLetInWithAnyPort) {
    for (const char* host : {"localhost", "LOCALHOST:8080", "127.0.0.1", "127.0.0.1:1", "127.1.2.3",
                             "[::1]", "[::1]:8080", "192.168.1.5:8080"})
        EXPECT_TRUE(is_host_allowed(host, {"192.168.1.5"})) << host;
}

TEST(Host, OtherNamesAreNotEvenWhenTheyLookAlike) {
    for (const char* host :
         {"", "example.org", "localhost.example.org", "127.0.0.1.example.org", "localhost:80a",
          "[::1", "[::1]x", "[::2]", "127.0.0.1, evil", "evil@localhost", "192.168.1.50"})
        EXPECT_FALSE(is_host_allowed(host, {"192.168.1.5"})) << host;
}

TEST(Origin, IsAbsentOrExactlyTheHost) {
    EXPECT_TRUE(is_origin_allowed("", "localhost:8080"));
    EXPECT_TRUE(is_origin_allowed("http://localhost:8080", "localhost:8080"));
    EXPECT_TRUE(is_origin_allowed("https://LOCALHOST:8080", "localhost:8080"));
    for (const char* origin : {"null", "http://localhost", "http://localhost:80800",
                               "http://evil.example", "localhost:8080", "ftp://localhost:8080"})
        EXPECT_FALSE(is_origin_allowed(origin, "localhost:8080")) << origin;
}

TEST(OperationId, HasEightToSixtyFourPlainCharacters) {
    EXPECT_FALSE(is_operation_id(std::string(7, 'a')));
    EXPECT_TRUE(is_operation_id(std::string(8, 'a')));
    EXPECT_TRUE(is_operation_id(std::string(64, '0')));
    EXPECT_FALSE(is_operation_id(std::string(65, '0')));
    EXPECT_TRUE(is_operation_id("018f-a_b.C"));
    EXPECT_FALSE(is_operation_id("with space"));
    EXPECT_FALSE(is_operation_id("编号编号编号"));
}

Request change_from(const std::string& origin, const std::string& operation) {
    Request request;
    request.method = Method::put;
    request.headers = {
        {"host", "localhost"}, {"origin", origin}, {"x-wanjia-operation", operation}};
    return request;
}

TEST(Sender, AChangeNeedsItsOwnOriginAndAnOperationId) {
    EXPECT_NO_THROW(check_sender(change_from("", "operation-1"), {"127.0.0.1"}));
    EXPECT_THROW(check_sender(change_from("http://evil.example", "operation-1"), {"127.0.0.1"}),
                 base::Error);
    EXPECT_THROW(check_sender(change_from("", ""), {"127.0.0.1"}), base::Error);
}

TEST(Sender, AReadNeedsOnlyItsHost) {
    Request request;
    request.headers = {{"host", "localhost"}, {"origin", "http://evil.example"}};
    for (const Method reading : {Method::head, Method::options, Method::get}) {
        request.method = reading;
        EXPECT_NO_THROW(check_sender(request, {"127.0.0.1"}));
    }
    for (const Method changing : {Method::post, Method::patch, Method::delete_, Method::other}) {
        request.method = changing;
        EXPECT_THROW(check_sender(request, {"127.0.0.1"}), base::Error);
    }
    request.method = Method::get;
    request.headers["host"] = "evil.example";
    EXPECT_THROW(check_sender(request, {"127.0.0.1"}), base::Error);
}

TEST(RateLimit, AdmitsExactlyTheNumberOfEachClientRouteAndMinute) {
    RateLimiter limiter;
    const base::Instant start{std::chrono::minutes(1'000)};
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter.admit("a", "/x", 3, start));
    EXPECT_FALSE(limiter.admit("a", "/x", 3, start + std::chrono::milliseconds(59'999)));
    EXPECT_TRUE(limiter.admit("b", "/x", 3, start));
    EXPECT_TRUE(limiter.admit("a", "/y", 3, start));
    EXPECT_TRUE(limiter.admit("a", "/x", 3, start + std::chrono::minutes(1)));
}

}  // namespace
}  // namespace server
