#include "base_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/error.hpp"
#include "guard.hpp"

namespace server {
namespace {

std::string policy_of(const std::vector<std::string>& origins) {
    Response response;
    add_security_headers(response, origins);
    for (const auto& [name, value] : response.headers)
        if (name == "Content-Security-Policy") return value;
    return {};
}

TEST(BaseMap, without_one_the_policy_names_no_other_host) {
    EXPECT_EQ(policy_of({}).find("http"), std::string::npos);
}

TEST(BaseMap, the_policy_lets_the_pages_ask_exactly_the_hosts_of_the_base_map) {
    const auto origins = origins_of(tianditu("k"));
    EXPECT_EQ(origins, std::vector<std::string>{"https://t0.tianditu.gov.cn"});
    const std::string policy = policy_of(origins);
    for (const char* part : {"img-src 'self' https://t0.tianditu.gov.cn",
                             "connect-src 'self' https://t0.tianditu.gov.cn"})
        EXPECT_NE(policy.find(part), std::string::npos) << policy;
    EXPECT_EQ(policy.find("script-src https"), std::string::npos);
}

TEST(BaseMap, an_address_that_is_none_or_would_change_the_policy_is_refused) {
    for (const char* bad :
         {"", "ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}", "https:///{z}/{x}/{y}",
          "https://a; script-src */{z}/{x}/{y}", "https://a b/{z}/{x}/{y}", "//a/{z}/{x}/{y}",
          "https://a\r\nX: y/{z}/{x}/{y}", "https://*/{z}/{x}/{y}"})
        EXPECT_THROW((void)origins_of({{bad, ""}}), base::Error) << bad;
    EXPECT_EQ(origins_of({{"http://10.0.0.5:8080/t/{z}/{x}/{y}.png", "市自然资源局"}}),
              std::vector<std::string>{"http://10.0.0.5:8080"});
}

}  // namespace
}  // namespace server
