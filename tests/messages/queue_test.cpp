#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/error.hpp"
#include "gateway_for_tests.hpp"
#include "late_entry.hpp"

namespace {

using for_tests::village;
using nlohmann::json;
using nlohmann::ordered_json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* accepted = R"({"msgGroup":"G1","rspcod":"success","success":true})";
constexpr const char* key = "abcdefghij0123456789";

/// Gives no word to the first request and takes the others.
struct SilentAtFirst {
    int asked = 0;
    for_tests::Gateway gateway{
        [this](const auto&) { return std::string(++asked == 1 ? "" : accepted); }};
};

class QueueTest : public for_tests::LateEntry {
protected:
    void SetUp() override {
        LateEntry::SetUp();
        contact();
    }
    json queue(const app::QueueQuery& query = {},
               const people::Access& who = people::everything()) {
        return json::parse(app::Messages(environment_, *app_).queue(query, who));
    }
    json inbox(const std::string& name) {
        return json::parse(app::Messages(environment_, *app_).inbox(access(name)));
    }
    std::filesystem::path settings(const std::string& url, mode_t mode = 0600) {
        const auto file = database_.folder() / "messages.json";
        files_.write(file, json{{"sms",
                                 {{"url", url},
                                  {"ec_name", "单位"},
                                  {"ap_id", "a"},
                                  {"secret_key", "verysecret"},
                                  {"sign", "s"}}},
                                {"receiver", {{"key", key}}},
                                {"quiet", {0, 0}}}
                               .dump());
        chmod(file.c_str(), mode);
        return file;
    }
    ordered_json letter(const ordered_json& contacts, const ordered_json& users) {
        return {{"title", "会议通知"},
                {"text", "明天上午九点开会。"},
                {"contacts", contacts},
                {"users", users}};
    }
    ordered_json to_contact() {
        return ordered_json::array({{{"region", county_contact}, {"number", 1}}});
    }
    std::string reply(const std::string& text, const std::string& mobile = "13900000001") {
        return json{{"mobile", mobile}, {"smsContent", text}, {"sendTime", "2020-01-17 12:00:00"}}
            .dump();
    }
};

TEST_P(QueueTest, X_24_the_queue_says_what_became_of_each_message_and_masks_its_contact) {
    auto waiting = queue();
    ASSERT_GT(waiting.at("total"), 0);
    EXPECT_EQ(waiting.at("counts").at("waiting"), waiting.at("total"));
    EXPECT_THAT(waiting.dump(), AllOf(Not(HasSubstr("13900000001")), HasSubstr("139****0001")));
    EXPECT_THAT(waiting.dump(), Not(HasSubstr("向某某")));
    for_tests::Gateway gateway([&](const auto&) { return std::string(accepted); });
    app::Messages messages(environment_, *app_);
    messages.configure(settings(gateway.url()));
    EXPECT_EQ(json::parse(messages.send()).at("sent"), waiting.at("total"));
    EXPECT_EQ(queue().at("counts").at("sent"), waiting.at("total"));
    const std::string report = R"({"msgGroup":"G1","reportStatus":"DELIVRD","mobiles":["1"]})";
    const std::string other = R"({"msgGroup":"G9","reportStatus":"DELIVRD"})";
    EXPECT_EQ(messages.take_reports("[" + report + "," + other + "]"),
              R"({"taken":1,"unknown":1})");
    EXPECT_EQ(messages.take_reports(report), R"({"taken":1,"unknown":0})");
    EXPECT_EQ(queue({.state = "delivered"}).at("total"), 1);
    EXPECT_THROW((void)messages.take_reports("no"), base::Error);
}

TEST_P(QueueTest, the_queue_is_read_by_pages_filters_and_within_ones_reach) {
    contact("no", "2", "13900000002");
    const auto all = queue();
    const std::int64_t total = all.at("total");
    ASSERT_GT(total, 1);
    std::set<std::string> keys;
    for (json next = 0; !next.is_null();) {
        const auto page = queue({.after = next.get<std::int64_t>(), .limit = 1});
        keys.insert(page.at("messages").at(0).at("key"));
        next = page.at("next");
    }
    EXPECT_EQ(static_cast<std::int64_t>(keys.size()), total);
    EXPECT_EQ(queue({.channel = "email"}).at("total"), 0);
    EXPECT_EQ(queue({.region = village(0)}).at("total"), total);
    EXPECT_EQ(queue({.region = village(1)}).at("total"), 0);
    user("county", "lead_unit", county_contact);
    user("clerk", "village_clerk", village(0));
    user("post", "patroller", county_contact);
    EXPECT_EQ(queue({}, access("county")).at("total"), total);
    EXPECT_EQ(queue({}, access("clerk")).at("total"), 0) << "the contact is the county's";
    EXPECT_EQ(queue({}, access("post")).at("total"), 0) << "the role may not read contacts";
}

TEST_P(QueueTest, X_24_what_somebody_writes_goes_to_contacts_and_to_accounts_once) {
    user("county", "lead_unit", county_contact);
    user("clerk", "village_clerk", village(0));
    user("leader", "township_leader", for_tests::township);
    apply_as("county", "write_message", letter(to_contact(), {"clerk", "clerk"}));
    const auto written = queue({}, access("county")).at("messages");
    std::map<std::string, json> by_channel;
    for (const auto& each : written)
        if (each.at("kind") == "written") by_channel[each.at("channel")] = each;
    ASSERT_EQ(by_channel.size(), 2U);
    EXPECT_EQ(by_channel["sms"].at("text"), "【万家】明天上午九点开会。回复 TD 退订。");
    EXPECT_EQ(by_channel["in_page"].at("user"), "clerk");
    EXPECT_EQ(by_channel["in_page"].at("state"), "waiting");
    EXPECT_EQ(inbox("clerk").at("unread"), 1);
    const auto letters = inbox("clerk").at("messages");
    for (const bool read : {false, true}) {
        apply_as("clerk", "mark_messages",
                 {{"messages", {letters.at(0).at("message")}}, {"read", read}});
        EXPECT_EQ(queue({.state = read ? "read" : "delivered"}).at("total"), 1);
    }
    for (const auto& each : inbox("leader").at("messages")) EXPECT_NE(each.at("kind"), "written");
    EXPECT_THROW(apply_as("clerk", "write_message", letter(to_contact(), json::array())),
                 base::Error)
        << "the role may not";
    EXPECT_THROW(apply_as("county", "write_message", letter(json::array(), json::array())),
                 base::Error);
    EXPECT_THROW(apply_as("county", "write_message", letter(json::array(), {"nobody"})),
                 base::Error);
    user("township", "lead_unit", for_tests::township);
    EXPECT_THROW(apply_as("township", "write_message", letter(to_contact(), json::array())),
                 base::Error)
        << "the contact lies beyond the reach";
}

TEST_P(QueueTest, X_05_a_slip_is_on_the_pages_of_who_holds_the_role_until_it_is_read) {
    user("leader", "township_leader", for_tests::township);
    user("elsewhere", "township_leader", village(1));
    user("clerk", "village_clerk", village(0));
    const auto before = inbox("leader");
    ASSERT_GT(before.at("unread"), 0);
    EXPECT_EQ(inbox("elsewhere").at("unread"), 0);
    EXPECT_EQ(inbox("clerk").at("unread"), 0);
    const std::string id = before.at("messages").at(0).at("message");
    const auto mark = [&](const std::string& name, bool read) {
        apply_as(name, "mark_messages", {{"messages", {id}}, {"read", read}});
    };
    mark("leader", false);
    EXPECT_EQ(inbox("leader").at("unread"), before.at("unread"));
    EXPECT_EQ(inbox("leader").at("messages").at(0).at("shown_at"), "2020-01-17T12:00");
    clock_.set(clock_.now() + std::chrono::hours(1));
    mark("leader", true);
    mark("leader", true);
    const auto after = inbox("leader").at("messages").at(0);
    EXPECT_EQ(after.at("shown_at"), "2020-01-17T12:00");
    EXPECT_EQ(after.at("read_at"), "2020-01-17T13:00");
    EXPECT_EQ(inbox("leader").at("unread"), before.at("unread").get<int>() - 1);
    EXPECT_THROW(mark("clerk", true), base::Error) << "it is another's";
    EXPECT_THROW(mark("elsewhere", true), base::Error);
    EXPECT_THROW(put("message_receipt", {{"user", "leader"}, {"message", id}}), base::Error);
}

TEST_P(QueueTest, X_24_of_a_message_without_an_answer_somebody_decides_and_the_trail_knows_who) {
    SilentAtFirst silent;
    app::Messages messages(environment_, *app_);
    messages.configure(settings(silent.gateway.url()));
    EXPECT_EQ(json::parse(messages.send()).at("unknown"), 1);
    const auto open = queue({.state = "unknown"});
    ASSERT_EQ(open.at("total"), 1);
    const std::string message = open.at("messages").at(0).at("key");
    clock_.set(clock_.now() + std::chrono::hours(1));
    EXPECT_EQ(json::parse(messages.send()).at("sent"), 0) << "not by itself";

    const auto decide = [&](const std::string& name, bool again, const std::string& which) {
        app::Command by;
        by.id = app_->new_id();
        by.actor.user = name;
        return json::parse(messages.decide(by, {.message = which, .again = again}, access(name)));
    };
    user("leader", "township_leader", for_tests::township);
    EXPECT_THROW(decide("leader", true, message), base::Error) << "without the right";
    user("county", "lead_unit", county_contact);
    EXPECT_THROW(decide("county", true, "none"), base::Error);
    EXPECT_EQ(decide("county", true, message).at("state"), "waiting");
    EXPECT_THROW(decide("county", false, message), base::Error) << "it is no open question now";
    (void)app_->export_trail(database_.folder() / "log");
    const std::string trail = files_.read(database_.folder() / "log" / "audit.log");
    EXPECT_THAT(trail.substr(trail.rfind('\n', trail.size() - 2)),
                AllOf(HasSubstr("message_again"), HasSubstr("county")));
    const int before = silent.asked;
    EXPECT_EQ(json::parse(messages.send()).at("sent"), 1);
    EXPECT_EQ(silent.asked, before + 1);
}

TEST_P(QueueTest, X_24_a_request_of_many_without_an_answer_is_decided_at_once) {
    for (int i = 2; i <= 6; ++i) contact("no", std::to_string(i), "1390000000" + std::to_string(i));
    SilentAtFirst silent;
    app::Messages messages(environment_, *app_);
    messages.configure(settings(silent.gateway.url()));
    messages.send();
    const auto open = queue().at("open");
    ASSERT_EQ(open.size(), 1U);
    const std::int64_t count = open.at(0).at("count");
    ASSERT_EQ(count, 6) << "the same words to six contacts";
    const std::string request = open.at(0).at("request");
    EXPECT_EQ(queue({.request = request}).at("total"), count);
    EXPECT_EQ(queue({.request = "none"}).at("total"), 0);
    EXPECT_EQ(queue({.state = "unknown", .tried_until = "2020-01-17T11:59"}).at("total"), 0);
    EXPECT_EQ(queue({.state = "unknown", .tried_from = "2020-01-17T12:01"}).at("total"), 0);
    const app::QueueQuery noon{.tried_from = "2020-01-17T12:00", .tried_until = "2020-01-17T12:00"};
    EXPECT_EQ(queue(noon).at("counts").at("unknown"), count);

    user("county", "lead_unit", county_contact);
    user("leader", "township_leader", for_tests::township);
    const auto decide = [&](const std::string& name, const app::MessageDecision& decision,
                            const std::string& id = {}) {
        app::Command by;
        by.id = id.empty() ? app_->new_id() : id;
        by.actor.user = name;
        return json::parse(messages.decide(by, decision, access(name)));
    };
    app::MessageDecision all{.of = {.request = request}, .count = count, .again = true};
    EXPECT_THROW(decide("leader", all), base::Error) << "may publish to none of them";
    app::MessageDecision fewer = all;
    --fewer.count;
    EXPECT_THROW(decide("county", fewer), base::Error);
    EXPECT_EQ(queue({.state = "unknown"}).at("total"), count) << "nothing was decided";

    const auto sequence = app_->latest_sequence();
    EXPECT_EQ(decide("county", all, "decision-1").dump(), R"({"count":6,"state":"waiting"})");
    EXPECT_EQ(app_->latest_sequence(), sequence + 1) << "one entry of the trail";
    EXPECT_EQ(decide("county", all, "decision-1").at("count"), count);
    fewer.again = false;
    EXPECT_THROW(decide("county", fewer, "decision-1"), base::Error) << "the id is another's";
    EXPECT_EQ(app_->latest_sequence(), sequence + 1);
    const int before = silent.asked;
    EXPECT_EQ(json::parse(messages.send()).at("sent"), count);
    EXPECT_EQ(silent.asked, before + 1);
    decide("county", all, "decision-1");
    EXPECT_EQ(json::parse(messages.send()).at("sent"), 0) << "the same decision sends nothing more";
}

TEST_P(QueueTest, X_24_a_decision_that_was_cut_off_is_carried_on_by_the_same_command) {
    for (int i = 2; i <= 3; ++i) contact("no", std::to_string(i), "1390000000" + std::to_string(i));
    for_tests::Gateway gateway([](const auto&) { return std::string(); });
    app::Messages messages(environment_, *app_);
    messages.configure(settings(gateway.url()));
    messages.send();
    const auto file = database_.folder() / "data" / "messages" / "journal";
    const std::string before = files_.read(file);
    const app::MessageDecision settle{.of = {.channel = "sms"}, .count = 3, .again = false};
    const auto decide = [&](app::Messages& by_whom) {
        app::Command by;
        by.id = "decision-1";
        return by_whom.decide(by, settle);
    };
    decide(messages);
    const std::string lines = files_.read(file).substr(before.size());
    // Killed after the trail had it and the first line was on the disk.
    files_.write(file, before + lines.substr(0, lines.find('\n') + 1));
    const auto sequence = app_->latest_sequence();
    app::Messages again(environment_, *app_);
    EXPECT_EQ(queue().at("counts").at("unknown"), 2);
    EXPECT_EQ(decide(again), R"({"count":3,"state":"sent"})");
    EXPECT_EQ(queue().at("counts").at("sent"), 3);
    EXPECT_EQ(app_->latest_sequence(), sequence);
}

TEST_P(QueueTest, X_24_a_reply_counts_once_and_opts_out_who_says_so) {
    app::Messages messages(environment_, *app_);
    EXPECT_EQ(messages.take_replies(reply("收到")), R"({"taken":1,"unknown":0,"opted_out":0})");
    EXPECT_EQ(queue().at("counts").count("opted_out"), 0U);
    for (const char* mobile : {"8613900000001", "13900000001"})
        EXPECT_EQ(messages.take_replies(reply(" td ", mobile)),
                  R"({"taken":1,"unknown":0,"opted_out":1})");
    EXPECT_EQ(messages.take_replies(reply("TD", "13900000009")),
              R"({"taken":0,"unknown":1,"opted_out":0})");
    const auto after = queue();
    EXPECT_EQ(after.at("counts").at("opted_out"), after.at("total"));
    const auto replies = app_->register_rows("message_reply", "", 0, 10);
    ASSERT_EQ(replies.total, 2);
    for (const auto& row : replies.rows)
        for (const auto& text : row.texts) EXPECT_THAT(text, Not(HasSubstr("收到")));
    const auto sequence = app_->latest_sequence();
    (void)messages.take_replies(reply("收到"));
    EXPECT_EQ(app_->latest_sequence(), sequence) << "pushed again, it changes nothing";
}

TEST_P(QueueTest, S_28_the_words_of_a_reply_go_three_years_after_it_was_taken) {
    app::Messages(environment_, *app_).take_replies(reply("收到"));
    const auto gone = [&](const char* day) {
        const auto rows = app_->expired(*base::parse_date(day));
        return std::ranges::count(rows, "message_reply", &app::Expired::register_name);
    };
    EXPECT_EQ(gone("2023-01-17"), 0);
    EXPECT_EQ(gone("2023-01-18"), 1);
}

TEST_P(QueueTest, no_account_can_take_a_reply_and_no_row_of_messages_is_written_by_hand) {
    user("county", "lead_unit", county_contact);
    EXPECT_THROW(
        apply_as(
            "county", "take_reply",
            {{"reply", "x"}, {"region", county_contact}, {"contact", 1}, {"meaning", "opt_out"}}),
        base::Error);
    for (const char* name : {"written_message", "message_receipt", "message_reply"})
        EXPECT_THROW(put(name, {{"region", county_contact}}), base::Error) << name;
}

TEST_P(QueueTest, X_24_a_sender_beside_the_pages_sends_without_saying_its_secrets) {
    std::mutex mutex;
    std::condition_variable came;
    std::string logged;
    for_tests::Gateway gateway([&](const auto&) { return std::string(accepted); });
    app::Messages messages(environment_, *app_);
    messages.start([](const std::string&) { FAIL() << "there are no settings"; });
    EXPECT_FALSE(messages.is_receiver(key));
    messages.configure(settings(gateway.url()));
    EXPECT_TRUE(messages.is_receiver(key));
    EXPECT_FALSE(messages.is_receiver(std::string(key) + "x"));
    EXPECT_FALSE(messages.is_receiver(""));
    messages.start([&](const std::string& line) {
        const std::lock_guard lock(mutex);
        logged += line;
        came.notify_all();
    });
    std::unique_lock lock(mutex);
    came.wait(lock, [&] { return logged.find("sent") != std::string::npos; });
    lock.unlock();
    EXPECT_TRUE(json::parse(messages.queue({})).at("sending"));
    messages.stop();
    EXPECT_EQ(queue().at("counts").count("waiting"), 0U);
    for (const char* secret : {"verysecret", "13900000001", key, "127.0.0.1"})
        EXPECT_THAT(logged, Not(HasSubstr(secret)));
    EXPECT_THROW(messages.configure(settings(gateway.url(), 0644)), base::Error);
}

TEST_P(QueueTest, a_message_to_a_contact_that_was_removed_is_listed_as_failed) {
    apply("write_message", letter(to_contact(), json::array()));
    apply("remove",
          {{"register", "contact"}, {"values", {{"region", county_contact}, {"number", "1"}}}});
    const auto left = queue();
    EXPECT_EQ(left.at("total"), 1);
    EXPECT_EQ(left.at("counts").at("failed"), 1);
}

TEST_P(QueueTest, X_27_what_was_written_read_and_answered_is_done_again_to_equal_tables) {
    user("county", "lead_unit", county_contact);
    user("clerk", "village_clerk", village(0));
    apply_as("county", "write_message", letter(to_contact(), {"clerk"}));
    const std::string id = inbox("clerk").at("messages").at(0).at("message");
    apply_as("clerk", "mark_messages", {{"messages", {id}}, {"read", true}});
    (void)app::Messages(environment_, *app_).take_replies(reply("TD"));
    app_.reset();
    app::Options again = options();
    again.data_folder = database_.folder() / "again";
    again.database.clear();
    const auto report = app::App::replay(environment_, options(), again);
    EXPECT_GT(report.replayed, 0);
    for (const auto& table : report.tables) EXPECT_TRUE(table.equal) << table.table;
}

INSTANTIATE_ON_BOTH_DATABASES(QueueTest);

}  // namespace
