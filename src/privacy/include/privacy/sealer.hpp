#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "privacy/cipher.hpp"
#include "privacy/key.hpp"

namespace privacy {

/// What every sealed text begins with: version 1 of the form `enc1:<key number>:<base64>`.
inline constexpr std::string_view sealed_mark = "enc1:";

/// Values of a database as texts that a text column holds. Used by one thread at a time.
class Sealer {
public:
    /// `active`: number of the key that seals from now on. Throws unavailable when the ring has no
    /// such key.
    Sealer(std::shared_ptr<const KeyRing> ring, std::int64_t active);

    [[nodiscard]] std::int64_t active() const { return active_; }
    void use(std::int64_t number);
    /// `<number>:<fingerprint>` of the active key.
    [[nodiscard]] std::string mark() const;
    [[nodiscard]] const std::shared_ptr<const KeyRing>& ring() const { return ring_; }
    [[nodiscard]] const Key& active_key() const;

    [[nodiscard]] std::string seal(const Place& place, std::string_view plain);
    /// Throws internal when the text is not sealed, was sealed for another place or was changed;
    /// unavailable when its key is not in the ring.
    [[nodiscard]] std::string open(const Place& place, std::string_view sealed);

private:
    ValueCipher& cipher(std::int64_t number);

    std::shared_ptr<const KeyRing> ring_;
    std::int64_t active_ = 0;
    std::map<std::int64_t, ValueCipher> ciphers_;
};

/// True for a text that has the form of a sealed one.
bool is_sealed(std::string_view text);

}  // namespace privacy
