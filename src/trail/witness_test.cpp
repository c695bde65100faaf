#include "trail/witness.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "log_for_tests.hpp"

// Witnesses that remember: TAL-1 section 6.7, numbers 2 to 5.

namespace trail {
namespace {

using Random = std::mt19937_64;

constexpr std::uint8_t witness_owner = 10;

std::vector<std::string> lines_of(std::uint64_t history, std::size_t size) {
    Random random(history);
    return split_lines(chain_lines("o", random_records(random, size)));
}

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

/// One log; a second history is the same up to its fork.
std::string checkpoint_of(const std::vector<std::string>& lines) {
    return sign_log("o", text_of(lines), key_of(log_owner));
}

WitnessState ask(const WitnessState& state, const std::vector<std::string>& lines,
                 std::int64_t time = 100) {
    const auto proof = state.size <= static_cast<std::int64_t>(lines.size())
                           ? prove_consistency(lines, state.size)
                           : std::vector<base::Digest>{};
    return witness(state, checkpoint_of(lines), key_of(log_owner).public_pem, proof, time);
}

base::ErrorKind refusal(const WitnessState& state, const std::vector<std::string>& lines) {
    try {
        (void)ask(state, lines);
    } catch (const base::Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "signed";
    return base::ErrorKind::internal;
}

TEST(Witness, R28_signs_a_log_that_grows_and_its_line_verifies) {
    const auto all = lines_of(1, 40);
    WitnessState state;
    for (const std::size_t size : {1U, 2U, 7U, 7U, 8U, 40U}) {
        const std::vector<std::string> lines(all.begin(), all.begin() + static_cast<int>(size));
        state = ask(state, lines, static_cast<std::int64_t>(size));
        const std::string checkpoint = checkpoint_of(lines);
        const std::string signed_by =
            checkpoint + answer_of(state, checkpoint, "grid", key_of(witness_owner).private_pem);
        EXPECT_EQ(cosigned_at(signed_by, "grid", key_of(witness_owner).public_pem),
                  static_cast<std::int64_t>(size));
        EXPECT_EQ(parse_state(format_state(state))->root, state.root);
    }
}

TEST(Witness, R28_a_log_that_went_back_to_yesterdays_backup_is_refused) {
    const auto all = lines_of(2, 20);
    const WitnessState state = ask({}, all);
    std::vector<std::string> yesterday(all.begin(), all.begin() + 12);
    EXPECT_EQ(refusal(state, yesterday), base::ErrorKind::conflict);
    // The restored office goes on: as long as before, then longer, with another history.
    Random random(99);
    const auto go_on = [&](std::size_t size) {
        std::string previous = line_hash(yesterday.back());
        auto lines = yesterday;
        for (const std::string& record : random_records(random, size - lines.size())) {
            lines.push_back(
                format_line(static_cast<std::int64_t>(lines.size() + 1), previous, record));
            previous = line_hash(lines.back());
        }
        return lines;
    };
    EXPECT_EQ(refusal(state, go_on(20)), base::ErrorKind::conflict);
    EXPECT_EQ(refusal(state, go_on(25)), base::ErrorKind::invalid_input);
}

TEST(Witness, R28_no_proof_no_signature_no_other_log_no_other_key) {
    const auto all = lines_of(3, 9);
    const WitnessState state = ask({}, {all.begin(), all.begin() + 4});
    const std::string checkpoint = checkpoint_of(all);
    const auto proof = prove_consistency(all, 4);
    const std::string& key = key_of(log_owner).public_pem;
    EXPECT_NO_THROW((void)witness(state, checkpoint, key, proof, 1));
    EXPECT_THROW((void)witness(state, checkpoint, key, {}, 1), base::Error);
    for (std::size_t i = 0; i < proof.size(); ++i) {
        auto wrong = proof;
        wrong[i][0] ^= 1U;
        EXPECT_THROW((void)witness(state, checkpoint, key, wrong, 1), base::Error);
    }
    EXPECT_THROW((void)witness(state, checkpoint, key_of(77).public_pem, proof, 1), base::Error);
    WitnessState other = state;
    other.origin = "other-log";
    EXPECT_THROW((void)witness(other, checkpoint, key, proof, 1), base::Error);
    EXPECT_THROW((void)witness(state, "hello", key, proof, 1), base::Error);
}

TEST(Witness, R28_of_two_heads_shown_to_three_witnesses_at_most_one_gets_two_signatures) {
    Random random(4);
    for (int tried = 0; tried < 40; ++tried) {
        const std::size_t size = 2 + random() % 20;
        const auto left = lines_of(1000 + random() % 50, size);
        const auto right = lines_of(2000 + random() % 50, size);
        int signed_left = 0;
        int signed_right = 0;
        for (int w = 0; w < 3; ++w) {
            WitnessState state;
            const bool left_first = random() % 2 == 0;
            for (const bool is_left : {left_first, !left_first}) try {
                    state = ask(state, is_left ? left : right);
                    ++(is_left ? signed_left : signed_right);
                } catch (const base::Error&) {
                }
        }
        EXPECT_EQ(signed_left + signed_right, 3);
        EXPECT_FALSE(signed_left >= 2 && signed_right >= 2);
    }
}

TEST(Witness, R28_ten_thousand_crashes_between_keeping_and_answering_never_give_two_answers) {
    Random random(5);
    const auto one = lines_of(6, 12);
    const auto other = lines_of(7, 12);
    std::vector<std::string> heads[2];
    for (std::size_t size = 1; size <= 12; ++size) {
        heads[0].push_back(checkpoint_of({one.begin(), one.begin() + static_cast<int>(size)}));
        heads[1].push_back(checkpoint_of({other.begin(), other.begin() + static_cast<int>(size)}));
    }
    const std::string key = key_of(log_owner).public_pem;
    const std::string private_pem = key_of(witness_owner).private_pem;
    std::string disk = format_state({});
    std::map<std::int64_t, std::set<std::string>> answers;  // by size
    int crashes = 0;
    std::int64_t time = 0;
    while (crashes < 10'000) {
        if (random() % 200 == 0) {
            disk = format_state({});
            answers.clear();
        }
        const std::size_t history = random() % 2;
        const auto& lines = history == 0 ? one : other;
        const std::size_t size = 1 + random() % 12;
        const std::vector<std::string> shown(lines.begin(), lines.begin() + static_cast<int>(size));
        const std::string& checkpoint = heads[history][size - 1];
        const WitnessState state = parse_state(disk).value();
        try {
            const auto proof = state.size <= static_cast<std::int64_t>(size)
                                   ? prove_consistency(shown, state.size)
                                   : std::vector<base::Digest>{};
            const WitnessState next = witness(state, checkpoint, key, proof, ++time);
            const int crash = static_cast<int>(random() % 3);
            crashes += crash < 2 ? 1 : 0;
            if (crash == 0) continue;  // before the state was kept
            disk = format_state(next);
            if (crash == 1) continue;  // kept, and nothing said
            answers[next.size].insert(answer_of(next, checkpoint, "grid", private_pem));
            EXPECT_EQ(answers[next.size].size(), 1U);
        } catch (const base::Error&) {
            crashes += 1;  // a refusal changes nothing either
        }
    }
}

TEST(Witness, R28_a_checkpoint_other_than_the_one_kept_is_not_signed) {
    const auto lines = lines_of(8, 5);
    const WitnessState state = ask({}, lines);
    const std::string longer = checkpoint_of(lines_of(8, 6));
    EXPECT_THROW((void)answer_of(state, longer, "grid", key_of(witness_owner).private_pem),
                 base::Error);
}

TEST(Witness, a_state_has_one_spelling) {
    const std::string text = format_state(ask({}, lines_of(9, 3)));
    ASSERT_TRUE(parse_state(text));
    Random random(9);
    int refused = 0;
    for (int i = 0; i < 500; ++i) {
        std::string changed = text;
        changed[random() % changed.size()] = static_cast<char>(random() % 256);
        const auto state = parse_state(changed);
        EXPECT_EQ(state ? format_state(*state) : changed, changed);
        refused += state ? 0 : 1;
    }
    EXPECT_GT(refused, 300);
    EXPECT_FALSE(parse_state(""));
    EXPECT_FALSE(parse_state(text + "\n"));
}

}  // namespace
}  // namespace trail
