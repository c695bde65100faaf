#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/bytes.hpp"

namespace trail {

using Signature = std::array<std::uint8_t, 64>;

/// Ed25519 (RFC 8032) over the bytes of `message`. Throws invalid_input when the text is not an
/// Ed25519 private key.
Signature sign(std::string_view private_pem, std::string_view message);
bool verify(std::string_view public_pem, std::string_view message, std::string_view signature);

/// The public half of a private key, in the 32 bytes of RFC 8032.
base::Digest public_half(std::string_view private_pem);

}  // namespace trail
