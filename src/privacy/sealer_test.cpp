#include "privacy/sealer.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/random.hpp"
#include "privacy/file_cipher.hpp"

namespace {

using privacy::Cipher;
using privacy::Place;

constexpr Place here{"household", "phone", 3};

std::shared_ptr<const privacy::KeyRing> ring_of(std::int64_t keys, Cipher cipher) {
    base::SeededRandom random(9);
    auto ring = std::make_shared<privacy::KeyRing>();
    for (std::int64_t number = 1; number <= keys; ++number) {
        privacy::Key key;
        key.number = number;
        key.cipher = cipher;
        random.fill(key.secret);
        ring->push_back(key);
    }
    return ring;
}

base::ErrorKind kind_of(const std::function<void()>& work) {
    try {
        work();
    } catch (const base::Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "was not refused";
    return base::ErrorKind::internal;
}

TEST(KeyRing, a_ring_that_is_written_is_read_again) {
    auto ring = *ring_of(3, Cipher::sm4_ctr_hmac_sm3);
    ring[1].cipher = Cipher::aes_256_gcm;
    const std::string text = privacy::write_key_ring(ring);
    const auto again = privacy::read_key_ring(text);
    ASSERT_EQ(again.size(), ring.size());
    for (std::size_t i = 0; i < ring.size(); ++i) {
        EXPECT_EQ(again[i].number, ring[i].number);
        EXPECT_EQ(again[i].cipher, ring[i].cipher);
        EXPECT_EQ(again[i].secret, ring[i].secret);
        EXPECT_EQ(privacy::fingerprint(again[i]), privacy::fingerprint(ring[i]));
    }
    EXPECT_NE(privacy::fingerprint(ring[0]), privacy::fingerprint(ring[1]));
    EXPECT_EQ(privacy::write_key_ring(again), text);
}

TEST(KeyRing, a_line_that_is_no_key_is_refused_by_its_number) {
    const std::string good = privacy::write_key_ring(*ring_of(1, Cipher::aes_256_gcm));
    for (const std::string& bad :
         {std::string("2 aes-256-gcm 00\n"), "2 rot13 " + std::string(64, '0') + "\n",
          "x aes-256-gcm " + std::string(64, '0') + "\n", std::string("\n"), good}) {
        try {
            (void)privacy::read_key_ring(good + bad);
            FAIL() << bad;
        } catch (const base::Error& error) {
            EXPECT_NE(error.message().en.find("Line 2"), std::string::npos) << error.message().en;
        }
    }
    EXPECT_THROW((void)privacy::read_key_ring(""), base::Error);
}

TEST(Sealer, X_25_the_text_names_its_key_so_that_older_ones_still_open) {
    privacy::Sealer sealer(ring_of(2, Cipher::aes_256_gcm), 1);
    const std::string first = sealer.seal(here, "13800000000");
    sealer.use(2);
    const std::string second = sealer.seal(here, "13800000000");
    EXPECT_TRUE(first.starts_with("enc1:1:"));
    EXPECT_TRUE(second.starts_with("enc1:2:"));
    EXPECT_EQ(sealer.open(here, first), "13800000000");
    EXPECT_EQ(sealer.open(here, second), "13800000000");
}

TEST(Sealer, a_key_that_is_not_in_the_ring_is_asked_for) {
    privacy::Sealer two(ring_of(2, Cipher::aes_256_gcm), 2);
    const std::string sealed = two.seal(here, "13800000000");
    privacy::Sealer one(ring_of(1, Cipher::aes_256_gcm), 1);
    EXPECT_EQ(kind_of([&] { (void)one.open(here, sealed); }), base::ErrorKind::unavailable);
    EXPECT_EQ(kind_of([&] { one.use(2); }), base::ErrorKind::unavailable);
    EXPECT_EQ(one.active(), 1);
}

TEST(Sealer, X_25_any_changed_character_is_refused) {
    privacy::Sealer sealer(ring_of(1, Cipher::aes_256_gcm), 1);
    const std::string sealed = sealer.seal(here, "13800000000");
    for (std::size_t at = 0; at < sealed.size(); ++at)
        for (const char c : std::string("A1:= \n")) {
            std::string changed = sealed;
            if (changed[at] == c) continue;
            changed[at] = c;
            EXPECT_THROW((void)sealer.open(here, changed), base::Error) << changed;
        }
    EXPECT_THROW((void)sealer.open(here, "13800000000"), base::Error);
    EXPECT_THROW((void)sealer.open(here, ""), base::Error);
    EXPECT_THROW((void)sealer.open(here, "enc1:01" + sealed.substr(6)), base::Error);
}

std::string seal_file(const privacy::Key& key, const std::string& plain, std::size_t step) {
    privacy::FileSealer sealer(key, "files/a.csv");
    std::string sealed;
    for (std::size_t at = 0; at < plain.size(); at += step)
        sealed += sealer.add(std::string_view(plain).substr(at, step));
    return sealed + sealer.finish();
}

std::string open_file(const std::shared_ptr<const privacy::KeyRing>& ring, const std::string& name,
                      const std::string& sealed, std::size_t step) {
    privacy::FileOpener opener(ring, name);
    std::string plain;
    for (std::size_t at = 0; at < sealed.size(); at += step)
        plain += opener.add(std::string_view(sealed).substr(at, step));
    return plain + opener.finish();
}

class SealedFile : public testing::TestWithParam<Cipher> {
protected:
    static constexpr std::size_t piece = std::size_t{64} << 10;
    std::shared_ptr<const privacy::KeyRing> ring_ = ring_of(1, GetParam());

    static std::string bytes(std::size_t size) {
        std::string plain(size, '\0');
        base::SeededRandom random(size);
        random.fill({reinterpret_cast<std::uint8_t*>(plain.data()), plain.size()});
        return plain;
    }
};

TEST_P(SealedFile, comes_back_whole_in_whatever_pieces_it_is_read_and_written) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1,
                                   3 * piece, 3 * piece + 777}) {
        const std::string plain = bytes(size);
        const std::string sealed = seal_file(ring_->front(), plain, 1000);
        EXPECT_EQ(seal_file(ring_->front(), plain, std::size_t{1} << 20), sealed);
        EXPECT_EQ(open_file(ring_, "files/a.csv", sealed, 777), plain) << size;
        EXPECT_EQ(open_file(ring_, "files/a.csv", sealed, std::size_t{1} << 20), plain) << size;
    }
}

TEST_P(SealedFile, X_25_a_cut_moved_doubled_or_renamed_one_is_refused) {
    const std::string plain = bytes(3 * piece + 10);
    const std::string sealed = seal_file(ring_->front(), plain, piece);
    const auto refused = [&](const std::string& changed, const std::string& name = "files/a.csv") {
        EXPECT_THROW((void)open_file(ring_, name, changed, piece), base::Error);
    };
    refused(sealed, "files/b.csv");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{4}, std::size_t{8}, sealed.size() - 1, sealed.size() - 38})
        refused(sealed.substr(0, size));
    const std::size_t overhead = (sealed.size() - plain.size() - 8) / 4;
    const std::size_t step = piece + overhead;
    const std::string head = sealed.substr(0, 8);
    refused(head + sealed.substr(8 + step));                    // the first gone
    refused(sealed.substr(0, 8 + step));                        // only the first
    refused(head + sealed.substr(8, step) + sealed.substr(8));  // one doubled
    refused(head + sealed.substr(8 + step, step) + sealed.substr(8, step) +
            sealed.substr(8 + 2 * step));
    refused(sealed + "x");
    for (std::size_t at = 0; at < sealed.size(); at += 4099) {
        std::string changed = sealed;
        changed[at] = static_cast<char>(changed[at] ^ 1);
        refused(changed);
    }
}

INSTANTIATE_TEST_SUITE_P(Both, SealedFile,
                         testing::Values(Cipher::aes_256_gcm, Cipher::sm4_ctr_hmac_sm3),
                         [](const auto& cipher) {
                             return cipher.param == Cipher::aes_256_gcm ? "aes" : "sm4";
                         });

}  // namespace
