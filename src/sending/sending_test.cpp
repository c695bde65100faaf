#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "gateway_for_tests.hpp"
#include "mail_server_for_tests.hpp"
#include "messages/other_channels.hpp"
#include "sending/loop.hpp"
#include "sending_for_tests.hpp"

namespace sending {
namespace {

using for_tests::accepted;
using for_tests::Gateway;
using for_tests::noon;
using for_tests::SendingTest;
using messages::Message;

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
    const auto hold = journal.hold();
    EXPECT_TRUE(take_report({"G", {}, true, "DELIVRD", "", ""}, journal, noon));
    EXPECT_FALSE(take_report({"H", {}, true, "DELIVRD", "", ""}, journal, noon));
    EXPECT_EQ(state_of(journal, "k0"), messages::State::delivered);
    const std::string before = base::SystemFiles().read(folder_ / "journal");
    EXPECT_TRUE(take_report({"G", {}, true, "DELIVRD", "", ""}, journal, noon + 1));
    EXPECT_EQ(base::SystemFiles().read(folder_ / "journal"), before) << "the same report twice";
}

// A gateway that knows the account as the platform does.
std::string said_of(const Gateway::Request& request, const messages::MasAccount& known, int group) {
    const auto body = nlohmann::json::parse(*base::from_base64(request.body));
    const bool right =
        body.at("mac") == messages::ordinary_mac(known, body.at("mobiles"), body.at("content"));
    return nlohmann::json{{"msgGroup", right ? "G" + std::to_string(group) : ""},
                          {"rspcod", right ? "success" : "IllegalMac"},
                          {"success", right}}
        .dump();
}

std::vector<Message> to_numbers(int count) {
    std::vector<Message> all;
    for (int i = 0; i < count; ++i)
        all.push_back({"k" + std::to_string(i), "sms", std::to_string(13'900'000'000 + i), "通知",
                       "停电通知"});
    return all;
}

TEST_F(SendingTest, H_42_12001_numbers_go_in_three_requests_of_5000_5000_and_2001) {
    std::vector<std::size_t> sizes;
    Gateway gateway([&](const Gateway::Request& request) {
        const auto body = nlohmann::json::parse(*base::from_base64(request.body));
        const std::string numbers = body.at("mobiles");
        sizes.push_back(static_cast<std::size_t>(std::count(numbers.begin(), numbers.end(), ',')) +
                        1);
        return said_of(request, settings_.sms, static_cast<int>(sizes.size()));
    });
    settings_.sms_url = gateway.url();
    const auto wanted = to_numbers(12'001);
    EXPECT_EQ(send(wanted).sent, 12'001);
    EXPECT_EQ(sizes, (std::vector<std::size_t>{5'000, 5'000, 2'001}));
    EXPECT_EQ(send(wanted).settled, 12'001);
    EXPECT_EQ(sizes.size(), 3U);
}

TEST_F(SendingTest, H_42_a_delivery_report_updates_the_message_of_its_number_alone) {
    Gateway gateway(
        [&](const Gateway::Request& request) { return said_of(request, settings_.sms, 1); });
    settings_.sms_url = gateway.url();
    EXPECT_EQ(send(to_numbers(3)).sent, 3);
    Journal journal(folder_ / "journal");
    const auto hold = journal.hold();
    const AddressOf address_of = [](const std::string& key) {
        return std::to_string(13'900'000'000 + std::stoi(key.substr(1)));
    };
    EXPECT_TRUE(
        take_report({"G1", {"13900000001"}, true, "DELIVRD", "", ""}, journal, noon, address_of));
    EXPECT_TRUE(take_report({"G1", {"13900000002"}, false, "UNDELIV", "DB:0140", ""}, journal, noon,
                            address_of));
    EXPECT_FALSE(
        take_report({"G1", {"13911111111"}, true, "DELIVRD", "", ""}, journal, noon, address_of));
    EXPECT_EQ(state_of(journal, "k0"), messages::State::sent);
    EXPECT_EQ(state_of(journal, "k1"), messages::State::delivered);
    EXPECT_EQ(state_of(journal, "k2"), messages::State::failed);
}

TEST_F(SendingTest, H_42_a_wrong_mac_is_reported_as_illegal_mac_and_not_tried_again) {
    const auto known = settings_.sms;
    Gateway gateway([&](const Gateway::Request& request) { return said_of(request, known, 1); });
    settings_.sms_url = gateway.url();
    settings_.sms.secret_key = "another";
    EXPECT_EQ(send(to_numbers(2)).refused, 2);
    const Journal journal(folder_ / "journal");
    EXPECT_EQ(journal.look([](const auto& outbox) { return outbox.of("k1").reason; }),
              "IllegalMac");
}

TEST_F(SendingTest, H_42_one_wrong_number_keeps_no_other_from_its_message) {
    Gateway gateway([&](const Gateway::Request& request) {
        const auto body = nlohmann::json::parse(*base::from_base64(request.body));
        if (body.at("mobiles").get<std::string>().find("13900000001") == std::string::npos)
            return said_of(request, settings_.sms, 1);
        return std::string(R"({"msgGroup":"","rspcod":"InvalidMobile","success":false})");
    });
    settings_.sms_url = gateway.url();
    auto wanted = to_numbers(3);
    wanted.push_back({"k3", "sms", "139", "通知", "停电通知"});
    const Round first = send(wanted);
    EXPECT_EQ(first.failed, 3);
    EXPECT_EQ(first.refused, 1) << "what is no number is not put among others";
    const Round alone = send(wanted, noon + 60);
    EXPECT_EQ(alone.sent, 2);
    EXPECT_EQ(alone.refused, 1);
}

TEST_F(SendingTest, H_42_a_request_is_no_larger_than_the_rate_leaves) {
    int asked = 0;
    Gateway gateway(
        [&](const Gateway::Request& request) { return said_of(request, settings_.sms, ++asked); });
    settings_.sms_url = gateway.url();
    settings_.policy.per_minute = 10;
    EXPECT_EQ(send(to_numbers(25)).sent, 10);
    EXPECT_EQ(send(to_numbers(25), noon + 60).sent, 10);
    EXPECT_EQ(send(to_numbers(25), noon + 120).sent, 5);
    EXPECT_EQ(asked, 3);
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

/// What a gateway may say instead of an answer, and whether it may have taken the message all the
/// same.
std::string page(const char* status, const std::string& header = {}) {
    return std::string("HTTP/1.1 ") + status + "\r\n" + header + "Content-Length: 4\r\n\r\nsome";
}

TEST_F(SendingTest, X_24_an_answer_that_does_not_say_whether_it_was_taken_leaves_a_question) {
    std::string answer;
    int asked = 0;
    Gateway gateway([&](const Gateway::Request&) {
        ++asked;
        return answer;
    });
    settings_.sms_url = gateway.url();
    auto robot = some(1);
    robot[0].channel = "webhook";
    robot[0].address = gateway.url();
    for (const std::string& said :
         {page("500 Internal Server Error"), page("502 Bad Gateway"), page("503 Unavailable"),
          page("504 Gateway Timeout"),
          std::string("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"rsp"),
          std::string("HTTP/1.1 20")}) {
        answer = said;
        for (const auto& wanted : {some(1), robot}) {
            std::filesystem::remove(folder_ / "journal");
            asked = 0;
            EXPECT_EQ(send(wanted).unknown, 1) << said;
            EXPECT_EQ(send(wanted, noon + 600'000).settled, 1) << said;
            EXPECT_EQ(asked, 1) << said;
        }
    }
    for (const std::string& said : {page("200 OK"), page("204 No Content"),
                                    std::string(R"({"rspcod":"Timeout","success":false})")}) {
        std::filesystem::remove(folder_ / "journal");
        answer = said;
        EXPECT_EQ(send(some(1)).unknown, 1) << said;
    }
}

TEST_F(SendingTest, X_24_a_gateway_that_says_when_to_come_back_is_asked_again_then) {
    std::string answer = page("503 Unavailable", "Retry-After: 7200\r\n");
    int asked = 0;
    Gateway gateway([&](const Gateway::Request&) {
        ++asked;
        return answer;
    });
    settings_.sms_url = gateway.url();
    settings_.policy.quiet_from = settings_.policy.quiet_to = 0;
    EXPECT_EQ(send(some(1)).failed, 1);
    EXPECT_EQ(send(some(1), noon + 7'199).later, 1);
    answer = page("429 Too Many Requests");
    EXPECT_EQ(send(some(1), noon + 7'200).failed, 1);
    EXPECT_EQ(send(some(1), noon + 7'200 + 119).later, 1) << "no time said: the usual pause";
    answer = page("429 Too Many Requests", "Retry-After: 0\r\n");
    EXPECT_EQ(send(some(1), noon + 7'200 + 120).failed, 1);
    answer = page("404 Not Found");
    EXPECT_EQ(send(some(1), noon + 20'000).failed, 1) << "the address is wrong, not the message";
    answer = accepted;
    EXPECT_EQ(send(some(1), noon + 40'000).sent, 1);
    EXPECT_EQ(asked, 5);
    auto robot = some(1);
    robot[0] = {"k1", "webhook", gateway.url(), "催办", "请办理"};
    answer = page("503 Unavailable", "Retry-After: Wed, 01 Jan 2020 00:00:00 GMT\r\n");
    EXPECT_EQ(send(robot, noon + 40'000).failed, 1);
    answer = page("404 Not Found");
    EXPECT_EQ(send(robot, noon + 50'000).refused, 1);
}

TEST_F(SendingTest, X_05_quiet_hours_and_the_rate_keep_messages_for_later) {
    Gateway gateway([&](const Gateway::Request&) { return std::string(accepted); });
    settings_.sms_url = gateway.url();
    EXPECT_EQ(send(some(3), noon + 10 * 3'600).later, 3);
    settings_.policy.per_minute = 2;
    const Round round = send(some(3));
    EXPECT_EQ(round.sent, 2);
    EXPECT_EQ(round.later, 1);
    EXPECT_EQ(send(some(3), noon + 59).sent, 0) << "another program in the same minute";
    EXPECT_EQ(send(some(3), noon + 60).sent, 1);
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
    Journal one(folder_ / "journal"), other(folder_ / "journal");
    {
        const auto hold = one.hold();
        const auto again = one.hold();
        EXPECT_THROW((void)other.hold(), base::Error);
        one.write(messages::journal_line("try", "k0", noon));
        one.write(messages::journal_line("sent", "k0", noon, "G"));
    }
    other.follow();
    EXPECT_EQ(state_of(other, "k0"), messages::State::sent);
    const auto hold = other.hold();
    other.write(messages::journal_line("delivered", "k0", noon));
    EXPECT_THROW((void)one.hold(), base::Error);
    one.follow();
    EXPECT_EQ(state_of(one, "k0"), messages::State::delivered);
}

TEST_F(SendingTest, a_line_that_a_crash_cut_off_is_passed_over_by_readers_and_removed_by_writers) {
    const std::string whole = messages::journal_line("sent", "k0", noon, "G");
    base::SystemFiles().write(folder_ / "journal", whole + "sent\tk1\t15");
    Journal journal(folder_ / "journal");
    EXPECT_EQ(state_of(journal, "k1"), messages::State::waiting);
    const auto hold = journal.hold();
    EXPECT_EQ(base::SystemFiles().read(folder_ / "journal"), whole);
}

TEST_F(SendingTest, X_24_a_loop_sends_what_is_due_stops_and_lets_others_write_between_its_rounds) {
    std::mutex mutex;
    std::condition_variable came;
    int asked = 0;
    Gateway gateway([&](const Gateway::Request&) {
        const std::lock_guard lock(mutex);
        ++asked;
        came.notify_all();
        return std::string(accepted);
    });
    settings_.sms_url = gateway.url();
    Journal journal(folder_ / "journal");
    std::string logged;
    {
        const Loop loop({journal, settings_, [] { return some(3); }, [] { return noon; },
                         [&](const std::string& line) { logged += line; }, network_transport()});
        std::unique_lock lock(mutex);
        came.wait(lock, [&] { return asked == 3; });
        lock.unlock();
        Journal other(folder_ / "journal");
        (void)other.hold(std::chrono::minutes(1));
    }
    EXPECT_EQ(logged, "messages: sent 3, to be tried again 0, refused 0, waiting 0");
    EXPECT_EQ(state_of(journal, "k2"), messages::State::sent);
    EXPECT_EQ(asked, 3);
}

TEST_F(SendingTest, X_24_a_loop_waits_its_turn_while_another_program_sends) {
    Gateway gateway([&](const Gateway::Request&) { return std::string(accepted); });
    settings_.sms_url = gateway.url();
    Journal journal(folder_ / "journal"), other(folder_ / "journal");
    std::mutex mutex;
    std::condition_variable came;
    std::vector<std::string> lines;
    auto hold = std::make_optional(other.hold());
    const Loop loop({journal, settings_, [] { return some(1); }, [] { return noon; },
                     [&](const std::string& line) {
                         const std::lock_guard lock(mutex);
                         lines.push_back(line);
                         came.notify_all();
                     },
                     network_transport(), std::chrono::milliseconds(1)});
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return lines.size() > 1; });
    EXPECT_EQ(lines[0], "messages: Another program is sending messages; try again later.");
    hold.reset();
    came.wait(lock, [&] { return lines.back().starts_with("messages: sent 1"); });
    EXPECT_EQ(state_of(journal, "k0"), messages::State::sent);
}

TEST_F(SendingTest, X_24_a_mail_arrives_once_as_it_was_written) {
    for_tests::MailServer server;
    settings_.mail_server = server.url();
    settings_.mail_from = "w@example.org";
    EXPECT_EQ(send({mail_to("b@example.org")}).sent, 1);
    EXPECT_EQ(send({mail_to("b@example.org")}).settled, 1);
    server.stop();
    EXPECT_EQ(server.mails, 1);
    EXPECT_NE(server.said.find("MAIL FROM:<w@example.org>\n"), std::string::npos) << server.said;
    EXPECT_NE(server.said.find("RCPT TO:<b@example.org>\n"), std::string::npos);
    EXPECT_EQ(server.mail, messages::mail_text(mail_to("b@example.org"), "w@example.org", noon));
}

TEST_F(SendingTest, the_dots_of_a_mail_arrive) {
    for_tests::MailServer server;
    const std::string text = "Subject: x\r\n\r\n.\r\n..a\r\n.b\r\nc\r\n";
    network_transport()->mail({server.url(), "", "", "w@example.org", "a@example.org", text});
    server.stop();
    EXPECT_EQ(server.mail, text);
}

TEST_F(SendingTest, X_24_a_mail_put_off_is_tried_again_and_one_refused_is_not) {
    std::string on, says;
    for_tests::MailServer server(
        [&](const std::string& line) { return line.starts_with(on) ? says : std::string(); });
    settings_.mail_server = server.url();
    settings_.mail_from = "w@example.org";
    std::int64_t now = noon;
    const auto told = [&](const char* line, const char* answer) {
        on = line;
        says = answer;
        now += 3'600;
        return send({mail_to("a@example.org")}, now);
    };
    settings_.policy.quiet_from = settings_.policy.quiet_to = 0;
    EXPECT_EQ(told("RCPT", "450 busy").failed, 1);
    EXPECT_EQ(told(".", "451 later").failed, 1);
    EXPECT_EQ(told("MAIL", "421 going").failed, 1);
    EXPECT_EQ(told("MAIL", "530 sign in first").failed, 1) << "the settings are wrong, not it";
    EXPECT_EQ(told("RCPT", "550 nobody").refused, 1);
    EXPECT_EQ(told("-", "").settled, 1);
    const std::string text = base::SystemFiles().read(folder_ / "journal");
    EXPECT_EQ(text.find("example.org"), std::string::npos) << text;
    EXPECT_NE(text.find("550"), std::string::npos) << text;
}

TEST_F(SendingTest, a_password_does_not_go_over_a_connection_that_others_can_read) {
    for_tests::MailServer server;
    settings_.mail_server = server.url();
    settings_.mail_from = "w@example.org";
    settings_.mail_user = "user";
    settings_.mail_password = "secret";
    EXPECT_EQ(send({mail_to("a@example.org")}).failed, 1);
    server.stop();
    EXPECT_EQ(server.said.find("AUTH"), std::string::npos) << server.said;
    EXPECT_EQ(server.mails, 0);
}

TEST_F(SendingTest, settings_are_read_and_an_unknown_member_is_named) {
    const auto settings = read_settings(
        R"({"sms":{"url":"http://m","ec_name":"e","ap_id":"a","secret_key":"k","sign":"s"},"quiet":[0,0],"per_minute":5})");
    EXPECT_EQ(settings.sms.ap_id, "a");
    EXPECT_EQ(settings.policy.per_minute, 5);
    for (const char* wrong :
         {R"({"sms":{"key":"x"}})", R"({"quiet":[24,0]})", R"({"what":1})", R"({"per_minute":0})",
          R"({"ca_file":1})", R"({"send_again":["fax"]})", R"({"receiver":{"key":"short"}})",
          R"({"receiver":{"key":"with/a-slash-in-it"}})", "[]"})
        EXPECT_THROW((void)read_settings(wrong), base::Error) << wrong;
}

TEST_F(SendingTest, X_24_a_request_without_an_answer_is_not_made_again_until_somebody_says_so) {
    int asked = 0;
    Gateway gateway([&](const Gateway::Request&) {
        return ++asked == 2 ? std::string() : std::string(accepted);
    });
    settings_.sms_url = gateway.url();
    const Round round = send(some(3));
    EXPECT_EQ(round.sent, 2);
    EXPECT_EQ(round.unknown, 1);
    EXPECT_EQ(send(some(3), noon + 600'000).settled, 3);
    EXPECT_EQ(asked, 3);
    {
        Journal journal(folder_ / "journal");
        const auto hold = journal.hold();
        EXPECT_EQ(state_of(journal, "k1"), messages::State::unknown);
        journal.write(messages::journal_line("again", "k1", noon));
    }
    EXPECT_EQ(send(some(3), noon + 600'000).sent, 1);
    EXPECT_EQ(asked, 4);
}

TEST_F(SendingTest, X_24_a_channel_of_send_again_sends_what_was_not_answered_after_a_pause) {
    int asked = 0;
    Gateway gateway([&](const Gateway::Request&) {
        return ++asked == 1 ? std::string() : std::string(accepted);
    });
    settings_.sms_url = gateway.url();
    settings_.send_again = {"sms"};
    EXPECT_EQ(send(some(1)).unknown, 1);
    EXPECT_EQ(send(some(1), noon + 59).later, 1);
    EXPECT_EQ(send(some(1), noon + 60).sent, 1);
    EXPECT_EQ(asked, 2);
}

TEST_F(SendingTest, X_24_a_mail_cut_off_before_its_end_goes_again_and_one_after_it_does_not) {
    std::string at;
    for_tests::MailServer server([&](const std::string& line) {
        return !at.empty() && line.starts_with(at) ? std::string(for_tests::hang_up)
                                                   : std::string();
    });
    settings_.mail_server = server.url();
    settings_.mail_from = "w@example.org";
    at = "RCPT";
    EXPECT_EQ(send({mail_to("a@example.org")}).failed, 1);
    at = ".";
    EXPECT_EQ(send({mail_to("a@example.org")}, noon + 60).unknown, 1);
    at.clear();
    EXPECT_EQ(send({mail_to("a@example.org")}, noon + 6'000).settled, 1);
    server.stop();
    EXPECT_EQ(server.mails, 0);
}

}  // namespace
}  // namespace sending
