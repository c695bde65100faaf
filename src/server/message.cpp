#include "message.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace server {
namespace {

[[noreturn]] void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

std::string decode_escapes(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            result += text[i];
            continue;
        }
        const std::optional<std::string> byte = base::from_hex(text.substr(i + 1, 2));
        if (!byte || byte->size() != 1)
            refuse("网址中“%”后面应有两位十六进制数字，例如 %E4。",
                   "In the address, '%' must be followed by two hexadecimal digits, such as %E4.");
        result += *byte;
        i += 2;
    }
    return result;
}

std::string decode(std::string_view text) {
    std::string result = decode_escapes(text);
    const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
    if (!base::is_valid_utf8(result) || std::any_of(result.begin(), result.end(), is_control))
        refuse("网址中的文字应为 UTF-8 编码，且不含控制字符。",
               "Text in the address must be UTF-8 without control characters.");
    return result;
}

std::string decode_form(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return decode(spaced);
}

void add_parameter(std::string_view pair, std::map<std::string, std::string>& query) {
    const std::size_t equals = pair.find('=');
    const std::string name = decode_form(pair.substr(0, equals));
    const std::string value =
        equals == std::string_view::npos ? "" : decode_form(pair.substr(equals + 1));
    if (!query.emplace(name, value).second)
        refuse("参数“" + name + "”出现了两次，只能写一次。",
               "The parameter '" + name + "' is given twice; give it once.");
}

}  // namespace

std::string_view to_string(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::put:
            return "PUT";
        case Method::post:
            return "POST";
        case Method::patch:
            return "PATCH";
        case Method::delete_:
            return "DELETE";
        case Method::head:
            return "HEAD";
        case Method::options:
            return "OPTIONS";
        case Method::other:
            break;
    }
    return "other";
}

bool is_reading(Method method) {
    return method == Method::get || method == Method::head || method == Method::options;
}

std::string Request::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

Target parse_target(std::string_view target) {
    const std::size_t mark = target.find('?');
    std::string_view path = target.substr(0, mark);
    if (!path.starts_with('/')) refuse("网址应以“/”开头。", "The address must begin with '/'.");
    Target result;
    for (const std::string& segment : base::split(path.substr(1), '/'))
        result.path.push_back(decode(segment));
    if (mark == std::string_view::npos) return result;
    for (const std::string& pair : base::split(target.substr(mark + 1), '&'))
        if (!pair.empty()) add_parameter(pair, result.query);
    return result;
}

std::string percent_encode(std::string_view text) {
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (std::isalnum(byte) != 0 || std::string_view("-._~").find(c) != std::string_view::npos)
            result += c;
        else
            result += "%" + base::to_hex({&byte, 1});
    }
    return result;
}

}  // namespace server
