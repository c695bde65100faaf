#include "privacy/cipher.hpp"

#include <gtest/gtest.h>

#include "base/bytes.hpp"
#include "base/random.hpp"
#include "cipher_detail.hpp"

namespace {

using privacy::Cipher;
using privacy::Place;

std::string hex(std::string_view text) {
    return base::from_hex(text).value();
}
std::string to_hex(std::string_view bytes) {
    return base::to_hex(base::as_bytes(bytes));
}

privacy::Key key_of(std::uint64_t seed, Cipher cipher) {
    base::SeededRandom random(seed);
    privacy::Key key;
    key.number = 1;
    key.cipher = cipher;
    random.fill(key.secret);
    return key;
}

// NIST's submission of GCM (McGrew, Viega), test case 16.
TEST(Primitive, aes_256_gcm_gives_the_published_vector) {
    privacy::Mac key{};
    const std::string bytes =
        hex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
    std::copy(bytes.begin(), bytes.end(), key.begin());
    const std::string plain = hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e24"
        "49a6b525b16aedf5aa0de657ba637b39");
    std::string text(plain.size(), '\0');
    std::string tag(16, '\0');
    privacy::Context context("AES-256-GCM", key, true);
    context.begin(hex("cafebabefacedbaddecaf888"));
    context.add(nullptr, hex("feedfacedeadbeeffeedfacedeadbeefabaddad2"));
    context.add(privacy::bytes_of(text), plain);
    ASSERT_TRUE(context.finish());
    ASSERT_EQ(EVP_CIPHER_CTX_ctrl(context.context, EVP_CTRL_AEAD_GET_TAG, 16, tag.data()), 1);
    EXPECT_EQ(
        to_hex(text),
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b10"
        "56828838c5f61e6393ba7a0abcc9f662");
    EXPECT_EQ(to_hex(tag), "76fc6ece0f4e1768cddf8853bb2d551b");
}

// GB/T 32907-2016 annex A, example 1: the first block of the counter's key stream.
TEST(Primitive, sm4_gives_the_published_vector) {
    privacy::Mac key{};
    const std::string block = hex("0123456789abcdeffedcba9876543210");
    std::copy(block.begin(), block.end(), key.begin());
    privacy::Context context("SM4-CTR", key, true);
    context.begin(block);
    std::string text(16, '\0');
    context.add(privacy::bytes_of(text), std::string(16, '\0'));
    EXPECT_EQ(to_hex(text), "681edf34d206965e86b3e94f536e4246");
}

// GM/T 0042-2015 annex, HMAC-SM3, first example.
TEST(Primitive, hmac_sm3_gives_the_published_vector) {
    const std::string key = hex("0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20");
    const std::string half = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    privacy::Hmac mac("SM3", privacy::bytes_of(std::string_view(key)), key.size());
    for (int twice = 0; twice < 2; ++twice)
        EXPECT_EQ(base::to_hex(mac.begin().add(half).add(half).finish()),
                  "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a");
}

// RFC 4231, test case 2.
TEST(Primitive, hmac_sha256_gives_the_published_vector) {
    const std::string key = "Jefe";
    privacy::Hmac mac("SHA256", privacy::bytes_of(std::string_view(key)), key.size());
    EXPECT_EQ(base::to_hex(mac.begin().add("what do ya want for nothing?").finish()),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

class ValueCipher : public testing::TestWithParam<Cipher> {};

constexpr Place here{"household", "head_name", 17};

TEST_P(ValueCipher, X_25_what_is_sealed_opens_at_its_place) {
    privacy::ValueCipher cipher(key_of(1, GetParam()));
    for (const char* text : {"", "向", "向明华", "13800000000"}) {
        const std::string plain = text;
        const std::string sealed = cipher.seal(here, plain);
        EXPECT_EQ(cipher.open(here, sealed), plain);
        EXPECT_TRUE(plain.empty() || sealed.find(plain) == std::string::npos);
    }
}

TEST_P(ValueCipher, every_length_comes_back) {
    privacy::ValueCipher cipher(key_of(2, GetParam()));
    base::SeededRandom random(2);
    for (std::size_t size = 0; size < 300; ++size) {
        std::string plain(size, '\0');
        random.fill({reinterpret_cast<std::uint8_t*>(plain.data()), plain.size()});
        EXPECT_EQ(cipher.open(here, cipher.seal(here, plain)), plain) << size;
    }
}

TEST_P(ValueCipher, X_25_any_changed_bit_is_refused) {
    privacy::ValueCipher cipher(key_of(3, GetParam()));
    const std::string sealed = cipher.seal(here, "50022919000101001X");
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        std::string changed = sealed;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        ASSERT_EQ(cipher.open(here, changed), std::nullopt) << "bit " << bit;
    }
}

TEST_P(ValueCipher, X_25_any_cut_or_longer_text_is_refused) {
    privacy::ValueCipher cipher(key_of(4, GetParam()));
    const std::string sealed = cipher.seal(here, "向明华");
    for (std::size_t size = 0; size < sealed.size(); ++size)
        ASSERT_EQ(cipher.open(here, sealed.substr(0, size)), std::nullopt) << size;
    EXPECT_EQ(cipher.open(here, sealed + '\0'), std::nullopt);
}

TEST_P(ValueCipher, X_25_another_register_field_row_or_key_is_refused) {
    privacy::ValueCipher cipher(key_of(5, GetParam()));
    const std::string sealed = cipher.seal(here, "向明华");
    for (const Place& place :
         {Place{"households", "head_name", 17}, Place{"household", "phone", 17},
          Place{"household", "head_name", 18}, Place{"household", "head_name", 1},
          Place{"householdhead", "_name", 17}})
        EXPECT_EQ(cipher.open(place, sealed), std::nullopt) << place.table << place.field;
    EXPECT_EQ(privacy::ValueCipher(key_of(6, GetParam())).open(here, sealed), std::nullopt);
}

TEST_P(ValueCipher, the_same_value_at_the_same_place_gives_the_same_bytes_and_elsewhere_others) {
    privacy::ValueCipher one(key_of(7, GetParam()));
    privacy::ValueCipher other(key_of(7, GetParam()));
    const std::string sealed = one.seal(here, "向明华");
    EXPECT_EQ(other.seal(here, "向明华"), sealed);
    const std::string next = one.seal({"household", "head_name", 18}, "向明华");
    EXPECT_NE(next.substr(0, 12), sealed.substr(0, 12));
    EXPECT_NE(next.substr(16), sealed.substr(16));
    EXPECT_NE(one.seal(here, "向明花").substr(0, 12), sealed.substr(0, 12));
}

INSTANTIATE_TEST_SUITE_P(Both, ValueCipher,
                         testing::Values(Cipher::aes_256_gcm, Cipher::sm4_ctr_hmac_sm3),
                         [](const auto& cipher) {
                             return cipher.param == Cipher::aes_256_gcm ? "aes" : "sm4";
                         });

}  // namespace
