#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "gateway_for_tests.hpp"
#include "sending/sender.hpp"

namespace sending {
namespace {

using for_tests::Gateway;
using messages::Message;

constexpr std::int64_t noon = 1'592'971'200;  // 2020-06-24 12:00 in Shanghai
constexpr const char* accepted = R"({"msgGroup":"G","rspcod":"success","success":true})";

class SendingTest : public testing::Test {
protected:
    void SetUp() override {
        std::string name = (std::filesystem::temp_directory_path() / "wanjia-send-XXXXXX").string();
        ASSERT_NE(mkdtemp(name.data()), nullptr);
        folder_ = name;
        settings_.policy.per_minute = 1'000'000;
        settings_.sms = {"示例单位", "demoAp", "demoKey", "SIGN01", ""};
        settings_.webhook_secret = "s";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static std::vector<Message> some(int count) {
        std::vector<Message> all;
        for (int i = 0; i < count; ++i)
            all.push_back({"k" + std::to_string(i), "sms", "13900000001", "催办", "请办理"});
        return all;
    }
    Round send(const std::vector<Message>& wanted, std::int64_t now = noon) {
        Journal journal(folder_ / "journal");
        const auto transport = network_transport();
        return send_due(wanted, settings_, journal, *transport, [&] { return now; });
    }

    std::filesystem::path folder_;
    Settings settings_;
};

TEST_F(SendingTest, X_24_a_message_goes_to_the_gateway_once_and_its_report_comes_back) {
    std::atomic<int> asked{0};
    std::string body;
    Gateway gateway([&](const Gateway::Request& request) {
        ++asked;
        body = request.body;
        EXPECT_EQ(request.head.substr(0, 21), "POST /sms/norsubmit H");
        return std::string(accepted);
    });
    settings_.sms_url = gateway.url();
    EXPECT_EQ(send(some(1)).sent, 1);
    EXPECT_EQ(send(some(1)).settled, 1);
    EXPECT_EQ(asked, 1);
    const auto said = nlohmann::json::parse(*base::from_base64(body));
    EXPECT_EQ(said.at("mac"), messages::ordinary_mac(settings_.sms, "13900000001", "请办理"));
    Journal journal(folder_ / "journal");
    EXPECT_TRUE(take_report({"G", {}, true, "DELIVRD", "", ""}, journal, noon));
    EXPECT_FALSE(take_report({"H", {}, true, "DELIVRD", "", ""}, journal, noon));
    EXPECT_EQ(journal.outbox().of("k0").state, messages::State::delivered);
}

TEST_F(SendingTest, what_a_busy_gateway_turns_away_is_tried_later_and_what_it_refuses_is_not) {
    std::string answer = R"({"rspcod":"SystemBusy","success":false})";
    Gateway gateway([&](const Gateway::Request&) { return answer; });
    settings_.sms_url = gateway.url();
    EXPECT_EQ(send(some(1)).failed, 1);
    EXPECT_EQ(send(some(1), noon + 59).later, 1);
    answer = R"({"rspcod":"NoSignId","success":false})";
    EXPECT_EQ(send(some(1), noon + 60).refused, 1);
    EXPECT_EQ(send(some(1), noon + 600'000).settled, 1);
}

TEST_F(SendingTest, X_05_quiet_hours_and_the_rate_keep_messages_for_later) {
    Gateway gateway([&](const Gateway::Request&) { return std::string(accepted); });
    settings_.sms_url = gateway.url();
    EXPECT_EQ(send(some(3), noon + 10 * 3'600).later, 3);
    settings_.policy.per_minute = 2;
    const Round round = send(some(3));
    EXPECT_EQ(round.sent, 2);
    EXPECT_EQ(round.later, 1);
}

TEST_F(SendingTest, a_gateway_that_is_not_there_is_an_error_without_address_or_secret) {
    settings_.sms_url = "http://127.0.0.1:9";
    EXPECT_EQ(send(some(1)).failed, 1);
    const std::string text = base::SystemFiles().read(folder_ / "journal");
    for (const char* word : {"127.0.0.1", "demoKey", "13900000001"})
        EXPECT_EQ(text.find(word), std::string::npos) << text;
}

TEST_F(SendingTest, a_message_of_a_channel_without_settings_waits) {
    EXPECT_EQ(send(some(1)).no_channel, 1);
}

TEST_F(SendingTest, one_process_sends_at_a_time) {
    const Journal one(folder_ / "journal");
    EXPECT_THROW(Journal(folder_ / "journal"), base::Error);
}

TEST_F(SendingTest, settings_are_read_and_an_unknown_member_is_named) {
    const auto settings = read_settings(
        R"({"sms":{"url":"http://m","ec_name":"e","ap_id":"a","secret_key":"k","sign":"s"},"quiet":[0,0],"per_minute":5})");
    EXPECT_EQ(settings.sms.ap_id, "a");
    EXPECT_EQ(settings.policy.per_minute, 5);
    for (const char* wrong : {R"({"sms":{"key":"x"}})", R"({"quiet":[24,0]})", R"({"what":1})",
                              R"({"per_minute":0})", "[]"})
        EXPECT_THROW((void)read_settings(wrong), base::Error) << wrong;
}

// A sender that is killed again and again, at times before the gateway's answer and at times after
// it: nothing is lost, and what is accepted twice is at most one message a kill, with the key that
// tells it. WANJIA_KILLS asks for more of it than the ordinary run does.
TEST_F(SendingTest, X_24_killed_senders_lose_nothing_and_what_was_written_down_goes_out_once) {
    const char* asked = std::getenv("WANJIA_KILLS");
    const int kills = asked ? std::atoi(asked) : 5;
    const int count = asked ? 100'000 : 2'000;
    const auto wanted = some(count);
    std::map<std::string, int> taken;
    std::atomic<pid_t> sender{0};
    int requests = 0, killed = 0;
    const int between = count / (kills + 1);
    Gateway gateway([&](const Gateway::Request& request) {
        ++taken[request.header("X-Wanjia-Message")];
        const pid_t now = sender;
        if (++requests >= (killed + 1) * between && killed < kills && now != 0) {
            ++killed;
            sender = 0;
            ::kill(now, SIGKILL);
            if (killed % 2 == 1) return std::string();
        }
        return std::string(accepted);
    });
    settings_.sms_url = gateway.url();
    for (int run = 0; run <= kills; ++run) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            const Round round = send(wanted);
            _exit(round.sent + round.settled == count ? 0 : 1);
        }
        sender = child;
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        sender = 0;
        if (WIFEXITED(status)) {
            EXPECT_EQ(WEXITSTATUS(status), 0);
            break;
        }
    }
    EXPECT_EQ(killed, kills);
    EXPECT_EQ(static_cast<int>(taken.size()), count);
    int twice = 0;
    for (const auto& [key, times] : taken) {
        EXPECT_LE(times, 2) << key;
        twice += times - 1;
    }
    EXPECT_LE(twice, kills);
    EXPECT_EQ(send(wanted).settled, count);
    std::printf("%d messages, %d kills, %d accepted a second time\n", count, killed, twice);
}

}  // namespace
}  // namespace sending
