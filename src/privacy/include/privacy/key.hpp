#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace privacy {

/// What a key is used with. `sm4_ctr_hmac_sm3` is the national suite: SM4 (GB/T 32907) in counter
/// mode, then HMAC (GB/T 15852.2) with SM3 (GB/T 32905).
enum class Cipher { aes_256_gcm, sm4_ctr_hmac_sm3 };

/// `aes-256-gcm` or `sm4-ctr-hmac-sm3`.
std::string_view to_string(Cipher cipher);

/// One key of the ring. Its bytes are overwritten when it goes.
struct Key {
    static constexpr std::size_t bytes = 32;

    std::int64_t number = 0;  ///< from 1, rising
    Cipher cipher = Cipher::aes_256_gcm;
    std::array<std::uint8_t, bytes> secret{};

    Key() = default;
    Key(std::int64_t n, Cipher c, const std::array<std::uint8_t, bytes>& s)
        : number(n), cipher(c), secret(s) {}
    Key(const Key&) = default;
    Key& operator=(const Key&) = default;
    ~Key();
};

/// Every key that was ever in use, by number: old ones open what was sealed before a rotation.
using KeyRing = std::vector<Key>;

/// Reads the text of a key file: one line a key, `<number> <cipher> <64 hexadecimal digits>`.
/// Throws invalid_input naming the line that is not one, or when there is none.
KeyRing read_key_ring(std::string_view text);
std::string write_key_ring(const KeyRing& ring);

/// Null when the ring has no key of that number.
const Key* find_key(const KeyRing& ring, std::int64_t number);

/// A MAC of `bytes` (64 hexadecimal digits) under a key of its own for that `use`: stands for a
/// text that nobody without the key can find by trying.
std::string keyed_hash(const Key& key, std::string_view use, std::string_view bytes);

/// A short public mark of a key (16 hexadecimal digits of a MAC under it): tells whether two keys
/// are the same without telling either.
std::string fingerprint(const Key& key);

}  // namespace privacy
