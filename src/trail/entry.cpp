#include "trail/trail.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace trail {
namespace {

struct CodePoint {
    char32_t value = 0;
    std::size_t length = 0;  ///< 0 when the bytes are not UTF-8
};

constexpr bool is_continuation(unsigned char byte) {
    return (byte & 0xC0U) == 0x80U;
}

/// RFC 3629: shortest form only, no surrogates, nothing above U+10FFFF.
CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80U) return {first, 1};
    const std::size_t length = first < 0xC2U   ? 0
                               : first < 0xE0U ? 2
                               : first < 0xF0U ? 3
                               : first < 0xF5U ? 4
                                               : 0;
    if (length == 0 || text.size() < length) return {};
    char32_t value = first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(byte(i))) return {};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> smallest = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < smallest[length] || surrogate || value > 0x10FFFF) return {};
    return {value, length};
}

/// Characters that break a line or turn the reading direction in some viewer.
constexpr bool must_be_escaped(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
           c == 0x2028 || c == 0x2029 || (c >= 0x202A && c <= 0x202E) ||
           (c >= 0x2066 && c <= 0x2069);
}

void append_escape(std::string& out, char32_t c) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) out += digits[(c >> shift) & 15U];
}

void append_string(std::string& out, std::string_view text) {
    constexpr std::string_view replacement = "\xEF\xBF\xBD";
    out += '"';
    while (!text.empty()) {
        const CodePoint c = decode(text);
        if (c.length == 0) {
            out += replacement;
        } else if (must_be_escaped(c.value)) {
            append_escape(out, c.value);
        } else {
            if (c.value == U'"' || c.value == U'\\') out += '\\';
            out += text.substr(0, c.length);
        }
        text.remove_prefix(c.length == 0 ? 1 : c.length);
    }
    out += '"';
}

void append_field(std::string& out, std::string_view key, std::string_view value) {
    if (value.empty()) return;
    out += ",\"";
    out += key;
    out += "\":";
    append_string(out, value);
}

}  // namespace

std::string format_entry(const Entry& entry) {
    std::string json = "{\"t\":" + std::to_string(base::to_milliseconds(entry.server_time));
    append_field(json, "ct", entry.client_time);
    append_field(json, "u", entry.user);
    append_field(json, "r", entry.role);
    append_field(json, "o", entry.unit);
    append_field(json, "ip", entry.address);
    append_field(json, "dev", entry.device);
    append_field(json, "a", entry.action);
    append_field(json, "k", entry.object);
    json += entry.succeeded ? ",\"ok\":1" : ",\"ok\":0";
    append_field(json, "why", entry.reason_code);
    append_field(json, "rule", entry.rule_hash);
    append_field(json, "d", entry.details_hash);
    json += '}';
    return json;
}

std::optional<Entry> parse_entry(std::string_view line) {
    const std::size_t begin = std::min(line.find('{'), line.size());
    const auto json = nlohmann::json::parse(line.substr(begin), nullptr, false);
    if (!json.is_object() || !json.contains("t") || !json.at("t").is_number_integer())
        return std::nullopt;
    const auto text = [&](const char* key) {
        const auto it = json.find(key);
        return it != json.end() && it->is_string() ? it->get<std::string>() : std::string{};
    };
    Entry entry;
    entry.server_time = base::Instant(std::chrono::milliseconds(json.at("t").get<std::int64_t>()));
    entry.client_time = text("ct");
    entry.user = text("u");
    entry.role = text("r");
    entry.unit = text("o");
    entry.address = text("ip");
    entry.device = text("dev");
    entry.action = text("a");
    entry.object = text("k");
    entry.succeeded = json.contains("ok") && json.at("ok") == 1;
    entry.reason_code = text("why");
    entry.rule_hash = text("rule");
    entry.details_hash = text("d");
    return entry;
}

}  // namespace trail
