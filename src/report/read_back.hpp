#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <unistd.h>
#include <zip.h>

#include "base/files.hpp"

namespace report::test {

/// The bytes of one part of a finished workbook; empty when it has no such part.
inline std::string part(const std::filesystem::path& file, const std::string& name) {
    std::unique_ptr<zip_t, decltype(&zip_discard)> archive(
        zip_open(file.c_str(), ZIP_RDONLY, nullptr), &zip_discard);
    if (!archive) return {};
    zip_file_t* entry = zip_fopen(archive.get(), name.c_str(), 0);
    if (entry == nullptr) return {};
    std::string bytes;
    char block[4096];
    for (zip_int64_t got = 0; (got = zip_fread(entry, block, sizeof block)) > 0;)
        bytes.append(block, static_cast<std::size_t>(got));
    zip_fclose(entry);
    return bytes;
}

inline std::string sheet(const std::filesystem::path& file, int number = 1) {
    return part(file, "xl/worksheets/sheet" + std::to_string(number) + ".xml");
}

/// The value of a cell: the text between its <v> or <t> tags; empty for a blank or absent cell.
inline std::string cell(const std::string& sheet_xml, const std::string& name) {
    const std::size_t at = sheet_xml.find("<c r=\"" + name + "\"");
    if (at == std::string::npos) return {};
    const std::size_t tag_end = sheet_xml.find('>', at);
    if (sheet_xml[tag_end - 1] == '/') return {};
    const std::string inner =
        sheet_xml.substr(tag_end + 1, sheet_xml.find("</c>", at) - tag_end - 1);
    for (const char* tag : {"v", "t"}) {
        const std::string open = std::string("<") + tag;
        const std::size_t begin = inner.find(open + ">") != std::string::npos
                                      ? inner.find(open + ">")
                                      : inner.find(open + " ");
        if (begin == std::string::npos) continue;
        const std::size_t from = inner.find('>', begin) + 1;
        return inner.substr(from, inner.find(std::string("</") + tag + ">") - from);
    }
    return {};
}

inline std::string bytes_of(const std::filesystem::path& file) {
    return base::SystemFiles().read(file);
}

/// A folder of its own for one test, removed at the end.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "report-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace report::test
