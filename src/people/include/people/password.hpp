#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace people {

constexpr std::size_t password_characters_min = 10;
constexpr std::size_t password_bytes_max = 256;

/// Why `password` is not good enough for `user`, or empty: 10 characters or more, three of capital
/// letters, small letters, digits and other characters (GB/T 22239-2019 8.1.4.1 a), at least five
/// different characters, and at least five beside what a guesser tries first: the user's name,
/// common words and names (also disguised: p@ssw0rd), counties and the product, years and dates,
/// runs of the keyboard, the alphabet or the digits, and repetitions.
std::optional<base::Text> password_complaint(std::string_view password, std::string_view user);

/// Argon2id (RFC 9106) cost: memory in KiB (8 or more) and passes (1 or more); one lane.
struct PasswordCost {
    std::uint32_t memory_kib = 65'536;
    std::uint32_t passes = 2;
};

constexpr std::size_t salt_bytes = 16;

/// `$argon2id$v=19$m=…,t=…,p=1$salt$hash`: the cost stands in the text. `salt` is 16 random bytes.
/// Throws unavailable when there is not enough memory.
std::string hash_password(std::string_view password, std::span<const std::uint8_t> salt,
                          PasswordCost cost = {});

/// True when `hash` is an argon2id text of `password`; false for any other text.
bool is_password(std::string_view password, const std::string& hash);

/// True for a text of the form hash_password() makes, with at least `least` as its cost.
bool is_password_hash(std::string_view text, PasswordCost least = {8, 1});

}  // namespace people
