#include <openssl/evp.h>

#include <array>

#include "base/bytes.hpp"
#include "draw/protocol.hpp"
#include "hash_detail.hpp"

namespace draw {
namespace {

void require(bool succeeded) {
    if (!succeeded)
        throw base::Error(base::ErrorKind::internal,
                          {"加密程序库出错，没有算出杂凑值。请重试；仍不行请联系系统管理员。",
                           "The cryptographic library failed and no hash was made. Try again; if "
                           "it fails again, tell the system administrator."});
}

}  // namespace

Hasher::Hasher(HashName name)
    : method_(EVP_MD_fetch(nullptr, name == HashName::sm3 ? "SM3" : "SHA256", nullptr)),
      context_(EVP_MD_CTX_new()) {
    require(method_ != nullptr && context_ != nullptr);
}

Hasher::~Hasher() {
    EVP_MD_CTX_free(context_);
    EVP_MD_free(method_);
}

base::Digest Hasher::operator()(std::string_view bytes) {
    base::Digest digest{};
    require(EVP_DigestInit_ex2(context_, method_, nullptr) == 1 &&
            EVP_DigestUpdate(context_, bytes.data(), bytes.size()) == 1 &&
            EVP_DigestFinal_ex(context_, digest.data(), nullptr) == 1);
    return digest;
}

std::string to_text(HashName name) {
    return name == HashName::sm3 ? "sm3" : "sha256";
}

std::string hash(HashName name, std::string_view bytes) {
    return base::to_hex(Hasher(name)(bytes));
}

}  // namespace draw
