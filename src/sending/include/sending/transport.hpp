#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sending {

struct Answer {
    int status = 0;
    std::string body;
    /// Of the header `Retry-After`, a day at most; empty without one.
    std::optional<std::int64_t> retry_after_s{};
};

/// The way to a gateway. Throws unavailable, with a sentence that names no address, number or
/// secret, when for certain nothing was taken: it cannot be reached, is not who it should be, or
/// lets nobody in.
class Transport {
public:
    virtual ~Transport() = default;
    /// Empty when the request went out and no whole answer came, so that nobody knows whether it
    /// was taken.
    virtual std::optional<Answer> post(
        const std::string& url, const std::string& body,
        const std::vector<std::pair<std::string, std::string>>& headers) = 0;
    /// `server` as smtp://host:25 or smtps://host:465. Without a user nobody signs in; with one,
    /// only over TLS: from the start (smtps) or by STARTTLS (smtp), with PLAIN, LOGIN or what else
    /// the server offers. Throws invalid_input when the server refuses this mail for good (5xx, but
    /// for its login).
    struct Mail {
        std::string server, user, password, from, to, text;
    };
    /// False when all of it went out and no answer came.
    virtual bool mail(const Mail& mail) = 0;
};

/// Over the network: http and https, smtp and smtps alone; certificates are checked, nothing is
/// redirected, 10 seconds to connect and 30 in all, at most 64 KiB of answer. `ca_file`: PEM
/// certificates of issuers that are trusted beside those the machine knows.
std::unique_ptr<Transport> network_transport(const std::string& ca_file = {});

}  // namespace sending
