#include "documents/escape.hpp"

namespace documents {

void append_escaped(std::string& out, std::string_view text, Place place) {
    const bool in_attribute = place == Place::attribute;
    for (const char c : text) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20;
        if (c == '&') {
            out += "&amp;";
        } else if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '"' && in_attribute) {
            out += "&quot;";
        } else if (is_control && in_attribute && (c == '\n' || c == '\t')) {
            out += c == '\n' ? "&#10;" : "&#9;";
        } else if (!is_control || c == '\n' || c == '\t') {
            out += c;
        }
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    append_escaped(out, text, Place::attribute);
    return out;
}

}  // namespace documents
