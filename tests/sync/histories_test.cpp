#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "app/people.hpp"
#include "base/error.hpp"
#include "county.hpp"

// R12: many people at once. Each history runs four threads over the same few things and is then
// looked at for what only a lost update, a write skew or a stale permission can leave behind.
namespace {

using namespace sync_tests;

constexpr int threads = 4;
constexpr int operations_each = 50;

template <class Work>
void together(Work work) {
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back([&work, i] { work(i); });
    for (auto& thread : running) thread.join();
}

class Histories : public testing::Test {
protected:
    // Ids are made here: the county's own chance is not for several threads.
    std::optional<app::Outcome> tried(const char* kind, const ordered_json& payload,
                                      const char* user = "local") {
        app::Command command;
        command.id = "history-" + std::to_string(++commands_);
        command.actor.user = user;
        command.kind = kind;
        command.payload = payload.dump();
        try {
            return county_.app().apply(command);
        } catch (const base::Error& error) {
            EXPECT_NE(error.kind(), base::ErrorKind::internal) << error.message().en;
            return std::nullopt;
        }
    }
    std::optional<app::Outcome> write_counter(const std::string& number, std::int64_t value,
                                              std::int64_t seen, const char* user = "local") {
        return tried("put",
                     {{"register", "settlement"},
                      {"values",
                       {{"region", village_code(0)},
                        {"number", number},
                        {"households", std::to_string(value)}}},
                      {"seen", seen}},
                     user);
    }
    app::RegisterPage::Row counter(const std::string& number) {
        const auto page = county_.app().register_rows("settlement", village_code(0), 0, 500);
        for (const auto& row : page.rows)
            if (row.texts[1] == number) return row;
        ADD_FAILURE() << number;
        return {};
    }

    County county_{1};
    std::atomic<std::int64_t> commands_{0};
};

TEST_F(Histories, R_12_no_update_is_lost) {
    const int histories = times(10, 2'000);
    for (int history = 0; history < histories; ++history) {
        const std::string number = "c" + std::to_string(history % 100);
        const auto begun = history < 100 ? 0 : counter(number).version;
        ASSERT_TRUE(write_counter(number, 0, begun));
        std::atomic<int> counted{0};
        together([&](int) {
            for (int i = 0; i < operations_each; ++i) {
                const auto row = counter(number);
                // Two who write the same value do not contradict each other: one of them changed
                // it.
                const auto outcome =
                    write_counter(number, std::stoll(row.texts[3]) + 1, row.version);
                if (outcome && ordered_json::parse(outcome->json).at("changed")) ++counted;
            }
        });
        ASSERT_EQ(counter(number).texts[3], std::to_string(counted)) << "history " << history;
        ASSERT_GT(counted, 0);
    }
}

TEST_F(Histories, R_12_no_two_who_look_at_the_whole_go_beyond_its_limit_together) {
    const int histories = times(4, 400);
    std::vector<std::string> numbers;
    std::set<std::string> distinct;
    std::int64_t granted = 0;
    for (int history = 0; history < histories; ++history) {
        // Numbers are given by four at once, and each is asked to be put off.
        std::vector<std::string> fresh[threads];
        together([&](int thread) {
            for (int i = 0; i < 10; ++i) {
                const auto outcome = tried("open_entry", {{"ledger", "issue"},
                                                          {"values",
                                                           {{"region", village_code(0)},
                                                            {"source", "screening"},
                                                            {"found_on", "2019-06-30"},
                                                            {"category", "no_4g"},
                                                            {"description", "无信号"}}}});
                ASSERT_TRUE(outcome);
                const std::string number = ordered_json::parse(outcome->json).at("number");
                fresh[thread].push_back(number);
                (void)tried("ask",
                            {{"ledger", "issue"},
                             {"number", number},
                             {"request", "extend"},
                             {"value", "2019-07-20"},
                             {"reason", "材料未到"}},
                            "asker");
            }
        });
        for (const auto& of_one : fresh)
            for (const auto& number : of_one) {
                ASSERT_TRUE(distinct.insert(number).second) << number << " was given twice";
                numbers.push_back(number);
            }
        std::atomic<int> now{0};
        together([&](int thread) {
            for (const auto& number : fresh[thread])
                if (tried("decide", {{"ledger", "issue"}, {"number", number}, {"granted", true}},
                          "decider"))
                    ++now;
        });
        granted += now;
        // A fifth of all entries and not one more; and as many as that allows.
        const auto all = static_cast<std::int64_t>(numbers.size());
        ASSERT_LE(granted * 5, all) << "history " << history;
        ASSERT_GE((granted + 1) * 5, all) << "history " << history;
    }
}

TEST_F(Histories, R_12_nothing_is_done_with_a_permission_that_was_taken_back) {
    base::SeededRandom random(seed());
    (void)county_.apply(
        "add_user",
        {{"user", "clerk"},
         {"password", app::checked_password_hash(random, "clerk", "Qing-shan-2019-lu!shui")},
         {"must_change", false}});
    ASSERT_TRUE(write_counter("p", 0, 0));
    const int histories = times(5, 1'000);
    for (int history = 0; history < histories; ++history) {
        std::vector<std::pair<std::int64_t, std::int64_t>> held;  // trail numbers from, to
        std::vector<std::int64_t> written[threads];
        std::atomic<int> refused{0};
        together([&](int thread) {
            if (thread == 0) {
                for (int i = 0; i < operations_each / 2; ++i) {
                    const auto given = tried(
                        "grant",
                        {{"user", "clerk"}, {"role", "township_clerk"}, {"region", township_code}});
                    ASSERT_TRUE(given);
                    const auto grant = ordered_json::parse(given->json).at("grant");
                    const auto taken = tried("revoke", {{"grant", grant}});
                    ASSERT_TRUE(taken);
                    held.emplace_back(given->sequence, taken->sequence);
                }
                return;
            }
            for (int i = 0; i < operations_each; ++i) {
                const auto row = counter("p");
                const auto outcome = write_counter("p", thread * 100'000 + i, row.version, "clerk");
                if (outcome) {
                    written[thread].push_back(outcome->sequence);
                } else {
                    ++refused;
                }
            }
        });
        for (const auto& of_one : written)
            for (const auto sequence : of_one)
                ASSERT_TRUE(std::any_of(held.begin(), held.end(),
                                        [&](const auto& span) {
                                            return span.first < sequence && sequence < span.second;
                                        }))
                    << "history " << history << ": written at " << sequence << " without a grant";
        ASSERT_GT(refused, 0);
    }
}

}  // namespace
