#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "privacy/key.hpp"

namespace privacy {

/// Where a sealed value stands. It opens nowhere else: the place is the associated data.
struct Place {
    std::string_view table;  ///< register or system table
    std::string_view field;
    std::int64_t row = 0;  ///< the row's id, or the number of a piece
};

/// Seals and opens bytes under one key. Used by one thread at a time: it keeps its working memory.
///
/// Sealed bytes are nonce (12 bytes; 16 with SM4), ciphertext (as long as the plain bytes), tag (16
/// bytes). With AES-256-GCM (NIST SP 800-38D) the tag is GCM's; with SM4 it is the first half of
/// HMAC-SM3 over place, nonce and ciphertext.
///
/// The nonce is the beginning of a MAC (HMAC-SHA-256, or HMAC-SM3), under a key of its own, over
/// the place and the plain bytes. So the same value at the same place gives the same bytes, on
/// every database and in every replay. That is safe for the same reason as in the synthetic-IV
/// constructions (RFC 5297, RFC 8452): two different inputs share a nonce only when 96 bits of a
/// pseudorandom function collide, and after 2^32 values under one key the chance of any such
/// collision is below 2^-32. What it tells an onlooker is that one row's field holds again the
/// value that it held before, and how long a value is; equal values in different rows differ.
class ValueCipher {
public:
    explicit ValueCipher(const Key& key);
    ~ValueCipher();
    ValueCipher(ValueCipher&&) noexcept;
    ValueCipher& operator=(ValueCipher&&) noexcept;

    [[nodiscard]] std::string seal(const Place& place, std::string_view plain);
    /// Empty when `sealed` was not made by this key for this place, or a bit of it differs.
    [[nodiscard]] std::optional<std::string> open(const Place& place, std::string_view sealed);

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace privacy
