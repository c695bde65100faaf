#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace draw {

[[noreturn]] inline void refuse(const std::string& zh, const std::string& en) {
    throw base::Error(base::ErrorKind::invalid_input, {zh, en});
}

/// The lines of a document; refuses what no document may hold.
inline std::vector<std::string> lines_of(std::string_view file, std::string_view text) {
    const std::string name(file);
    if (text.empty() || text.back() != '\n')
        refuse(name + " 是空的，或最后一行没有换行。",
               name + " is empty or its last line has no line feed.");
    for (const char c : text)
        if (c != '\t' && c != '\n' && (c < ' ' || c > '~'))
            refuse(name + " 含有不允许的字符（只可有 ASCII 字符、制表符和换行 LF）。",
                   name + " holds a character that is not ASCII, TAB or LF.");
    return base::split(text.substr(0, text.size() - 1), '\n');
}

[[noreturn]] inline void refuse_line(std::string_view file, std::size_t index,
                                     const base::Text& why) {
    const std::string number = std::to_string(index + 1);
    refuse(std::string(file) + " 第 " + number + " 行：" + why.zh,
           std::string(file) + " line " + number + ": " + why.en);
}

/// A whole number from 0 in its shortest spelling.
inline std::optional<std::int64_t> parse_count(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0 ||
        std::to_string(value) != text)
        return std::nullopt;
    return value;
}

}  // namespace draw
