#include "key_detail.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>

#include "trail/trail.hpp"

namespace trail {
namespace {

template <auto release>
struct Release {
    template <typename T>
    void operator()(T* pointer) const {
        release(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Buffer = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Context = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;

void require(bool succeeded) {
    if (!succeeded)
        throw base::Error(base::ErrorKind::internal,
                          {"加密程序库出错，签名没有完成。请重试；仍不行请联系系统管理员。",
                           "The cryptographic library failed and nothing was signed. Try again; if "
                           "it fails again, tell the system administrator."});
}

/// An encrypted key is refused instead of asking for its password on the terminal.
int refuse_password(char*, int, int, void*) {
    return -1;
}

Buffer open_text(std::string_view text) {
    Buffer buffer(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    require(buffer != nullptr);
    return buffer;
}

Key require_ed25519(Key key, const base::Text& message) {
    if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519)
        throw base::Error(base::ErrorKind::invalid_input, message);
    return key;
}

Key read_private(std::string_view pem) {
    const Buffer buffer = open_text(pem);
    return require_ed25519(
        Key(PEM_read_bio_PrivateKey(buffer.get(), nullptr, refuse_password, nullptr)),
        {"签名密钥不是未加密的 Ed25519 私钥（PEM 文本）。",
         "The signing key is not an unencrypted Ed25519 private key in PEM."});
}

Key read_public(std::string_view pem) {
    const Buffer buffer = open_text(pem);
    return require_ed25519(
        Key(PEM_read_bio_PUBKEY(buffer.get(), nullptr, refuse_password, nullptr)),
        {"公钥文件不是 Ed25519 公钥（PEM 文本）。",
         "The public key file is not an Ed25519 public key in PEM."});
}

std::string text_of(BIO* buffer) {
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(buffer, &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}

base::Digest raw_public(EVP_PKEY* key) {
    base::Digest bytes{};
    std::size_t size = bytes.size();
    require(EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1);
    return bytes;
}

}  // namespace

KeyPair make_key_pair(std::span<const std::uint8_t, 32> seed) {
    const Key key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
    require(key != nullptr);
    const Buffer private_half(BIO_new(BIO_s_mem()));
    const Buffer public_half(BIO_new(BIO_s_mem()));
    require(private_half && public_half);
    require(PEM_write_bio_PKCS8PrivateKey(private_half.get(), key.get(), nullptr, nullptr, 0,
                                          nullptr, nullptr) == 1);
    require(PEM_write_bio_PUBKEY(public_half.get(), key.get()) == 1);
    return {text_of(private_half.get()), text_of(public_half.get())};
}

base::Digest public_key_bytes(std::string_view public_pem) {
    return raw_public(read_public(public_pem).get());
}

base::Digest public_half(std::string_view private_pem) {
    return raw_public(read_private(private_pem).get());
}

Signature sign(std::string_view private_pem, std::string_view message) {
    const Key key = read_private(private_pem);
    const Context context(EVP_MD_CTX_new());
    require(context != nullptr);
    Signature signature{};
    std::size_t size = signature.size();
    require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    const auto bytes = base::as_bytes(message);
    require(EVP_DigestSign(context.get(), signature.data(), &size, bytes.data(), bytes.size()) ==
            1);
    return signature;
}

bool verify(std::string_view public_pem, std::string_view message, std::string_view signature) {
    const Key key = read_public(public_pem);
    const Context context(EVP_MD_CTX_new());
    require(context != nullptr);
    require(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    const auto bytes = base::as_bytes(message);
    const auto given = base::as_bytes(signature);
    return EVP_DigestVerify(context.get(), given.data(), given.size(), bytes.data(),
                            bytes.size()) == 1;
}

}  // namespace trail
