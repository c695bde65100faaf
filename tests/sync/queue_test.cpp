#include <gtest/gtest.h>

#include <vector>

#include "base/error.hpp"
#include "county.hpp"

// R9: the queue of a phone that was copied, sent again and again by both copies in any order, with
// answers that never arrive. A county that was sent the same queue once, and cleanly, must be equal
// in every table, trail and refusals included.
namespace {

using namespace sync_tests;

constexpr int villages = 3;
constexpr int queue_length = 50;

// What a phone makes without a network: never with numbers that only the server can know.
class Queue {
public:
    Queue(std::uint64_t chance, int serial, std::string issue, std::int64_t issue_version)
        : random_(chance), serial_(serial), issue_(std::move(issue)), seen_(issue_version) {
        for (int i = 0; i < queue_length; ++i) commands_.push_back(next(i));
    }
    [[nodiscard]] const std::vector<app::Command>& commands() const { return commands_; }

private:
    int pick(int below) { return static_cast<int>(random_.next() % static_cast<unsigned>(below)); }

    app::Command next(int counter) {
        app::Command command;
        command.id = "phone" + std::to_string(serial_) + "-" + std::to_string(counter + 1);
        command.actor.user = pick(2) == 0 ? "local" : "clerk";
        command.actor.device = "phone" + std::to_string(serial_);
        command.client_time = "2019-06-30T08:00:00." + std::to_string(100 + counter) + "+08:00";
        switch (pick(5)) {
            case 0:
                fill(command, "open_entry", opening());
                break;
            case 1:
            case 2:
                fill(command, "step", move());
                break;
            default:
                fill(command, "put", row());
        }
        return command;
    }

    static void fill(app::Command& command, const char* kind, const ordered_json& payload) {
        command.kind = kind;
        command.payload = payload.dump();
    }

    ordered_json row() {
        ordered_json payload{{"register", "settlement"},
                             {"values",
                              {{"region", village_code(pick(villages))},
                               {"number", std::to_string(pick(4))},
                               {"households", std::to_string(20 + pick(3))}}}};
        const char* facts[] = {"yes", "no", "perhaps"};  // one that no row may hold
        payload["values"]["four_g"] = facts[pick(3)];
        if (pick(2) == 0) payload["seen"] = 0;
        return payload;
    }

    ordered_json opening() {
        ordered_json values{{"region", village_code(pick(villages))},
                            {"source", "screening"},
                            {"found_on", "2019-06-30"},
                            {"category", "no_4g"}};
        if (pick(4) != 0) values["description"] = "无信号";  // refused without
        return {{"ledger", "issue"}, {"values", values}};
    }

    // In any order, so that many are refused when they come and would be possible later.
    ordered_json move() {
        const char* steps[] = {"assign", "sign", "measure", "check", "send_back"};
        const std::string step = steps[pick(5)];
        ordered_json values = ordered_json::object();
        if (step == "assign") values["unit"] = "unit" + std::to_string(pick(2));
        if (step == "measure") values["measure"] = "建站";
        if (step == "check") values["verify_method"] = "site";
        return {{"ledger", "issue"}, {"number", issue_}, {"step", step},
                {"seen", seen_},     {"values", values}, {"note", "说明"}};
    }

    base::SeededRandom random_;
    int serial_;
    std::string issue_;
    std::int64_t seen_;
    std::vector<app::Command> commands_;
};

// Every byte that the phone would get.
std::string answer(County& county, const app::Command& command) {
    try {
        const auto outcome = county.app().apply(command);
        return std::to_string(outcome.sequence) + " " + outcome.json;
    } catch (const base::Error& error) {
        return app::to_json(error);
    }
}

class Replay : public testing::Test {
protected:
    void SetUp() override {
        for (County* county : {&clean_, &copied_}) {
            (void)county->apply("load_programme", {{"yaml", programme()}});
            for (int i = 0; i < villages; ++i)
                county->put(
                    "village",
                    {{"region", village_code(i)}, {"residents", "100"}, {"households", "30"}});
        }
    }
    static std::string programme() {
        for (const auto& file : app::built_in_programmes())
            if (file.name == "huayuan-2019") return file.text;
        return {};
    }
    // The issue that the phone had read before it went away; the same in both counties.
    std::pair<std::string, std::int64_t> open_issue() {
        std::pair<std::string, std::int64_t> issue;
        for (County* county : {&clean_, &copied_}) {
            const auto outcome = county->apply("open_entry", {{"ledger", "issue"},
                                                              {"values",
                                                               {{"region", village_code(0)},
                                                                {"source", "screening"},
                                                                {"found_on", "2019-06-30"},
                                                                {"category", "no_4g"},
                                                                {"description", "无信号"}}}});
            const std::string number = ordered_json::parse(outcome.json).at("number");
            EXPECT_TRUE(issue.first.empty() || issue.first == number);
            issue = {number, outcome.sequence};
        }
        return issue;
    }
    // Two copies of the phone, each five times through; an answer that is lost is asked for again.
    void send_ten_times(const Queue& queue, const std::vector<std::string>& first) {
        const auto& commands = queue.commands();
        std::size_t at[] = {0, 0};
        int rounds[] = {0, 0};
        while (rounds[0] < 5 || rounds[1] < 5) {
            std::size_t copy = static_cast<std::size_t>(lost_.next() % 2);
            if (rounds[copy] == 5) copy = 1 - copy;
            ASSERT_EQ(answer(copied_, commands[at[copy]]), first[at[copy]])
                << commands[at[copy]].kind << " " << commands[at[copy]].payload;
            if (lost_.next() % 10 < 3) continue;
            if (++at[copy] < commands.size()) continue;
            at[copy] = 0;
            ++rounds[copy];
        }
    }

    County clean_{villages};
    County copied_{villages};
    base::SeededRandom lost_{seed()};
};

TEST_F(Replay, R_09_a_queue_sent_ten_times_by_two_copies_is_a_queue_sent_once) {
    const int queues = times(6, 1'000);
    int refused = 0;
    for (int serial = 0; serial < queues; ++serial) {
        const auto [issue, version] = open_issue();
        const Queue queue(seed() + static_cast<std::uint64_t>(serial), serial, issue, version);
        std::vector<std::string> first;
        for (const auto& command : queue.commands()) {
            first.push_back(answer(clean_, command));
            refused += first.back().starts_with("{\"error\"") ? 1 : 0;
        }
        ASSERT_NO_FATAL_FAILURE(send_ten_times(queue, first)) << "seed " << seed() << " " << serial;
        EXPECT_EQ(copied_.app().latest_sequence(), clean_.app().latest_sequence());
    }
    EXPECT_GT(refused, queues * 5);
    EXPECT_EQ(copied_.tables(), clean_.tables());
    EXPECT_EQ(app::to_json(copied_.app().score("huayuan-2019", "2019-06")),
              app::to_json(clean_.app().score("huayuan-2019", "2019-06")));
}

TEST_F(Replay, R_09_an_id_with_another_content_is_refused_and_changes_nothing) {
    const auto [issue, version] = open_issue();
    const Queue queue(seed(), 1, issue, version);
    for (const auto& command : queue.commands()) {
        const std::string first = answer(clean_, command);
        const auto before = clean_.app().latest_sequence();
        app::Command other = command;
        other.payload = ordered_json{{"register", "settlement"},
                                     {"values", {{"region", village_code(0)}, {"number", "other"}}}}
                            .dump();
        EXPECT_NE(answer(clean_, other).find("conflict"), std::string::npos);
        EXPECT_EQ(clean_.app().latest_sequence(), before);
        EXPECT_EQ(answer(clean_, command), first);
    }
}

// A refusal at a desk is no last word: the same person corrects it and sends it again.
TEST_F(Replay, R_09_what_is_refused_to_nobodys_device_may_be_tried_again) {
    app::Command command = clean_.command(
        "put", {{"register", "settlement"},
                {"values", {{"region", village_code(0)}, {"number", "1"}, {"households", "20"}}},
                {"seen", 0}});
    clean_.put("settlement", {{"region", village_code(0)}, {"number", "1"}, {"households", "21"}});
    EXPECT_NE(answer(clean_, command).find("conflict"), std::string::npos);
    (void)clean_.apply("remove", {{"register", "settlement"},
                                  {"values", {{"region", village_code(0)}, {"number", "1"}}}});
    EXPECT_EQ(answer(clean_, command).find("error"), std::string::npos);
}

}  // namespace
