#pragma once

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.hpp"

/// OpenSSL's HMAC and ciphers with their memory owned.
namespace privacy {

inline constexpr std::size_t tag_bytes = 16;
inline constexpr std::size_t mac_bytes = 32;  // of SHA-256 and of SM3

using Mac = std::array<std::uint8_t, mac_bytes>;

inline const std::uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const std::uint8_t*>(text.data());
}
inline std::uint8_t* bytes_of(std::string& text) {
    return reinterpret_cast<std::uint8_t*>(text.data());
}

inline void require(bool done) {
    if (!done)
        throw base::Error(base::ErrorKind::internal,
                          {"加密库无法工作，请重新安装 OpenSSL 3。",
                           "The cryptographic library does not work. Install OpenSSL 3 again."});
}

// HMAC with one key, begun anew for every message.
class Hmac {
public:
    Hmac(const char* digest, const std::uint8_t* key, std::size_t key_bytes) {
        mac_ = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
        require(mac_ != nullptr);
        context_ = EVP_MAC_CTX_new(mac_);
        const std::array<OSSL_PARAM, 2> parameters{
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(digest), 0),
            OSSL_PARAM_construct_end()};
        require(context_ && EVP_MAC_init(context_, key, key_bytes, parameters.data()) == 1);
    }
    ~Hmac() {
        EVP_MAC_CTX_free(context_);
        EVP_MAC_free(mac_);
    }
    Hmac(const Hmac&) = delete;
    Hmac& operator=(const Hmac&) = delete;

    Hmac& begin() {
        require(EVP_MAC_init(context_, nullptr, 0, nullptr) == 1);
        return *this;
    }
    Hmac& add(std::string_view bytes) {
        require(EVP_MAC_update(context_, bytes_of(bytes), bytes.size()) == 1);
        return *this;
    }
    Mac finish() {
        Mac mac{};
        std::size_t size = 0;
        require(EVP_MAC_final(context_, mac.data(), &size, mac.size()) == 1 && size == mac.size());
        return mac;
    }

private:
    EVP_MAC* mac_ = nullptr;
    EVP_MAC_CTX* context_ = nullptr;
};

struct Context {
    Context(const char* name, const Mac& key, bool encrypt) : context(EVP_CIPHER_CTX_new()) {
        cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
        require(context && cipher &&
                EVP_CipherInit_ex2(context, cipher, key.data(), nullptr, encrypt ? 1 : 0,
                                   nullptr) == 1);
    }
    ~Context() {
        EVP_CIPHER_CTX_free(context);
        EVP_CIPHER_free(cipher);
    }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    void begin(std::string_view nonce) {
        require(EVP_CipherInit_ex2(context, nullptr, nullptr, bytes_of(nonce), -1, nullptr) == 1);
    }
    void add(std::uint8_t* to, std::string_view from) {
        int size = 0;
        if (!from.empty() || !to)
            require(EVP_CipherUpdate(context, to, &size, bytes_of(from),
                                     static_cast<int>(from.size())) == 1);
    }
    bool finish() {
        std::array<std::uint8_t, 32> nothing{};
        int size = 0;
        return EVP_CipherFinal_ex(context, nothing.data(), &size) == 1;
    }

    EVP_CIPHER_CTX* context;
    EVP_CIPHER* cipher = nullptr;
};

}  // namespace privacy
