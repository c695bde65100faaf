#include "people/password.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <set>
#include <vector>

#include "guessing.hpp"

namespace people {
namespace {

constexpr std::size_t hash_bytes = 32;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return result;
}

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

int classes(std::string_view text) {
    bool upper = false;
    bool small = false;
    bool digit = false;
    bool other = false;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        if (std::isupper(c))
            upper = true;
        else if (std::islower(c))
            small = true;
        else if (std::isdigit(c))
            digit = true;
        else
            other = true;
    }
    return int{upper} + int{small} + int{digit} + int{other};
}

base::Text too_easy() {
    return {"密码太容易猜到：不要用常见词、姓名、账号名或键盘上相邻的字符。",
            "The password is too easy to guess: no common words, names, account names or runs of "
            "the keyboard."};
}

std::string unpadded_base64(std::span<const std::uint8_t> bytes) {
    constexpr int variant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), variant);
    text.resize(text.find('\0'));
    return text;
}

}  // namespace

std::optional<base::Text> password_complaint(std::string_view password, std::string_view user) {
    if (characters(password) < password_characters_min || password.size() > password_bytes_max)
        return base::Text{"密码应为 10 个字符以上、256 个字节以内。",
                          "A password has 10 characters or more and at most 256 bytes."};
    if (classes(password) < 3)
        return base::Text{"密码应含大写字母、小写字母、数字、其他字符中的三种。",
                          "A password has three of: capital letters, small letters, digits, other "
                          "characters."};
    const std::string name = lower(user);
    const bool has_name = name.size() >= 3 && lower(password).find(name) != std::string::npos;
    const std::set<char> different(password.begin(), password.end());
    if (has_name || different.size() < 5 ||
        unguessed_characters(password, user) < unguessed_characters_min)
        return too_easy();
    return std::nullopt;
}

std::string hash_password(std::string_view password, std::span<const std::uint8_t> salt,
                          PasswordCost cost) {
    static_assert(salt_bytes == crypto_pwhash_argon2id_SALTBYTES);
    std::array<std::uint8_t, hash_bytes> hash{};
    const bool made = salt.size() == salt_bytes && sodium_init() >= 0 &&
                      crypto_pwhash(hash.data(), hash.size(), password.data(), password.size(),
                                    salt.data(), cost.passes, std::size_t{cost.memory_kib} * 1024,
                                    crypto_pwhash_ALG_ARGON2ID13) == 0;
    if (!made)
        throw base::Error(base::ErrorKind::unavailable,
                          {"内存不足，密码未能处理，请稍后再试。",
                           "There is not enough memory for the password; please try again."});
    return "$argon2id$v=19$m=" + std::to_string(cost.memory_kib) +
           ",t=" + std::to_string(cost.passes) + ",p=1$" + unpadded_base64(salt) + "$" +
           unpadded_base64(hash);
}

bool is_password(std::string_view password, const std::string& hash) {
    if (!is_password_hash(hash) || sodium_init() < 0) return false;
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool is_password_hash(std::string_view text, PasswordCost least) {
    constexpr std::string_view head = "$argon2id$v=19$m=";
    if (!text.starts_with(head) || text.size() >= crypto_pwhash_STRBYTES) return false;
    std::uint32_t memory = 0;
    std::uint32_t passes = 0;
    const char* end = text.data() + text.size();
    auto read = std::from_chars(text.data() + head.size(), end, memory);
    if (read.ec != std::errc{} || !std::string_view(read.ptr, end).starts_with(",t=")) return false;
    read = std::from_chars(read.ptr + 3, end, passes);
    if (read.ec != std::errc{} || !std::string_view(read.ptr, end).starts_with(",p=1$"))
        return false;
    // No more than the program itself would spend: a hash from outside must not exhaust it.
    return memory >= least.memory_kib && memory <= 1u << 20 && passes >= least.passes &&
           passes <= 16;
}

}  // namespace people
