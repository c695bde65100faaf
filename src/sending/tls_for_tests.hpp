#pragma once

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <csignal>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace for_tests {

/// A key and a certificate that it signed itself, for names such as `IP:127.0.0.1`.
class Certificate {
public:
    explicit Certificate(const std::string& names, long valid_seconds = 3'600)
        : key_(EVP_EC_gen("P-256")), made_(X509_new()) {
        X509* made = made_.get();
        X509_set_version(made, X509_VERSION_3);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -7'200);
        X509_gmtime_adj(X509_getm_notAfter(made), valid_seconds);
        X509_set_pubkey(made, key_.get());
        X509_NAME* name = X509_get_subject_name(made);
        const auto* common = reinterpret_cast<const unsigned char*>("mail for tests");
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0);
        X509_set_issuer_name(made, name);
        extend(NID_basic_constraints, "critical,CA:TRUE");
        extend(NID_subject_alt_name, names);
        if (X509_sign(made, key_.get(), EVP_sha256()) == 0)
            throw std::runtime_error("no certificate");
    }
    /// Writes the certificate, which is its own authority, for clients that trust it.
    void write_authority(const std::filesystem::path& file) const {
        FILE* out = fopen(file.c_str(), "w");
        if (out == nullptr) throw std::runtime_error("no file for the certificate");
        PEM_write_X509(out, made_.get());
        fclose(out);
    }
    [[nodiscard]] std::shared_ptr<SSL_CTX> server() const {
        std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
        SSL_CTX_use_certificate(context.get(), made_.get());
        SSL_CTX_use_PrivateKey(context.get(), key_.get());
        return context;
    }

private:
    void extend(int what, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, made_.get(), made_.get(), nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, what, value.c_str());
        X509_add_ext(made_.get(), extension, -1);
        X509_EXTENSION_free(extension);
    }

    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
        void operator()(X509* made) const { X509_free(made); }
    };
    std::unique_ptr<EVP_PKEY, Free> key_;
    std::unique_ptr<X509, Free> made_;
};

/// One connection, in the clear until `start_tls`.
class Wire {
public:
    explicit Wire(int peer) : peer_(peer) {}
    ~Wire() { SSL_free(tls_); }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    bool start_tls(SSL_CTX* server) {
        std::signal(SIGPIPE, SIG_IGN);  // of a client that hung up; SSL_write has no flag for it
        tls_ = SSL_new(server);
        SSL_set_fd(tls_, peer_);
        return SSL_accept(tls_) == 1;
    }
    [[nodiscard]] bool is_encrypted() const { return tls_ != nullptr; }
    [[nodiscard]] bool has_more() const { return tls_ != nullptr && SSL_pending(tls_) > 0; }
    [[nodiscard]] int file() const { return peer_; }
    long read(char* bytes, std::size_t size) {
        return tls_ == nullptr ? recv(peer_, bytes, size, 0)
                               : SSL_read(tls_, bytes, static_cast<int>(size));
    }
    bool write(const std::string& text) {
        return tls_ == nullptr ? send(peer_, text.data(), text.size(), MSG_NOSIGNAL) > 0
                               : SSL_write(tls_, text.data(), static_cast<int>(text.size())) > 0;
    }

private:
    int peer_;
    SSL* tls_ = nullptr;
};

}  // namespace for_tests
