#include "messages/other_channels.hpp"

#include <array>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>

#include "base/bytes.hpp"
#include "base/error.hpp"

namespace messages {
namespace {

constexpr std::size_t line_max = 76;

std::string base64(const std::string& text) {
    return base::to_base64(base::as_bytes(text));
}

// RFC 2047 allows 75 characters a word: 45 bytes of text, cut between characters.
std::string encoded_words(const std::string& text) {
    std::string words;
    for (std::size_t from = 0; from < text.size();) {
        std::size_t to = std::min(text.size(), from + 42);
        while (to < text.size() && (static_cast<unsigned char>(text[to]) & 0xC0) == 0x80) --to;
        words += (words.empty() ? "" : "\r\n ") + std::string("=?UTF-8?B?") +
                 base64(text.substr(from, to - from)) + "?=";
        from = to;
    }
    return words;
}

std::string folded(const std::string& text) {
    std::string lines;
    for (std::size_t from = 0; from < text.size(); from += line_max)
        lines += text.substr(from, line_max) + "\r\n";
    return lines;
}

void require_address(const std::string& address) {
    const auto at = address.find('@');
    const bool clean = address.find_first_of(" \t\r\n<>,;\"") == std::string::npos;
    if (at == std::string::npos || at == 0 || at + 1 == address.size() || !clean)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"电子邮件地址不完整。", "The e-mail address is not complete."});
}

std::string date_text(std::int64_t now_s) {
    const auto seconds = static_cast<std::time_t>(now_s);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    (void)std::snprintf(text.data(), text.size(), "%s, %d %s %d %02d:%02d:%02d +0000",
                        days[static_cast<std::size_t>(parts.tm_wday)], parts.tm_mday,
                        months[static_cast<std::size_t>(parts.tm_mon)], parts.tm_year + 1900,
                        parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text.data();
}

}  // namespace

std::string webhook_body(const Message& message, const std::string& secret, std::int64_t now_s) {
    const std::string time = std::to_string(now_s);
    const auto sign = base::hmac_sha256(base::as_bytes(secret), time + "\n" + message.text);
    return nlohmann::ordered_json{{"timestamp", time},
                                  {"sign", base::to_base64(sign)},
                                  {"key", message.key},
                                  {"title", message.title},
                                  {"text", message.text}}
        .dump();
}

std::string mail_text(const Message& message, const std::string& from, std::int64_t now_s) {
    require_address(from);
    require_address(message.address);
    const std::string id = base::to_hex(base::sha256(message.key)).substr(0, 32);
    return "From: <" + from + ">\r\nTo: <" + message.address +
           ">\r\nSubject: " + encoded_words(message.title) + "\r\nDate: " + date_text(now_s) +
           "\r\nMessage-ID: <" + id + "@" + from.substr(from.find('@') + 1) +
           ">\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
           "Content-Transfer-Encoding: base64\r\n\r\n" +
           folded(base64(message.text));
}

}  // namespace messages
