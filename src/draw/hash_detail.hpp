#pragma once

#include <openssl/types.h>

#include <string_view>

#include "base/bytes.hpp"
#include "draw/protocol.hpp"

namespace draw {

/// One algorithm, looked up once, for many short texts.
class Hasher {
public:
    explicit Hasher(HashName name);
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    base::Digest operator()(std::string_view bytes);

private:
    EVP_MD* method_;
    EVP_MD_CTX* context_;
};

}  // namespace draw
