#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace sending {

struct Answer {
    int status = 0;
    std::string body;
};

/// The way to a gateway. Throws unavailable, with a sentence that names no address, number or
/// secret, when it cannot be reached or answers too late.
class Transport {
public:
    virtual ~Transport() = default;
    virtual Answer post(const std::string& url, const std::string& body,
                        const std::vector<std::pair<std::string, std::string>>& headers) = 0;
    /// `server` as smtp://host:25 or smtps://host:465; user and password may be empty. Throws
    /// invalid_input when the server refuses this mail for good (5xx, but for its login).
    struct Mail {
        std::string server, user, password, from, to, text;
    };
    virtual void mail(const Mail& mail) = 0;
};

/// Over the network: http and https, smtp and smtps alone; certificates are checked, nothing is
/// redirected, 10 seconds to connect and 30 in all, at most 64 KiB of answer.
std::unique_ptr<Transport> network_transport();

}  // namespace sending
