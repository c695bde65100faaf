#include "messages/outbox.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "messages/other_channels.hpp"

namespace messages {
namespace {

const Policy policy;

TEST(Outbox, what_was_accepted_is_never_due_again) {
    Outbox box;
    EXPECT_TRUE(box.is_due("a", policy, 0));
    box.read(journal_line("try", "a", 100) + journal_line("sent", "a", 101, "g1"));
    EXPECT_FALSE(box.is_due("a", policy, 1'000'000));
    EXPECT_EQ(box.keys_of_group("g1"), std::vector<std::string>{"a"});
    box.read(journal_line("delivered", "a", 102));
    EXPECT_EQ(box.of("a").state, State::delivered);
    box.read(journal_line("undelivered", "a", 103));
    EXPECT_EQ(box.of("a").state, State::delivered);
}

TEST(Outbox, an_attempt_without_an_answer_is_due_at_once_and_a_failed_one_after_its_pause) {
    Outbox box;
    box.read(journal_line("try", "a", 100));
    EXPECT_EQ(box.of("a").state, State::trying);
    EXPECT_TRUE(box.is_due("a", policy, 100));
    box.read(journal_line("failed", "a", 100, "SystemBusy"));
    EXPECT_FALSE(box.is_due("a", policy, 159));
    EXPECT_TRUE(box.is_due("a", policy, 160));
}

TEST(Outbox, X_24_what_is_unknown_waits_for_a_decision_unless_the_policy_sends_it_again) {
    Outbox box;
    box.read(journal_line("try", "a", 100) + journal_line("unknown", "a", 100, "no answer"));
    EXPECT_EQ(box.of("a").state, State::unknown);
    EXPECT_TRUE(box.is_settled("a", policy));
    EXPECT_FALSE(box.is_due("a", policy, 1'000'000));
    Policy resending = policy;
    resending.resends_unknown = true;
    EXPECT_FALSE(box.is_due("a", resending, 159));
    EXPECT_TRUE(box.is_due("a", resending, 160));
    box.read(journal_line("again", "a", 200, "by somebody"));
    EXPECT_TRUE(box.is_due("a", policy, 200));
    EXPECT_EQ(box.of("a").attempts, 0);
}

TEST(Outbox, pauses_double_up_to_the_longest_and_attempts_end) {
    EXPECT_EQ(pause_after(policy, 1), 60);
    EXPECT_EQ(pause_after(policy, 2), 120);
    EXPECT_EQ(pause_after(policy, 6), 1'920);
    EXPECT_EQ(pause_after(policy, 7), 3'600);
    EXPECT_EQ(pause_after(policy, 60), 3'600);
    Outbox box;
    for (int i = 0; i < policy.attempts_max; ++i) {
        EXPECT_FALSE(box.is_settled("a", policy));
        box.read(journal_line("try", "a", i) + journal_line("failed", "a", i, "no route"));
    }
    EXPECT_TRUE(box.is_settled("a", policy));
}

TEST(Outbox, a_line_that_was_cut_off_is_left_out_and_another_is_refused) {
    const std::string whole = journal_line("try", "a", 1) + journal_line("sent", "a", 2, "g");
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        Outbox box;
        box.read(std::string_view(whole).substr(0, size));
        EXPECT_EQ(box.of("a").state == State::sent, size == whole.size());
    }
    Outbox box;
    EXPECT_THROW(box.read("nonsense\n"), base::Error);
    EXPECT_THROW(box.read("what\ta\t1\t\n"), base::Error);
}

TEST(Outbox, X_05_nothing_goes_out_between_nine_in_the_evening_and_eight) {
    const auto at = [](int hour, int minute) {
        return std::int64_t{1'592'956'800} - 8 * 3'600 + hour * 3'600 + minute * 60;  // 2020-06-24
    };
    EXPECT_FALSE(is_quiet(policy, at(20, 59)));
    EXPECT_TRUE(is_quiet(policy, at(21, 0)));
    EXPECT_TRUE(is_quiet(policy, at(0, 0)));
    EXPECT_TRUE(is_quiet(policy, at(7, 59)));
    EXPECT_FALSE(is_quiet(policy, at(8, 0)));
    Policy never = policy;
    never.quiet_from = never.quiet_to = 0;
    EXPECT_FALSE(is_quiet(never, at(3, 0)));
    Policy noon = policy;
    noon.quiet_from = 12;
    noon.quiet_to = 14;
    EXPECT_TRUE(is_quiet(noon, at(13, 59)));
    EXPECT_FALSE(is_quiet(noon, at(14, 0)));
}

TEST(Outbox, no_more_than_the_rate_in_any_minute) {
    Policy three = policy;
    three.per_minute = 3;
    Outbox outbox;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(outbox.wait(three, 100 + i), 0);
        outbox.read(journal_line("try", "k" + std::to_string(i), 100 + i));
    }
    EXPECT_EQ(outbox.wait(three, 103), 57);
    EXPECT_EQ(outbox.wait(three, 159), 1);
    EXPECT_EQ(outbox.wait(three, 160), 0);
}

TEST(OtherChannels, a_mail_bears_an_id_of_its_key_and_a_subject_that_is_ascii) {
    const Message message{"k1", "email", "a@example.org",
                          "红色督办单：无电户问题台账二〇二〇年第一百零五号", "正文"};
    const std::string mail = mail_text(message, "wanjia@example.org", 1'592'956'800);
    for (const char c : mail) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
    EXPECT_NE(mail.find("Date: Wed, 24 Jun 2020 00:00:00 +0000\r\n"), std::string::npos);
    EXPECT_EQ(mail, mail_text(message, "wanjia@example.org", 1'592'956'800));
    Message bad = message;
    bad.address = "a@example.org\r\nBcc: all@example.org";
    EXPECT_THROW(mail_text(bad, "wanjia@example.org", 0), base::Error);
}

TEST(OtherChannels, a_webhook_is_signed_over_time_and_text) {
    Message message{"k1", "webhook", "", "题", "文"};
    const std::string one = webhook_body(message, "s", 1);
    EXPECT_NE(one, webhook_body(message, "s", 2));
    EXPECT_NE(one, webhook_body(message, "t", 1));
    EXPECT_EQ(one, webhook_body(message, "s", 1));
}

}  // namespace
}  // namespace messages
