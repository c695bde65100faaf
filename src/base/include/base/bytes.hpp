#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);

/// For protocols that ask for it; it proves nothing against somebody who wants another content.
std::array<std::uint8_t, 20> sha1(std::string_view bytes);

/// SHA-256 of bytes that arrive in pieces.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::string_view bytes);
    /// The digest of all that was added; call once.
    Digest finish();

private:
    void* context_;
};

/// HMAC-SHA-256 (RFC 2104).
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view bytes);

/// Lower-case hexadecimal.
std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::string> from_hex(std::string_view hex);

/// RFC 4648 with padding.
std::string to_base64(std::span<const std::uint8_t> bytes);
std::optional<std::string> from_base64(std::string_view text);

/// The digest's bytes as a span of a string's bytes, for the functions above.
std::span<const std::uint8_t> as_bytes(std::string_view text);

}  // namespace base
