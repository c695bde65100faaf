#include "base/text.hpp"

#include <cstdint>

namespace base {
namespace {

constexpr char32_t invalid = 0xffffffff;

// Decodes one code point at `position` and moves on; `invalid` for anything RFC 3629 forbids.
char32_t decode(std::string_view text, std::size_t& position) {
    const auto lead = static_cast<unsigned char>(text[position++]);
    if (lead < 0x80) return lead;
    const int extra = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : -1;
    if (extra < 0 || lead >= 0xf5) return invalid;
    char32_t value = lead & (0x3fu >> extra);
    for (int i = 0; i < extra; ++i) {
        if (position >= text.size()) return invalid;
        const auto byte = static_cast<unsigned char>(text[position]);
        if ((byte & 0xc0) != 0x80) return invalid;
        value = (value << 6) | (byte & 0x3fu);
        ++position;
    }
    constexpr char32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    if (value < smallest[extra] || value > 0x10ffff) return invalid;
    if (value >= 0xd800 && value <= 0xdfff) return invalid;
    return value;
}

void encode(char32_t value, std::string& out) {
    if (value < 0x80) {
        out += static_cast<char>(value);
    } else if (value < 0x800) {
        out += static_cast<char>(0xc0 | (value >> 6));
        out += static_cast<char>(0x80 | (value & 0x3f));
    } else if (value < 0x10000) {
        out += static_cast<char>(0xe0 | (value >> 12));
        out += static_cast<char>(0x80 | ((value >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (value & 0x3f));
    } else {
        out += static_cast<char>(0xf0 | (value >> 18));
        out += static_cast<char>(0x80 | ((value >> 12) & 0x3f));
        out += static_cast<char>(0x80 | ((value >> 6) & 0x3f));
        out += static_cast<char>(0x80 | (value & 0x3f));
    }
}

bool is_space(char32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f ||
           c == 0x205f || c == 0x3000;
}

bool is_invisible(char32_t c) {
    return c == 0x200b || c == 0x200c || c == 0x200d || c == 0x2060 || c == 0xfeff;
}

bool is_kept_full_width(char32_t c) {
    return c == 0xff0c || c == 0xff1b || c == 0xff1a || c == 0xff08 || c == 0xff09 || c == 0xff01 ||
           c == 0xff1f;
}

char32_t to_half_width(char32_t c) {
    if (c >= 0xff01 && c <= 0xff5e && !is_kept_full_width(c)) return c - 0xfee0;
    return c;
}

std::u32string decode_all(std::string_view text) {
    std::u32string result;
    for (std::size_t i = 0; i < text.size();) {
        const char32_t c = decode(text, i);
        result += c == invalid ? U'\ufffd' : c;
    }
    return result;
}

std::string encode_all(std::u32string_view text) {
    std::string result;
    for (const char32_t c : text) encode(c, result);
    return result;
}

// Printable ASCII without spaces and the common ideographs (U+4000 to U+9FFF): nothing to
// normalise.
bool is_plain(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        if (byte(i) > ' ' && byte(i) < 0x7f) {
            ++i;
        } else if (byte(i) >= 0xe4 && byte(i) <= 0xe9 && i + 2 < text.size() &&
                   (byte(i + 1) & 0xc0) == 0x80 && (byte(i + 2) & 0xc0) == 0x80) {
            i += 3;
        } else {
            return false;
        }
    }
    return true;
}

char32_t fold_character(char32_t c) {
    if (c >= 'A' && c <= 'Z') return c + 32;
    switch (c) {
        case 0xff08:
        case 0x3014:
        case 0x3010:
        case 0x300a:
            return '(';
        case 0xff09:
        case 0x3015:
        case 0x3011:
        case 0x300b:
            return ')';
        case '[':
        case '{':
            return '(';
        case ']':
        case '}':
            return ')';
        case 0xff0c:
            return ',';
        case 0xff1b:
            return ';';
        case 0xff1a:
            return ':';
        default:
            return c;
    }
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        if (static_cast<unsigned char>(text[i]) < 0x80) {
            ++i;
        } else if (decode(text, i) == invalid) {
            return false;
        }
    }
    return true;
}

bool is_blank(std::string_view text) {
    for (const char c : text)
        if (c > ' ' && c < 0x7f) return false;
    return normalise_cell(text).empty();
}

std::string normalise_cell(std::string_view text) {
    if (is_plain(text)) return std::string(text);
    std::u32string characters;
    for (const char32_t c : decode_all(text))
        if (!is_invisible(c)) characters += to_half_width(c);
    std::size_t begin = 0;
    std::size_t end = characters.size();
    while (begin < end && is_space(characters[begin])) ++begin;
    while (end > begin && is_space(characters[end - 1])) --end;
    return encode_all(std::u32string_view(characters).substr(begin, end - begin));
}

std::string fold(std::string_view text) {
    std::u32string result;
    for (const char32_t c : decode_all(normalise_cell(text)))
        if (!is_space(c)) result += fold_character(c);
    return encode_all(result);
}

std::size_t count_characters(std::string_view utf8) {
    std::size_t count = 0;
    for (const char c : utf8)
        if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) ++count;
    return count;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t end = text.find(separator, begin);
        parts.emplace_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos) return parts;
        begin = end + 1;
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string result;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i > 0) result += separator;
        result += parts[i];
    }
    return result;
}

bool has_forbidden_character(std::string_view text) {
    if (is_plain(text)) return false;
    for (const char32_t c : decode_all(text)) {
        if (c < 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0)) return true;
        if (c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e)) return true;
        if (c >= 0x2066 && c <= 0x2069) return true;
    }
    return false;
}

}  // namespace base
