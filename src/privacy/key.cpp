#include "privacy/key.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace privacy {
namespace {

constexpr Cipher ciphers[] = {Cipher::aes_256_gcm, Cipher::sm4_ctr_hmac_sm3};

[[noreturn]] void refuse(std::size_t line) {
    const std::string number = std::to_string(line);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"密钥文件第 " + number + " 行不是密钥；请用备份的密钥文件替换它。",
                       "Line " + number +
                           " of the key file is no key. Put back the copy of the key file that "
                           "was kept."});
}

std::string_view take_word(std::string_view& line) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return word;
}

Key read_line(std::string_view line, std::size_t at) {
    Key key;
    const std::string_view number = take_word(line);
    const auto parsed = std::from_chars(number.data(), number.data() + number.size(), key.number);
    const std::string_view cipher = take_word(line);
    const auto* known = std::find_if(std::begin(ciphers), std::end(ciphers),
                                     [&](Cipher each) { return to_string(each) == cipher; });
    auto secret = base::from_hex(line);
    const bool whole = parsed.ec == std::errc{} && parsed.ptr == number.data() + number.size() &&
                       key.number > 0 && known != std::end(ciphers) && secret &&
                       secret->size() == Key::bytes;
    if (!whole) refuse(at);
    key.cipher = *known;
    std::copy(secret->begin(), secret->end(), key.secret.begin());
    OPENSSL_cleanse(secret->data(), secret->size());
    return key;
}

}  // namespace

Key::~Key() {
    OPENSSL_cleanse(secret.data(), secret.size());
}

std::string_view to_string(Cipher cipher) {
    return cipher == Cipher::aes_256_gcm ? "aes-256-gcm" : "sm4-ctr-hmac-sm3";
}

KeyRing read_key_ring(std::string_view text) {
    KeyRing ring;
    std::size_t at = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        ring.push_back(read_line(text.substr(0, end), ++at));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (at > 1 && ring[at - 1].number <= ring[at - 2].number) refuse(at);
    }
    if (ring.empty()) refuse(1);
    return ring;
}

std::string write_key_ring(const KeyRing& ring) {
    std::string text;
    for (const Key& key : ring)
        text.append(std::to_string(key.number))
            .append(" ")
            .append(to_string(key.cipher))
            .append(" ")
            .append(base::to_hex(key.secret))
            .append("\n");
    return text;
}

const Key* find_key(const KeyRing& ring, std::int64_t number) {
    for (const Key& key : ring)
        if (key.number == number) return &key;
    return nullptr;
}

std::string keyed_hash(const Key& key, std::string_view use, std::string_view bytes) {
    const auto own = base::hmac_sha256(key.secret, "wanjia field key: hash of " + std::string(use));
    return base::to_hex(base::hmac_sha256(own, bytes));
}

std::string fingerprint(const Key& key) {
    const auto mac = base::hmac_sha256(key.secret, "wanjia field key: fingerprint");
    return base::to_hex(mac).substr(0, 16);
}

}  // namespace privacy
