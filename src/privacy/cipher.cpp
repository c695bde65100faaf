#include "privacy/cipher.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "cipher_detail.hpp"

namespace privacy {
namespace {

const char* digest_of(Cipher cipher) {
    return cipher == Cipher::aes_256_gcm ? "SHA256" : "SM3";
}

// One key for each use.
Mac derive(const Key& key, std::string_view use) {
    return Hmac(digest_of(key.cipher), key.secret.data(), key.secret.size()).add(use).finish();
}

// The first two parts hold no zero byte and the number none of theirs: no two places read alike.
std::string_view write_place(std::string& text, const Place& place) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), place.row);
    text.assign(place.table).append(1, '\0').append(place.field).append(1, '\0');
    text.append(digits.data(), end.ptr).append(1, '\0');
    return text;
}

}  // namespace

struct ValueCipher::State {
    explicit State(const Key& key)
        : cipher(key.cipher),
          nonce_bytes(key.cipher == Cipher::aes_256_gcm ? 12 : 16),
          nonce_mac(digest_of(key.cipher), derive(key, "wanjia field key: nonce").data(),
                    mac_bytes),
          tag_mac(digest_of(key.cipher), derive(key, "wanjia field key: tag").data(), mac_bytes),
          sealing(name(), derive(key, "wanjia field key: cipher"), true),
          opening(name(), derive(key, "wanjia field key: cipher"), false) {}

    [[nodiscard]] const char* name() const {
        return cipher == Cipher::aes_256_gcm ? "AES-256-GCM" : "SM4-CTR";
    }

    [[nodiscard]] Mac tag_of(std::string_view where, std::string_view nonce_and_text) {
        return tag_mac.begin().add(where).add(nonce_and_text).finish();
    }

    void seal(std::string& sealed, std::string_view where, std::string_view plain) {
        const bool gcm = cipher == Cipher::aes_256_gcm;
        sealing.begin(std::string_view(sealed).substr(0, nonce_bytes));
        if (gcm) sealing.add(nullptr, where);
        sealing.add(bytes_of(sealed) + nonce_bytes, plain);
        require(sealing.finish());
        std::uint8_t* tag = bytes_of(sealed) + nonce_bytes + plain.size();
        if (gcm) {
            require(EVP_CIPHER_CTX_ctrl(sealing.context, EVP_CTRL_AEAD_GET_TAG, tag_bytes, tag) ==
                    1);
        } else {
            const Mac mac =
                tag_of(where, std::string_view(sealed).substr(0, nonce_bytes + plain.size()));
            std::copy_n(mac.begin(), tag_bytes, tag);
        }
    }

    bool open(std::string& plain, std::string_view where, std::string_view sealed) {
        const std::string_view tag = sealed.substr(sealed.size() - tag_bytes);
        const bool gcm = cipher == Cipher::aes_256_gcm;
        if (!gcm) {
            const Mac mac = tag_of(where, sealed.substr(0, sealed.size() - tag_bytes));
            if (CRYPTO_memcmp(mac.data(), tag.data(), tag_bytes) != 0) return false;
        }
        opening.begin(sealed.substr(0, nonce_bytes));
        if (gcm) {
            opening.add(nullptr, where);
            require(EVP_CIPHER_CTX_ctrl(opening.context, EVP_CTRL_AEAD_SET_TAG, tag_bytes,
                                        const_cast<char*>(tag.data())) == 1);
        }
        opening.add(bytes_of(plain), sealed.substr(nonce_bytes, plain.size()));
        return opening.finish();
    }

    Cipher cipher;
    std::size_t nonce_bytes;
    Hmac nonce_mac;
    Hmac tag_mac;
    Context sealing;
    Context opening;
    std::string place;
};

ValueCipher::ValueCipher(const Key& key) : state_(std::make_unique<State>(key)) {}
ValueCipher::~ValueCipher() = default;
ValueCipher::ValueCipher(ValueCipher&&) noexcept = default;
ValueCipher& ValueCipher::operator=(ValueCipher&&) noexcept = default;

std::string ValueCipher::seal(const Place& place, std::string_view plain) {
    State& s = *state_;
    const std::string_view where = write_place(s.place, place);
    const Mac mac = s.nonce_mac.begin().add(where).add(plain).finish();
    std::string sealed(s.nonce_bytes + plain.size() + tag_bytes, '\0');
    std::copy_n(mac.begin(), s.nonce_bytes, sealed.begin());
    s.seal(sealed, where, plain);
    return sealed;
}

std::optional<std::string> ValueCipher::open(const Place& place, std::string_view sealed) {
    State& s = *state_;
    if (sealed.size() < s.nonce_bytes + tag_bytes) return std::nullopt;
    const std::string_view where = write_place(s.place, place);
    std::string plain(sealed.size() - s.nonce_bytes - tag_bytes, '\0');
    if (s.open(plain, where, sealed)) return plain;
    OPENSSL_cleanse(plain.data(), plain.size());
    return std::nullopt;
}

}  // namespace privacy
