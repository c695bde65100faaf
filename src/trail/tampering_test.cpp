#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "log_for_tests.hpp"
#include "trail/trail.hpp"

// A published log is changed in one of the ways of TAL-1 section 6.7 and must be refused by whoever
// holds the public keys; left alone, or grown, it must not be.

namespace trail {
namespace {

/// A check that a careless verifier leaves out.
enum class LeftOut { nothing, log_signature, witnesses, root, chain };

bool is_vouched_for(const PublishedLog& log, LeftOut left_out) {
    const auto checkpoint = parse_checkpoint(log.checkpoint);
    if (!checkpoint || checkpoint->origin != log.origin) return false;
    if (left_out != LeftOut::log_signature &&
        !verify_log_signature(log.checkpoint, log.origin, key_of(log_owner).public_pem))
        return false;
    if (left_out == LeftOut::witnesses) return true;
    for (std::size_t i = 0; i < witness_names.size(); ++i)
        if (!verify_cosignature(log.checkpoint, witness_names[i],
                                key_of(static_cast<std::uint8_t>(10 + i)).public_pem))
            return false;
    return true;
}

bool is_accepted(const PublishedLog& log, LeftOut left_out = LeftOut::nothing) {
    if (!is_vouched_for(log, left_out) || (!log.text.empty() && log.text.back() != '\n'))
        return false;
    const auto checkpoint = parse_checkpoint(log.checkpoint);
    ChainVerifier verifier(log.origin);
    bool same =
        left_out == LeftOut::root || (checkpoint->size == 0 && !compare(verifier, *checkpoint));
    for (const std::string& line : split_lines(log.text)) {
        if (!verifier.add(line)) return left_out == LeftOut::chain && same;
        if (verifier.size() == checkpoint->size)
            same = left_out == LeftOut::root || !compare(verifier, *checkpoint);
    }
    return same;
}

using Random = std::mt19937_64;

std::string join_lines(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

void with_lines(std::string& text, const std::function<void(std::vector<std::string>&)>& change) {
    auto lines = split_lines(text);
    change(lines);
    text = join_lines(lines);
}

auto at(std::vector<std::string>& lines, std::size_t index) {
    return lines.begin() + static_cast<std::ptrdiff_t>(index);
}

void edit_byte(std::string& text, Random& random) {
    text[random() % text.size()] ^= static_cast<char>(1U << (random() % 8));
}

void replace_signature_lines(PublishedLog& log, const std::string& checkpoint) {
    const std::size_t notes = log.checkpoint.find("\n\n") + 2;
    const std::size_t witnesses = log.checkpoint.find('\n', notes) + 1;
    log.checkpoint = checkpoint + log.checkpoint.substr(witnesses);
}

void edit_a_byte(PublishedLog& log, Random& random) {
    edit_byte(log.text, random);
}
void edit_the_checkpoint(PublishedLog& log, Random& random) {
    edit_byte(log.checkpoint, random);
}
void delete_a_line(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) { lines.erase(at(lines, random() % lines.size())); });
}
void insert_a_line(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) {
        const std::string copy = lines[random() % lines.size()];
        lines.insert(at(lines, random() % lines.size()), copy);
    });
}
void swap_two_lines(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) {
        const std::size_t first = random() % lines.size();
        std::swap(lines[first], lines[(first + 1 + random() % (lines.size() - 1)) % lines.size()]);
    });
}
void cut_the_tail(PublishedLog& log, Random& random) {
    log.text.resize(random() % log.text.size());
}
void edit_the_last_line(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) { edit_byte(lines.back(), random); });
}
void lower_the_size(PublishedLog& log, Random& random) {
    auto lines = split_lines(log.checkpoint);
    lines[1] = std::to_string(random() % std::stoull(lines[1]));
    log.checkpoint = join_lines(lines);
}
void remove_a_signature(PublishedLog& log, Random& random) {
    with_lines(log.checkpoint, [&](auto& lines) {
        lines.erase(at(lines, lines.size() - 1 - random() % (1 + witness_names.size())));
    });
}
void damage_a_signature(PublishedLog& log, Random& random) {
    with_lines(log.checkpoint, [&](auto& lines) {
        edit_byte(lines[lines.size() - 1 - random() % (1 + witness_names.size())], random);
    });
}
/// The insider's best try: a new history, well chained and signed with the log's own key, under the
/// witnesses' old lines.
void rewrite_and_sign_again(PublishedLog& log, Random& random) {
    const auto records = random_records(random, split_lines(log.text).size());
    log.text = chain_lines(log.origin, records);
    replace_signature_lines(log, sign_log(log.origin, log.text, key_of(log_owner)));
}
void roll_back_and_sign_again(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) { lines.resize(random() % lines.size()); });
    replace_signature_lines(log, sign_log(log.origin, log.text, key_of(log_owner)));
}
void sign_with_another_key(PublishedLog& log, Random& random) {
    replace_signature_lines(log, sign_log(log.origin, log.text,
                                          key_of(static_cast<std::uint8_t>(100 + random() % 100))));
}

TEST(Tampering, R28_a_thousand_random_mutations_are_all_refused) {
    const std::vector<void (*)(PublishedLog&, Random&)> mutations = {
        edit_a_byte,          edit_the_checkpoint, delete_a_line,          insert_a_line,
        swap_two_lines,       cut_the_tail,        edit_the_last_line,     lower_the_size,
        remove_a_signature,   damage_a_signature,  rewrite_and_sign_again, roll_back_and_sign_again,
        sign_with_another_key};
    Random random(28);
    int refused = 0;
    for (int tried = 0; tried < 1000;) {
        const PublishedLog clean = publish(random() % 2 == 0 ? "county530629-audit" : "o",
                                           random_records(random, 2 + random() % 20));
        PublishedLog changed = clean;
        mutations[static_cast<std::size_t>(tried) % mutations.size()](changed, random);
        if (changed.text == clean.text && changed.checkpoint == clean.checkpoint) continue;
        ++tried;
        EXPECT_FALSE(is_accepted(changed))
            << "mutation " << static_cast<std::size_t>(tried - 1) % mutations.size() << "\n"
            << changed.text << "\n"
            << changed.checkpoint;
        refused += is_accepted(changed) ? 0 : 1;
    }
    EXPECT_EQ(refused, 1000);
}

void drop_last_lines(PublishedLog& log, Random& random) {
    with_lines(log.text, [&](auto& lines) { lines.resize(random() % lines.size()); });
}

/// Entries behind the checkpoint are vouched for by the chain alone.
void edit_behind_the_checkpoint(PublishedLog& log, Random& /*random*/) {
    const auto lines = split_lines(log.text);
    log.text = join_lines(lines) + std::to_string(lines.size() + 1) + "\t" + std::string(64, '0') +
               "\t{}\n";
}

TEST(Tampering, R28_a_verifier_that_leaves_out_one_check_lets_an_attack_pass) {
    struct Planted {
        LeftOut left_out;
        void (*attack)(PublishedLog&, Random&);
        const char* what;
    };
    const Planted planted[] = {
        {LeftOut::log_signature, sign_with_another_key, "a stranger signs in the log's name"},
        {LeftOut::witnesses, rewrite_and_sign_again, "the insider writes history anew"},
        {LeftOut::witnesses, roll_back_and_sign_again, "the insider restores an old backup"},
        {LeftOut::root, drop_last_lines, "the newest entries are gone"},
        {LeftOut::chain, edit_behind_the_checkpoint, "an entry that follows nothing"}};
    for (const Planted& each : planted) {
        Random random(31);
        int passed = 0;
        for (int i = 0; i < 200; ++i) {
            PublishedLog log = publish("county", random_records(random, 2 + random() % 20));
            each.attack(log, random);
            EXPECT_FALSE(is_accepted(log)) << each.what;
            passed += is_accepted(log, each.left_out) ? 1 : 0;
        }
        EXPECT_GT(passed, 0) << each.what << ": the check is not what catches it";
    }
}

TEST(Tampering, R28_a_thousand_clean_logs_raise_no_alarm) {
    Random random(29);
    int alarms = 0;
    for (int i = 0; i < 1000; ++i) {
        auto records = random_records(random, random() % 30);
        PublishedLog log = publish("origin" + std::to_string(random() % 9), records);
        const auto grown = random_records(random, random() % 3);
        records.insert(records.end(), grown.begin(), grown.end());
        log.text = chain_lines(log.origin, records);
        if (!is_accepted(log)) ++alarms;
    }
    EXPECT_EQ(alarms, 0);
}

TEST(Tampering, a_cut_or_rewritten_log_is_named_as_such) {
    Random random(30);
    const PublishedLog log = publish("o", random_records(random, 4));
    const auto checkpoint = parse_checkpoint(log.checkpoint).value();
    ChainVerifier verifier("o");
    for (const std::string& line : split_lines(log.text)) {
        const auto problem = compare(verifier, checkpoint);
        ASSERT_TRUE(problem);
        EXPECT_NE(problem->en.find("cut off"), std::string::npos);
        ASSERT_TRUE(verifier.add(line));
    }
    EXPECT_FALSE(compare(verifier, checkpoint));
    ChainVerifier other("o");
    for (const std::string& line : split_lines(chain_lines("o", random_records(random, 4))))
        ASSERT_TRUE(other.add(line));
    ASSERT_TRUE(compare(other, checkpoint));
    EXPECT_NE(compare(other, checkpoint)->en.find("rewritten"), std::string::npos);
}

}  // namespace
}  // namespace trail
