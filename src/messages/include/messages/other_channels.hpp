#pragma once

#include <cstdint>
#include <string>

#include "messages/outbox.hpp"

namespace messages {

/// The body for a webhook robot: `{"timestamp","sign","key","title","text"}`; `sign` is the Base64
/// of HMAC-SHA-256 over `timestamp LF text` with the secret, so the receiver can tell ours from
/// others and old from new.
std::string webhook_body(const Message& message, const std::string& secret, std::int64_t now_s);

/// A mail (RFC 5322, RFC 2047 subject, UTF-8 in Base64) with CRLF line ends. `Message-ID` is made
/// from the key: a second copy is recognised by it. Throws invalid_input when an address is none.
std::string mail_text(const Message& message, const std::string& from, std::int64_t now_s);

}  // namespace messages
