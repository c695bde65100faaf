#include "sentence.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace ingest {

void refuse_file(std::string_view file, std::string_view zh, std::string_view en,
                 std::string details) {
    const std::string name(file);
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"文件“" + name + "”" + std::string(zh), "The file \"" + name + "\" " + std::string(en)},
        std::move(details));
}

void refuse_damaged(std::string_view file, std::string details) {
    refuse_file(
        file,
        "已损坏或不完整，无法读取。请用 Excel 或 WPS 打开并另存为 .xlsx，或重新下载后再导入。",
        "is damaged or incomplete and cannot be read. Open it in Excel or WPS and save it again "
        "as .xlsx, or download it again, then import it.",
        std::move(details));
}

std::string column_letters(std::size_t column) {
    std::string letters;
    for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
    return letters;
}

std::string quotable(std::string_view text) {
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
        if (starts_character && ++characters > 60) return printable(text.substr(0, i)) + "…";
    }
    return printable(text);
}

std::string printable(std::string_view bytes) {
    constexpr std::size_t character_bytes_max = 4;
    std::string text;
    while (!bytes.empty()) {
        std::size_t length = 1;
        while (length < std::min(bytes.size(), character_bytes_max) &&
               !base::is_valid_utf8(bytes.substr(0, length)))
            ++length;
        const bool valid = base::is_valid_utf8(bytes.substr(0, length));
        if (!valid) length = 1;
        const std::string_view character = bytes.substr(0, length);
        const bool shown = valid && !base::has_forbidden_character(character);
        text += shown ? character : "\xEF\xBF\xBD";
        bytes.remove_prefix(length);
    }
    return text;
}

}  // namespace ingest
