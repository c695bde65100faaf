#include "base/bytes.hpp"

#include <gtest/gtest.h>

namespace {

// FIPS 180-2 appendix B.1; RFC 4231 test case 2; RFC 4648 section 10.
TEST(Bytes, published_vectors_of_sha256_hmac_and_base64_hold) {
    EXPECT_EQ(base::to_hex(base::sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        base::to_hex(base::hmac_sha256(base::as_bytes("Jefe"), "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(base::to_base64(base::as_bytes("foobar")), "Zm9vYmFy");
    EXPECT_EQ(base::to_base64(base::as_bytes("fooba")), "Zm9vYmE=");
    EXPECT_EQ(base::to_base64(base::as_bytes("")), "");
}

TEST(Bytes, what_is_encoded_is_decoded_unchanged) {
    std::string bytes;
    for (int i = 0; i < 300; ++i) {
        EXPECT_EQ(base::from_base64(base::to_base64(base::as_bytes(bytes))), bytes);
        EXPECT_EQ(base::from_hex(base::to_hex(base::as_bytes(bytes))), bytes);
        bytes += static_cast<char>(i * 7);
    }
}

TEST(Bytes, pieces_hash_like_the_whole) {
    base::Sha256 hash;
    hash.add("a");
    hash.add("");
    hash.add("bc");
    EXPECT_EQ(hash.finish(), base::sha256("abc"));
}

}  // namespace
