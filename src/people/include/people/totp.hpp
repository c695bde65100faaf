#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace people {

constexpr std::int64_t totp_step_s = 30;
constexpr int totp_digits = 6;
constexpr std::int64_t totp_window = 1;  ///< steps before and after
constexpr std::size_t totp_secret_bytes = 20;

/// The code of one time step (RFC 4226 5.3, RFC 6238 4.2; HMAC-SHA-1), with leading zeros.
/// `secret` is bytes; `digits` 6 to 8.
std::string totp_code(std::string_view secret, std::int64_t step, int digits = totp_digits);

/// The step whose code this is, within the window around `now_s` (seconds since 1970) and after
/// `last_step`, the one used before: a code counts once. Empty when it is none.
std::optional<std::int64_t> accept_totp(std::string_view secret, std::string_view code,
                                        std::int64_t now_s, std::int64_t last_step);

/// RFC 4648 base 32 without padding, as authenticator programs take it.
std::string to_base32(std::string_view bytes);
std::optional<std::string> from_base32(std::string_view text);

/// `otpauth://totp/…`: what the QR code of a new secret says.
std::string totp_uri(std::string_view secret, std::string_view user);

}  // namespace people
