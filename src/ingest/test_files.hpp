#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zip.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ingest/table.hpp"

namespace ingest::test {

/// A folder of its own that is removed with everything in it.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "ingest-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::filesystem::path write(const std::string& name,
                                              const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path_ / name;
    }
    [[nodiscard]] std::filesystem::path path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string read_bytes(const std::filesystem::path& path) {
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream(path, std::ios::binary)
        .read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

struct Sheet {
    SheetInfo info;
    std::vector<TableRow> rows;
    bool operator==(const Sheet&) const = default;
};

class Collector final : public TableSink {
public:
    void begin_sheet(const SheetInfo& sheet) override { sheets.push_back({sheet, {}}); }
    void row(TableRow&& row) override { sheets.back().rows.push_back(std::move(row)); }
    std::vector<Sheet> sheets;
};

/// Rows as texts joined by `|`, with the row's number before them.
inline std::vector<std::string> lines(const Sheet& sheet) {
    std::vector<std::string> result;
    for (const TableRow& row : sheet.rows) {
        std::string line = std::to_string(row.number) + ":";
        for (const Cell& cell : row.cells) line += cell.text + "|";
        result.push_back(line);
    }
    return result;
}

using Parts = std::map<std::string, std::string>;

inline const std::string xml_head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// A workbook's parts around the XML of its sheets.
inline Parts workbook_parts(const std::vector<std::string>& sheets,
                            const std::string& shared_strings = {}, const std::string& styles = {},
                            const std::string& workbook_pr = {}) {
    Parts parts;
    const std::string relation =
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    parts["[Content_Types].xml"] = xml_head + "<Types/>";
    parts["_rels/.rels"] = xml_head + "<Relationships><Relationship Id=\"r\" Type=\"" + relation +
                           "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    std::string list;
    std::string relations;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        const std::string n = std::to_string(i + 1);
        list += "<sheet name=\"S" + n + "\" sheetId=\"" + n + "\" r:id=\"rId" + n + "\"/>";
        relations += "<Relationship Id=\"rId" + n + "\" Type=\"" + relation +
                     "worksheet\" Target=\"worksheets/sheet" + n + ".xml\"/>";
        parts["xl/worksheets/sheet" + n + ".xml"] = sheets[i];
    }
    if (!shared_strings.empty()) {
        relations += "<Relationship Id=\"s\" Type=\"" + relation +
                     "sharedStrings\" Target=\"sharedStrings.xml\"/>";
        parts["xl/sharedStrings.xml"] = shared_strings;
    }
    if (!styles.empty()) {
        relations +=
            "<Relationship Id=\"y\" Type=\"" + relation + "styles\" Target=\"styles.xml\"/>";
        parts["xl/styles.xml"] = styles;
    }
    parts["xl/workbook.xml"] = xml_head + "<workbook xmlns:r=\"r\">" + workbook_pr + "<sheets>" +
                               list + "</sheets></workbook>";
    parts["xl/_rels/workbook.xml.rels"] =
        xml_head + "<Relationships>" + relations + "</Relationships>";
    return parts;
}

inline std::string sheet_xml(const std::string& data, const std::string& after = {}) {
    return xml_head + "<worksheet><sheetData>" + data + "</sheetData>" + after + "</worksheet>";
}

inline std::string escape(const std::string& text) {
    std::string result;
    for (const char c : text)
        result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
    return result;
}

/// One row of inline texts; an empty text is no cell.
inline std::string text_row(std::int64_t number, const std::vector<std::string>& texts) {
    std::string row = "<row r=\"" + std::to_string(number) + "\">";
    for (std::size_t c = 0; c < texts.size(); ++c) {
        if (texts[c].empty()) continue;
        row += "<c r=\"" + std::string(1, static_cast<char>('A' + c)) + std::to_string(number) +
               "\" t=\"inlineStr\"><is><t xml:space=\"preserve\">" + escape(texts[c]) +
               "</t></is></c>";
    }
    return row + "</row>";
}

inline std::string text_rows(const std::vector<std::vector<std::string>>& rows) {
    std::string data;
    for (std::size_t i = 0; i < rows.size(); ++i)
        data += text_row(static_cast<std::int64_t>(i + 1), rows[i]);
    return data;
}

inline std::filesystem::path write_zip(const std::filesystem::path& path, const Parts& parts) {
    int error = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
    for (const auto& [name, bytes] : parts)
        zip_file_add(archive, name.c_str(),
                     zip_source_buffer(archive, bytes.data(), bytes.size(), 0), ZIP_FL_ENC_UTF_8);
    if (zip_close(archive) != 0) throw std::runtime_error("zip");
    return path;
}

/// Runs `call`, which must throw base::Error, and returns the error's Chinese sentence.
inline std::string error_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const base::Error& error) {
        EXPECT_FALSE(error.message().en.empty());
        return error.message().zh;
    }
    ADD_FAILURE() << "no error was thrown";
    return {};
}

}  // namespace ingest::test
