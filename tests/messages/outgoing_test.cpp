#include <gmock/gmock.h>

#include "base/bytes.hpp"
#include "gateway_for_tests.hpp"
#include "late_entry.hpp"
#include "sending/sender.hpp"

namespace {

using testing::HasSubstr;
using testing::Not;

class OutgoingTest : public for_tests::LateEntry {};

TEST_P(OutgoingTest, X_05_a_slip_goes_to_who_holds_the_role_there) {
    EXPECT_TRUE(all().empty());
    contact();
    const auto messages = all();
    ASSERT_FALSE(messages.empty());
    EXPECT_EQ(messages[0].address, "13900000001");
    EXPECT_THAT(messages[0].text, HasSubstr("【万家】"));
    EXPECT_THAT(messages[0].text, Not(HasSubstr("13900000001")));
    EXPECT_THAT(messages[0].key, Not(HasSubstr("\t")));
}

TEST_P(OutgoingTest, X_05_looking_again_on_the_same_day_sends_nothing_twice) {
    contact();
    int asked = 0;
    for_tests::Gateway gateway([&](const for_tests::Gateway::Request& request) {
        ++asked;
        const auto said = nlohmann::json::parse(*base::from_base64(request.body));
        EXPECT_EQ(said.at("mobiles"), "13900000001");
        return std::string(R"({"msgGroup":"G","rspcod":"success","success":true})");
    });
    sending::Settings settings;
    settings.sms_url = gateway.url();
    const auto transport = sending::network_transport();
    const auto send = [&] {
        std::vector<messages::Message> wanted;
        for (const auto& one : all())
            wanted.push_back({one.key, one.channel, one.address, one.title, one.text});
        sending::Journal journal(database_.folder() / "journal");
        const auto hold = journal.hold();
        const auto now = base::to_milliseconds(clock_.now()) / 1'000;
        return sending::send_due(wanted, settings, journal, *transport, [&] { return now; });
    };
    const int count = static_cast<int>(all().size());
    ASSERT_GT(count, 0);
    EXPECT_EQ(send().sent, count);
    apply("evaluate", nlohmann::json::object());
    const auto again = send();
    EXPECT_EQ(again.sent, 0);
    EXPECT_EQ(again.settled, count);
    EXPECT_EQ(asked, count);
}

TEST_P(OutgoingTest, who_opted_out_gets_none) {
    contact();
    ASSERT_FALSE(all().empty());
    contact("yes");
    for (const auto& message : all()) EXPECT_TRUE(message.opted_out);
    const auto queue = nlohmann::json::parse(app::Messages(environment_, *app_).queue({}));
    EXPECT_EQ(queue.at("counts").at("opted_out"), all().size());
}

INSTANTIATE_ON_BOTH_DATABASES(OutgoingTest);

}  // namespace
