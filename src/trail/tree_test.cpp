#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "trail/trail.hpp"
#include "tree_detail.hpp"

namespace trail {
namespace {

using Proof = std::vector<base::Digest>;

std::string line_of(std::size_t index) {
    return "line " + std::to_string(index);
}

/// RFC 6962 section 2.1 word for word, without sharing or shortcuts.
base::Digest plain_root(std::size_t begin, std::size_t end) {
    if (begin == end) return base::sha256({});
    if (end - begin == 1) return leaf_hash(line_of(begin));
    std::size_t k = 1;
    while (k * 2 < end - begin) k *= 2;
    return node_hash(plain_root(begin, begin + k), plain_root(begin + k, end));
}

void flip_random_bit(base::Digest& digest, std::mt19937_64& random) {
    digest[random() % digest.size()] ^= static_cast<std::uint8_t>(1U << (random() % 8));
}

/// A forest of size `size` with the root of each of its beginnings.
struct Grown {
    explicit Grown(std::size_t size) : levels(leaves(size)) {}
    static std::vector<base::Digest> leaves(std::size_t size) {
        std::vector<base::Digest> result;
        for (std::size_t i = 0; i < size; ++i) result.push_back(leaf_hash(line_of(i)));
        return result;
    }
    SubtreeLevels levels;
};

void check_inclusion(const SubtreeLevels& levels, std::size_t index, std::size_t size,
                     std::mt19937_64& random) {
    const base::Digest root = levels.root(0, size);
    Proof proof = levels.inclusion(index, size);
    const auto holds = [&](const std::string& line, std::size_t at, std::size_t of,
                           const base::Digest& top) {
        return verify_inclusion(line, static_cast<std::int64_t>(at), static_cast<std::int64_t>(of),
                                proof, top);
    };
    ASSERT_TRUE(holds(line_of(index), index, size, root)) << index << " of " << size;
    ASSERT_FALSE(holds(line_of(index + 1), index, size, root));
    ASSERT_FALSE(holds(line_of(index), (index + 1) % (size + 1), size, root));
    base::Digest other = root;
    flip_random_bit(other, random);
    ASSERT_FALSE(holds(line_of(index), index, size, other));
    proof.push_back(root);
    ASSERT_FALSE(holds(line_of(index), index, size, root)) << "a longer proof";
    proof.pop_back();
    if (proof.empty()) return;
    flip_random_bit(proof[random() % proof.size()], random);
    ASSERT_FALSE(holds(line_of(index), index, size, root)) << index << " of " << size;
    proof.pop_back();
    ASSERT_FALSE(holds(line_of(index), index, size, root)) << "a shorter proof";
}

void check_consistency(const SubtreeLevels& levels, std::size_t old_size, std::size_t size,
                       std::mt19937_64& random) {
    const base::Digest old_root = levels.root(0, old_size);
    const base::Digest root = levels.root(0, size);
    Proof proof = old_size == 0 ? Proof{} : levels.consistency(old_size, size);
    const auto holds = [&](const base::Digest& before, const base::Digest& after) {
        return verify_consistency(static_cast<std::int64_t>(old_size), before,
                                  static_cast<std::int64_t>(size), after, proof);
    };
    ASSERT_TRUE(holds(old_root, root)) << old_size << " to " << size;
    base::Digest other = old_root;
    flip_random_bit(other, random);
    ASSERT_FALSE(holds(other, root)) << old_size << " to " << size;
    if (old_size > 0) {
        other = root;
        flip_random_bit(other, random);
        ASSERT_FALSE(holds(old_root, other)) << old_size << " to " << size;
    }
    proof.push_back(root);
    ASSERT_FALSE(holds(old_root, root)) << "a longer proof";
    proof.pop_back();
    if (proof.empty()) return;
    flip_random_bit(proof[random() % proof.size()], random);
    ASSERT_FALSE(holds(old_root, root)) << old_size << " to " << size;
    proof.pop_back();
    ASSERT_FALSE(holds(old_root, root)) << "a shorter proof";
}

TEST(Tree, an_empty_tree_has_the_hash_of_nothing) {
    EXPECT_EQ(MerkleTree{}.root(), base::sha256(""));
    EXPECT_EQ(MerkleTree{}.size(), 0);
}

TEST(Tree, the_grown_root_is_that_of_the_definition_at_every_size) {
    MerkleTree tree;
    const Grown grown(200);
    for (std::size_t size = 1; size <= 200; ++size) {
        tree.add(line_of(size - 1));
        ASSERT_EQ(tree.root(), plain_root(0, size)) << size;
        ASSERT_EQ(grown.levels.root(0, size), tree.root()) << size;
    }
}

TEST(Tree, a_restored_tree_grows_as_the_one_that_was_stored) {
    MerkleTree whole;
    for (std::size_t size = 0; size < 70; ++size) {
        MerkleTree restored = MerkleTree::restore(whole.size(), whole.peaks());
        ASSERT_EQ(restored.root(), whole.root());
        whole.add(line_of(size));
        restored.add(line_of(size));
        ASSERT_EQ(restored.root(), whole.root()) << size;
        ASSERT_EQ(restored.size(), whole.size());
    }
}

TEST(Tree, peaks_that_do_not_go_with_the_size_are_refused) {
    const std::vector<base::Digest> two(2);
    EXPECT_NO_THROW(MerkleTree::restore(3, two));
    EXPECT_THROW(MerkleTree::restore(2, two), base::Error);
    EXPECT_THROW(MerkleTree::restore(0, two), base::Error);
    EXPECT_THROW(MerkleTree::restore(-1, two), base::Error);
}

TEST(Tree, R28_every_inclusion_up_to_200_is_proven_and_flipped_bits_are_refused) {
    const Grown grown(200);
    std::mt19937_64 random(1);
    for (std::size_t size = 1; size <= 200; ++size)
        for (std::size_t index = 0; index < size; ++index)
            ASSERT_NO_FATAL_FAILURE(check_inclusion(grown.levels, index, size, random));
}

TEST(Tree, R28_every_growth_up_to_200_is_proven_and_flipped_bits_are_refused) {
    const Grown grown(200);
    std::mt19937_64 random(2);
    for (std::size_t size = 0; size <= 200; ++size)
        for (std::size_t old_size = 0; old_size <= size; ++old_size)
            ASSERT_NO_FATAL_FAILURE(check_consistency(grown.levels, old_size, size, random));
}

TEST(Tree, R28_ten_thousand_random_proofs_of_a_million_lines) {
    constexpr std::size_t most = 1'000'000;
    const Grown grown(most);
    std::mt19937_64 random(3);
    for (int i = 0; i < 10'000; ++i) {
        const std::size_t size = i % 2 == 0 ? most : 1 + random() % most;
        const std::size_t other = random() % size;
        ASSERT_NO_FATAL_FAILURE(check_inclusion(grown.levels, other, size, random));
        ASSERT_NO_FATAL_FAILURE(check_consistency(grown.levels, other, size, random));
    }
}

TEST(Tree, every_single_bit_of_a_proof_counts) {
    const Grown grown(13);
    Proof inclusion = grown.levels.inclusion(9, 13);
    Proof consistency = grown.levels.consistency(6, 13);
    const auto included = [&] {
        return verify_inclusion(line_of(9), 9, 13, inclusion, plain_root(0, 13));
    };
    const auto consistent = [&] {
        return verify_consistency(6, plain_root(0, 6), 13, plain_root(0, 13), consistency);
    };
    ASSERT_TRUE(included());
    ASSERT_TRUE(consistent());
    for (Proof* proof : {&inclusion, &consistency})
        for (base::Digest& digest : *proof)
            for (std::size_t bit = 0; bit < digest.size() * 8; ++bit) {
                const auto mask = static_cast<std::uint8_t>(1U << (bit % 8));
                digest[bit / 8] ^= mask;
                ASSERT_FALSE(proof == &inclusion ? included() : consistent()) << bit;
                digest[bit / 8] ^= mask;
            }
}

TEST(Tree, the_public_proofs_are_made_from_lines) {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < 21; ++i) lines.push_back(line_of(i));
    for (std::int64_t i = 0; i < 21; ++i)
        EXPECT_TRUE(verify_inclusion(lines[static_cast<std::size_t>(i)], i, 21,
                                     prove_inclusion(lines, i), plain_root(0, 21)));
    for (std::int64_t i = 0; i <= 21; ++i)
        EXPECT_TRUE(verify_consistency(i, plain_root(0, static_cast<std::size_t>(i)), 21,
                                       plain_root(0, 21), prove_consistency(lines, i)));
}

TEST(Tree, entries_that_are_not_there_cannot_be_proven) {
    const std::vector<std::string> lines = {"a", "b"};
    EXPECT_NO_THROW(prove_inclusion(lines, 1));
    EXPECT_THROW(prove_inclusion(lines, 2), base::Error);
    EXPECT_THROW(prove_inclusion(lines, -1), base::Error);
    EXPECT_NO_THROW(prove_consistency(lines, 2));
    EXPECT_THROW(prove_consistency(lines, 3), base::Error);
    EXPECT_THROW(prove_consistency(lines, -1), base::Error);
}

TEST(Tree, indices_and_sizes_out_of_range_verify_as_false) {
    const base::Digest root = leaf_hash("a");
    EXPECT_TRUE(verify_inclusion("a", 0, 1, {}, root));
    EXPECT_FALSE(verify_inclusion("a", 1, 1, {}, root));
    EXPECT_FALSE(verify_inclusion("a", -1, 1, {}, root));
    EXPECT_FALSE(verify_inclusion("a", 0, 0, {}, root));
    EXPECT_TRUE(verify_consistency(1, root, 1, root, {}));
    EXPECT_FALSE(verify_consistency(2, root, 1, root, {}));
    EXPECT_FALSE(verify_consistency(-1, root, 1, root, {}));
}

}  // namespace
}  // namespace trail
