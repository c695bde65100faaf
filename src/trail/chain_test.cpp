#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "log_for_tests.hpp"
#include "trail/trail.hpp"

namespace trail {
namespace {

const std::string origin = "test-origin-audit";

/// The vector of TAL-1 section 6.6.
const std::vector<std::string> vector_records = {R"({"a":"login","u":"u1"})",
                                                 R"({"a":"ledger.close","u":"u1","k":"L7"})",
                                                 R"({"a":"ledger.verify","u":"u2","k":"L7"})"};

TEST(Chain, R28_the_published_vector_is_met) {
    EXPECT_EQ(genesis_hash(origin),
              "8da9a8ce3caa10bf7e813acafde5f7b58d66f7f9f884476e82d7e812234ac130");
    const auto lines = split_lines(chain_lines(origin, vector_records));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(line_hash(lines[0]),
              "33a2eb740c26452a7f44a5f1ea8fbadd640377ad9d418f849ea41f810d7b858b");
    EXPECT_EQ(line_hash(lines[1]),
              "54b12b9b7bf3e48056e3cb818ffe47bd56670c01b6cb54941c72d4cce4ae5f02");
    EXPECT_EQ(line_hash(lines[2]),
              "2af732c08f5f83d4a2959bef498fbbab46f6d5cc156a2a28a281b7556e0926aa");
    MerkleTree tree;
    for (const std::string& line : lines) tree.add(line);
    EXPECT_EQ(base::to_base64(tree.root()), "Cyfwj8OLYbuxGRwfB4A4C+LZ7WV6I7AUUUKpI6PfeHA=");
}

TEST(Chain, the_first_wrong_line_is_named_and_later_ones_are_ignored) {
    auto lines = split_lines(chain_lines(origin, vector_records));
    lines[1].back() = ' ';
    ChainVerifier verifier(origin);
    EXPECT_TRUE(verifier.add(lines[0]));
    EXPECT_TRUE(verifier.add(lines[1]));
    EXPECT_FALSE(verifier.add(lines[2]));
    ASSERT_TRUE(verifier.problem());
    EXPECT_NE(verifier.problem()->en.find("Line 3 "), std::string::npos);
    EXPECT_NE(verifier.problem()->zh.find("第 3 行"), std::string::npos);
    EXPECT_FALSE(verifier.add(lines[2]));
    EXPECT_EQ(verifier.size(), 2);
}

TEST(Chain, a_number_in_another_spelling_is_refused) {
    const std::string genesis = genesis_hash(origin);
    for (const char* number : {"01", "+1", " 1", "1 ", "", "2", "0", "１"}) {
        ChainVerifier verifier(origin);
        EXPECT_FALSE(verifier.add(std::string(number) + "\t" + genesis + "\t{}")) << number;
    }
}

TEST(Chain, a_line_without_its_three_columns_is_refused) {
    const std::string genesis = genesis_hash(origin);
    for (const std::string& line :
         {std::string(), std::string("1"), "1\t" + genesis, "1\t" + genesis + "\t",
          "1\t" + genesis + "\t{}\t{}", "1\t" + genesis + "\t{}\r", "1\t" + genesis + "\t{}\n"}) {
        ChainVerifier verifier(origin);
        EXPECT_FALSE(verifier.add(line)) << line;
    }
}

TEST(Chain, another_origins_log_is_refused) {
    ChainVerifier verifier("other-origin");
    EXPECT_FALSE(verifier.add(split_lines(chain_lines(origin, vector_records))[0]));
}

/// The tags that an auditor who holds K_0 computes (TAL-1 section 6.5).
std::vector<base::Digest> tag_lines(base::Digest key, const std::vector<std::string>& lines) {
    std::vector<base::Digest> tags;
    for (const std::string& line : lines) {
        tags.push_back(base::hmac_sha256(key, line));
        key = next_ratchet_key(key);
    }
    return tags;
}

TEST(Ratchet, the_next_key_is_the_hash_of_the_label_and_the_key) {
    base::Digest key{};
    key.fill('k');
    EXPECT_EQ(next_ratchet_key(key), base::sha256("TAL-1/ratchet" + std::string(32, 'k')));
}

TEST(Ratchet, R28_who_knows_a_key_can_retag_from_there_on_but_nothing_before) {
    constexpr std::size_t count = 24;
    std::mt19937_64 random(5);
    const auto lines = split_lines(chain_lines(origin, random_records(random, count)));
    std::vector<std::string> forged = lines;
    for (std::string& line : forged) line.back() = ' ';
    base::Digest first{};
    first.fill(7);
    const auto expected = tag_lines(first, forged);  // what the auditor would accept

    base::Digest stolen = first;
    for (std::size_t j = 0; j < count; ++j, stolen = next_ratchet_key(stolen)) {
        base::Digest key = stolen;
        for (std::size_t ahead = j; ahead < 2 * count; ++ahead, key = next_ratchet_key(key)) {
            for (std::size_t i = 0; i < j; ++i)
                ASSERT_NE(base::hmac_sha256(key, forged[i]), expected[i]) << i << " with " << ahead;
            if (ahead < count) {
                ASSERT_EQ(base::hmac_sha256(key, forged[ahead]), expected[ahead]);
            }
        }
    }
}

}  // namespace
}  // namespace trail
