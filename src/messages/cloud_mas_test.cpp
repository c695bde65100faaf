#include "messages/cloud_mas.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace messages {
namespace {

using nlohmann::json;

const MasAccount account{"示例单位", "demoAp", "demoKey", "SIGN01", ""};

TEST(CloudMas, X_24_the_mac_is_that_of_the_published_vector) {
    EXPECT_EQ(ordinary_mac(account, "10000000000", "【测试】您好"),
              "ca62306927d265cc6c9dc567f7286e50");
}

TEST(CloudMas, X_24_the_body_is_base64_of_json_with_quotes_escaped) {
    const auto body = json::parse(
        *base::from_base64(ordinary_body(account, {"10000000000", "13900000001"}, "请看\"通知\"")));
    EXPECT_EQ(body.at("mobiles"), "10000000000,13900000001");
    EXPECT_EQ(body.at("content"), "请看\"通知\"");
    EXPECT_EQ(body.at("addSerial"), "");
    EXPECT_EQ(body.at("mac"), ordinary_mac(account, "10000000000,13900000001", "请看\"通知\""));
}

TEST(CloudMas, X_24_a_template_without_parameters_sends_one_empty_text) {
    const auto body =
        json::parse(*base::from_base64(template_body(account, {"10000000000"}, "T1", {})));
    EXPECT_EQ(body.at("params"), "[\"\"]");
    EXPECT_EQ(body.at("templateId"), "T1");
    EXPECT_EQ(body.at("mac").get<std::string>().size(), 32U);
    EXPECT_NE(body.at("mac"),
              json::parse(*base::from_base64(template_body(account, {"10000000000"}, "T1", {"甲"})))
                  .at("mac"));
}

TEST(CloudMas, five_thousand_numbers_go_in_one_request_and_one_more_does_not) {
    std::vector<std::string> numbers(mobiles_max, "13900000001");
    EXPECT_NO_THROW(ordinary_body(account, numbers, "好"));
    numbers.emplace_back("13900000001");
    EXPECT_THROW(ordinary_body(account, numbers, "好"), base::Error);
    EXPECT_THROW(ordinary_body(account, {}, "好"), base::Error);
    EXPECT_THROW(ordinary_body(account, {"1390000000"}, "好"), base::Error);
    EXPECT_THROW(ordinary_body(account, {"13900000001"}, ""), base::Error);
}

TEST(CloudMas, X_24_answers_say_whether_to_try_again) {
    EXPECT_TRUE(
        read_answer(R"({"msgGroup":"0912094823001000066464","rspcod":"success","success":true})")
            .accepted);
    const auto wrong = read_answer(R"({"msgGroup":"","rspcod":"InvalidUsrOrPwd","success":false})");
    EXPECT_FALSE(wrong.accepted);
    EXPECT_FALSE(wrong.may_retry);
    EXPECT_FALSE(wrong.is_in_doubt);
    const auto busy = read_answer(R"({"rspcod":"SystemBusy","success":false})");
    EXPECT_TRUE(busy.may_retry);
    EXPECT_FALSE(busy.is_in_doubt);
    for (const char* unclear :
         {"<html>", "[]", "{}", "", R"({"success":false})", R"({"rspcod":"success"})",
          R"({"rspcod":"success","success":false})", R"({"rspcod":"NoSignId","success":true})",
          R"({"rspcod":"Timeout","success":false})", R"({"rspcod":1,"success":"no"})"}) {
        EXPECT_TRUE(read_answer(unclear).is_in_doubt) << unclear;
        EXPECT_FALSE(read_answer(unclear).accepted) << unclear;
        EXPECT_FALSE(read_answer(unclear).may_retry) << unclear;
    }
}

TEST(CloudMas, X_24_reports_and_replies_are_read) {
    const auto report = read_report(
        R"({"reportStatus":"DELIVRD","mobiles":["13900000001"],"submitDate":"2020-06-01 08:00:00","receiveDate":"2020-06-01 08:00:04","errorCode":"DELIVRD","msgGroup":"g1"})");
    EXPECT_TRUE(report.delivered);
    EXPECT_EQ(report.group, "g1");
    EXPECT_THAT(report.mobiles, testing::ElementsAre("13900000001"));
    EXPECT_FALSE(read_report(R"({"reportStatus":"UNDELIV","msgGroup":"g1","errorCode":"DB:0140"})")
                     .delivered);
    EXPECT_THROW(read_report("{}"), base::Error);
    for (const char* word : {"td", " TD\\n", "退订", "N"})
        EXPECT_TRUE(
            read_reply(R"({"mobile":"13900000001","smsContent":")" + std::string(word) + "\"}")
                .opts_out)
            << word;
    EXPECT_FALSE(read_reply(R"({"mobile":"13900000001","smsContent":"收到"})").opts_out);
}

TEST(CloudMas, long_messages_are_counted_by_parts_of_67_characters) {
    const auto of = [](std::size_t characters) {
        std::string text;
        for (std::size_t i = 0; i < characters; ++i) text += "字";
        return parts_of(text);
    };
    EXPECT_EQ(of(69), 1U);
    EXPECT_EQ(of(70), 1U);
    EXPECT_EQ(of(71), 2U);
    EXPECT_EQ(of(134), 2U);
    EXPECT_EQ(of(135), 3U);
}

}  // namespace
}  // namespace messages
