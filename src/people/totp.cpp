#include "people/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>

namespace people {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

bool is_same_text(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        if (plain)
            result += c;
        else
            result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return result;
}

}  // namespace

std::string totp_code(std::string_view secret, std::int64_t step, int digits) {
    std::array<unsigned char, 8> message{};
    for (std::size_t i = 0; i < message.size(); ++i)
        message[i] = static_cast<unsigned char>((step >> (8 * (7 - i))) & 0xFF);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), message.data(), message.size(),
         mac.data(), &size);
    // Dynamic truncation, RFC 4226 5.3.
    const std::size_t at = mac[19] & 0x0Fu;
    const std::uint32_t number = (static_cast<std::uint32_t>(mac[at] & 0x7Fu) << 24) |
                                 (static_cast<std::uint32_t>(mac[at + 1]) << 16) |
                                 (static_cast<std::uint32_t>(mac[at + 2]) << 8) |
                                 static_cast<std::uint32_t>(mac[at + 3]);
    std::uint32_t modulus = 1;
    for (int i = 0; i < digits; ++i) modulus *= 10;
    const std::string text = std::to_string(number % modulus);
    return std::string(static_cast<std::size_t>(digits) - text.size(), '0') + text;
}

std::optional<std::int64_t> accept_totp(std::string_view secret, std::string_view code,
                                        std::int64_t now_s, std::int64_t last_step) {
    const std::int64_t now = now_s / totp_step_s;
    std::optional<std::int64_t> found;
    for (std::int64_t step = now - totp_window; step <= now + totp_window; ++step)
        if (is_same_text(totp_code(secret, step), code) && step > last_step && !found) found = step;
    return found;
}

std::string to_base32(std::string_view bytes) {
    std::string text;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<unsigned char>(c);
        count += 8;
        while (count >= 5) {
            count -= 5;
            text += alphabet[(bits >> count) & 31u];
        }
    }
    if (count > 0) text += alphabet[(bits << (5 - count)) & 31u];
    return text;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string bytes;
    std::uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const std::size_t value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        bits = (bits << 5) | static_cast<std::uint32_t>(value);
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>((bits >> count) & 0xFFu);
    }
    return bytes;
}

std::string totp_uri(std::string_view secret, std::string_view user) {
    return "otpauth://totp/Wanjia:" + escaped(user) + "?secret=" + to_base32(secret) +
           "&issuer=Wanjia&algorithm=SHA1&digits=6&period=30";
}

}  // namespace people
