#include <gtest/gtest.h>

#include <string>

#include "key_detail.hpp"
#include "log_for_tests.hpp"
#include "trail/trail.hpp"

namespace trail {
namespace {

const std::string origin = "county530629-audit";

std::string signed_checkpoint() {
    const std::string body =
        checkpoint_body(origin, 7, base::sha256("root"), base::to_hex(base::sha256("line")));
    return sign_checkpoint(body, origin, key_of(log_owner).private_pem);
}

base::Digest digest_of_hex(const std::string& hex) {
    const std::string bytes = base::from_hex(hex).value();
    base::Digest digest{};
    std::copy(bytes.begin(), bytes.end(), digest.begin());
    return digest;
}

/// RFC 8032 section 7.1, test 1.
TEST(Key, a_seed_gives_the_key_pair_and_signature_of_the_standard) {
    const base::Digest seed =
        digest_of_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    const KeyPair pair = make_key_pair(seed);
    EXPECT_EQ(base::to_hex(public_key_bytes(pair.public_pem)),
              "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    EXPECT_EQ(
        base::to_hex(sign(pair.private_pem, "")),
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e397"
        "01cf9b46bd25bf5f0595bbe24655141438e7a100b");
}

TEST(Key, other_texts_are_refused_as_keys) {
    const KeyPair pair = key_of(1);
    EXPECT_THROW(public_key_bytes("nonsense"), base::Error);
    EXPECT_THROW(public_key_bytes(""), base::Error);
    EXPECT_THROW(public_key_bytes(pair.private_pem), base::Error);
    EXPECT_THROW(sign(pair.public_pem, "text"), base::Error);
    // An X25519 key: the same length, another purpose.
    EXPECT_THROW(public_key_bytes("-----BEGIN PUBLIC KEY-----\n"
                                  "MCowBQYDK2VuAyEAhSDwCYkwp1R0i33ctD73Wg2/"
                                  "Og0mOBr066SpjqqbTmo=\n"
                                  "-----END PUBLIC KEY-----\n"),
                 base::Error);
}

TEST(Checkpoint, the_body_has_four_lines) {
    EXPECT_EQ(checkpoint_body("o", 3, base::Digest{}, "ab"),
              "o\n3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nchain ab\n");
}

TEST(Checkpoint, what_is_signed_is_read_back) {
    const std::string text = signed_checkpoint();
    const auto checkpoint = parse_checkpoint(text);
    ASSERT_TRUE(checkpoint);
    EXPECT_EQ(checkpoint->origin, origin);
    EXPECT_EQ(checkpoint->size, 7);
    EXPECT_EQ(checkpoint->root, base::sha256("root"));
    EXPECT_EQ(checkpoint->chain, base::to_hex(base::sha256("line")));
    EXPECT_EQ(checkpoint->body, text.substr(0, text.find("\n\n") + 1));
    EXPECT_TRUE(verify_log_signature(text, origin, key_of(log_owner).public_pem));
}

/// The key id of C2SP signed-note, put together by hand.
TEST(Checkpoint, the_signature_line_holds_the_key_id_and_the_signature) {
    const std::string text = signed_checkpoint();
    const KeyPair pair = key_of(log_owner);
    const base::Digest key = public_key_bytes(pair.public_pem);
    const base::Digest id = base::sha256(origin + "\n\x01" + std::string(key.begin(), key.end()));
    const auto signature = sign(pair.private_pem, text.substr(0, text.find("\n\n") + 1));
    std::string bytes(id.begin(), id.begin() + 4);
    bytes.append(signature.begin(), signature.end());
    EXPECT_EQ(text.substr(text.find("\n\n") + 2),
              "— " + origin + " " + base::to_base64(base::as_bytes(bytes)) + "\n");
}

TEST(Checkpoint, another_key_or_name_does_not_verify) {
    const std::string text = signed_checkpoint();
    EXPECT_FALSE(verify_log_signature(text, origin, key_of(2).public_pem));
    EXPECT_FALSE(verify_log_signature(text, "other", key_of(log_owner).public_pem));
    EXPECT_FALSE(verify_cosignature(text, origin, key_of(log_owner).public_pem));
    EXPECT_FALSE(verify_log_signature("", origin, key_of(log_owner).public_pem));
}

TEST(Checkpoint, a_cosignature_vouches_for_the_same_body_at_its_time) {
    const std::string text = signed_checkpoint();
    const KeyPair witness = key_of(9);
    const std::string line = cosign_checkpoint(text, "w", witness.private_pem, 1561852800);
    EXPECT_TRUE(verify_cosignature(text + line, "w", witness.public_pem));
    EXPECT_TRUE(verify_log_signature(text + line, origin, key_of(log_owner).public_pem));
    EXPECT_FALSE(verify_cosignature(text + line, "w", key_of(8).public_pem));
    EXPECT_FALSE(verify_cosignature(text + line, "v", witness.public_pem));
    EXPECT_FALSE(verify_log_signature(text + line, "w", witness.public_pem));
    EXPECT_FALSE(verify_cosignature(text, "w", witness.public_pem));
    const std::string later = cosign_checkpoint(text, "w", witness.private_pem, 1561852801);
    EXPECT_NE(line, later);
    EXPECT_THROW((void)cosign_checkpoint("text", "w", witness.private_pem, 1), base::Error);
}

TEST(Checkpoint, one_wrong_line_of_a_key_spoils_its_right_ones) {
    const std::string text = signed_checkpoint();
    const std::string good = text.substr(text.find("\n\n") + 2);
    const std::string other = sign_checkpoint("another\n", origin, key_of(log_owner).private_pem);
    const std::string bad = other.substr(other.find("\n\n") + 2);
    EXPECT_TRUE(verify_log_signature(text + good, origin, key_of(log_owner).public_pem));
    EXPECT_FALSE(verify_log_signature(text + bad, origin, key_of(log_owner).public_pem));
}

TEST(Checkpoint, any_other_spelling_is_not_a_checkpoint) {
    const std::string text = signed_checkpoint();
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string changed = text;
        return changed.replace(changed.find(from), from.size(), to);
    };
    ASSERT_TRUE(parse_checkpoint(with("\n7\n", "\n8\n")));
    for (const std::string& changed : {std::string(),
                                       std::string("\n\n"),
                                       text.substr(0, text.find("\n\n") + 1),
                                       text.substr(0, text.find("\n\n") + 2),
                                       text.substr(0, text.size() - 1),
                                       text + "\n",
                                       with("\n7\n", "\n07\n"),
                                       with("\n7\n", "\n-7\n"),
                                       with("\n7\n", "\n7 \n"),
                                       with("\n7\n", "\n9223372036854775808\n"),
                                       with("chain ", "chain  "),
                                       with("\nchain ", "\nmore\nchain "),
                                       with("\n\n", "\nmore\n\n"),
                                       with("\n\n", "\n\n\n"),
                                       with(origin, ""),
                                       with(origin, "a b"),
                                       with(origin, "a+b"),
                                       with("=\nchain", "\nchain"),
                                       with("— ", "- "),
                                       text + "— w AAAA\n",
                                       text + "— w AAAA AAAA\n"})
        EXPECT_FALSE(parse_checkpoint(changed)) << changed;
}

TEST(Checkpoint, base64_with_stray_bits_is_not_a_checkpoint) {
    // "…E=" and "…F=" decode to the same bytes; only the first is canonical.
    const std::string text = signed_checkpoint();
    const std::size_t pad = text.find("=\nchain");
    std::string changed = text;
    ++changed[pad - 1];
    ASSERT_NE(changed, text);
    EXPECT_FALSE(parse_checkpoint(changed));
}

TEST(Checkpoint, names_with_spaces_or_plus_signs_are_refused) {
    for (const char* name : {"", "a b", "a+b", "a\nb", "a\tb", "\x7f"}) {
        EXPECT_THROW(checkpoint_body(name, 0, base::Digest{}, ""), base::Error) << name;
        EXPECT_THROW(sign_checkpoint("x\n", name, key_of(1).private_pem), base::Error) << name;
    }
}

}  // namespace
}  // namespace trail
