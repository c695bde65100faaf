#include "privacy/sealer.hpp"

#include <openssl/evp.h>

#include <charconv>

#include "base/error.hpp"

namespace privacy {
namespace {

[[noreturn]] void no_such_key(std::int64_t number) {
    const std::string key = std::to_string(number);
    throw base::Error(
        base::ErrorKind::unavailable,
        {"缺少第 " + key +
             " 号字段密钥：请把 keys/field.key 的最新副本放回数据文件夹，再重启程序。",
         "Field key " + key +
             " is missing. Put the newest copy of keys/field.key back into the data folder and "
             "start the program again."});
}

[[noreturn]] void refuse(const Place& place) {
    const std::string where =
        std::string(place.table) + "/" + std::string(place.field) + "/" + std::to_string(place.row);
    throw base::Error(
        base::ErrorKind::internal,
        {"“" + where + "”处加密的内容校验不通过：数据被改动过，或密钥不是写入时的那一把。",
         "What is sealed at \"" + where +
             "\" does not verify: it was changed, or the key is not the one it was written with."});
}

// EVP_EncodeBlock writes one zero byte behind the text.
std::string to_base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()),
                    static_cast<int>(bytes.size()));
    text.pop_back();
    return text;
}

// Empty when it is not exactly what to_base64 writes.
std::string from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return {};
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return {};
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    bytes.resize(static_cast<std::size_t>(size) - padding);
    // The unused bits of the last digit are none that may differ.
    return to_base64(bytes) == text ? bytes : std::string{};
}

}  // namespace

bool is_sealed(std::string_view text) {
    return text.starts_with(sealed_mark);
}

Sealer::Sealer(std::shared_ptr<const KeyRing> ring, std::int64_t active) : ring_(std::move(ring)) {
    use(active);
}

void Sealer::use(std::int64_t number) {
    if (number == active_) return;
    (void)cipher(number);
    active_ = number;
}

const Key& Sealer::active_key() const {
    return *find_key(*ring_, active_);
}

std::string Sealer::mark() const {
    return std::to_string(active_) + ":" + fingerprint(active_key());
}

ValueCipher& Sealer::cipher(std::int64_t number) {
    const auto it = ciphers_.find(number);
    if (it != ciphers_.end()) return it->second;
    const Key* key = find_key(*ring_, number);
    if (!key) no_such_key(number);
    return ciphers_.emplace(number, ValueCipher(*key)).first->second;
}

std::string Sealer::seal(const Place& place, std::string_view plain) {
    std::string text(sealed_mark);
    text.append(std::to_string(active_)).append(":");
    return text.append(to_base64(cipher(active_).seal(place, plain)));
}

std::string Sealer::open(const Place& place, std::string_view sealed) {
    if (!is_sealed(sealed)) refuse(place);
    sealed.remove_prefix(sealed_mark.size());
    std::int64_t number = 0;
    const char* end = sealed.data() + sealed.size();
    const auto parsed = std::from_chars(sealed.data(), end, number);
    const bool numbered =
        parsed.ec == std::errc{} && parsed.ptr != end && *parsed.ptr == ':' &&
        std::to_string(number).size() == static_cast<std::size_t>(parsed.ptr - sealed.data());
    if (!numbered) refuse(place);
    sealed.remove_prefix(static_cast<std::size_t>(parsed.ptr - sealed.data()) + 1);
    auto plain = cipher(number).open(place, from_base64(sealed));
    if (!plain) refuse(place);
    return std::move(*plain);
}

}  // namespace privacy
