#include "ingest/recognise.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "byte_source.hpp"
#include "parts.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

struct KindName {
    FileKind kind;
    base::Text name;
    std::vector<std::string_view> endings;
};

const std::array<KindName, 6>& kind_names() {
    static const std::array<KindName, 6> names = {{
        {FileKind::workbook,
         {"Excel 工作簿（.xlsx）", "an Excel workbook (.xlsx)"},
         {".xlsx", ".xlsm", ".xltx"}},
        {FileKind::csv,
         {"文本表格（.csv）", "a text table (.csv)"},
         {".csv", ".tsv", ".txt", ".tab"}},
        {FileKind::geopackage, {"GeoPackage（.gpkg）", "a GeoPackage (.gpkg)"}, {".gpkg"}},
        {FileKind::shapefile, {"Shapefile（.shp）", "a Shapefile (.shp)"}, {".shp"}},
        {FileKind::zipped_shapefile,
         {"压缩的 Shapefile（.zip）", "a zipped Shapefile (.zip)"},
         {".zip"}},
        {FileKind::geojson, {"GeoJSON（.geojson）", "GeoJSON (.geojson)"}, {".geojson", ".json"}},
    }};
    return names;
}

bool has_ending(const KindName& known, const std::string& ending) {
    return std::find(known.endings.begin(), known.endings.end(), ending) != known.endings.end();
}

std::string lower_ending(const std::filesystem::path& file) {
    std::string ending = file.extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return ending;
}

[[noreturn]] void refuse_kind(const std::string& file, const base::Text& what) {
    refuse_file(
        file, "的内容是" + what.zh + "，不能导入。请用 Excel 或 WPS 打开并另存为 .xlsx 后再导入。",
        "holds " + what.en +
            ", which cannot be imported. Open it in Excel or WPS and save it as .xlsx, then "
            "import it.");
}

/// The names of streams in an OLE compound file are UTF-16LE.
bool has_stream(std::string_view bytes, std::string_view name) {
    std::string wide;
    for (const char c : name) {
        wide += c;
        wide += '\0';
    }
    return bytes.find(wide) != std::string_view::npos;
}

[[noreturn]] void refuse_compound(const std::string& file, const std::filesystem::path& path) {
    // The directory of streams may lie anywhere; an encrypted package puts it near the start or
    // end.
    FileSource source(path);
    std::vector<char> buffer(std::size_t{1} << 20);
    bool encrypted = false;
    for (std::size_t count = 1; count > 0 && !encrypted;) {
        count = source.read(buffer);
        encrypted = has_stream({buffer.data(), count}, "EncryptedPackage");
    }
    if (encrypted)
        refuse_file(
            file, "已加密，无法读取。请在 Excel 或 WPS 中取消密码后重新保存，再导入。",
            "is password-protected and cannot be read. Remove the password in Excel or WPS, "
            "save it again, then import it.");
    refuse_kind(file,
                {"旧版 Office 文件（如 .xls、.et）", "an old Office file (such as .xls or .et)"});
}

bool ends_with(std::string_view name, std::string_view ending) {
    return name.size() >= ending.size() &&
           std::equal(ending.rbegin(), ending.rend(), name.rbegin(),
                      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b + 32 : b); });
}

FileKind recognise_zip(const std::string& file, const std::filesystem::path& path) {
    const ReadContext context{file, {}};
    ZipParts parts(path, context);
    const auto has = [&](std::string_view ending) {
        return parts.any_name([&](std::string_view name) { return ends_with(name, ending); });
    };
    if (has("workbook.bin"))
        refuse_kind(file, {"二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"});
    if (has("workbook.xml")) return FileKind::workbook;
    if (has(".shp")) return FileKind::zipped_shapefile;
    if (has("document.xml")) refuse_kind(file, {"Word 文档", "a Word document"});
    if (has("content.xml")) refuse_kind(file, {"OpenDocument 文件", "an OpenDocument file"});
    if (has("[content_types].xml")) refuse_damaged(file, "no workbook part");
    refuse_kind(file, {"压缩包（zip）", "a zip archive"});
}

std::optional<base::Text> unreadable_format(std::string_view start) {
    using namespace std::string_view_literals;
    static const std::vector<std::pair<std::string_view, base::Text>> signatures = {
        {"%PDF"sv, {" PDF 文档", "a PDF document"}},
        {"\x89PNG"sv, {"图片（PNG）", "a picture (PNG)"}},
        {"\xFF\xD8\xFF"sv, {"图片（JPEG）", "a picture (JPEG)"}},
        {"GIF8"sv, {"图片（GIF）", "a picture (GIF)"}},
        {"Rar!"sv, {"压缩包（rar）", "a rar archive"}},
        {"7z\xBC\xAF"sv, {"压缩包（7z）", "a 7z archive"}},
        {"\x1F\x8B"sv, {"压缩包（gzip）", "a gzip archive"}},
        {"\x7F"
         "ELF"sv,
         {"程序", "a program"}},
        {"MZ\x90"sv, {"程序", "a program"}},
        {"{\\rtf"sv, {"文档（RTF）", "a document (RTF)"}},
    };
    for (const auto& [signature, name] : signatures)
        if (start.starts_with(signature)) return name;
    return std::nullopt;
}

FileKind recognise_text(const std::string& file, std::string_view start) {
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    const std::size_t first = start.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return FileKind::csv;
    start.remove_prefix(first);
    if (start.starts_with('{')) return FileKind::geojson;
    const bool markup = start.starts_with("<?xml") || start.starts_with("<!") ||
                        start.starts_with("<html") || start.starts_with("<HTML") ||
                        start.starts_with("<table") || start.starts_with("<TABLE");
    if (markup) refuse_kind(file, {"网页或 XML 文本", "a web page or XML text"});
    return FileKind::csv;
}

FileKind recognise_content(const std::string& file, const std::filesystem::path& path) {
    using namespace std::string_view_literals;
    std::array<char, 512> buffer{};
    FileSource source(path);
    const std::string_view start(buffer.data(), source.read(buffer));
    if (start.empty())
        refuse_file(file, "是空文件（0 字节）。请检查是否选对了文件。",
                    "is empty (0 bytes). Check that it is the right file.");
    if (start.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) refuse_compound(file, path);
    if (start.starts_with("PK\x03\x04"sv) || start.starts_with("PK\x05\x06"sv))
        return recognise_zip(file, path);
    if (start.starts_with("SQLite format 3\0"sv)) return FileKind::geopackage;
    if (start.starts_with("\0\0\x27\x0A"sv)) return FileKind::shapefile;
    if (const auto name = unreadable_format(start)) refuse_kind(file, *name);
    return recognise_text(file, start);
}

}  // namespace

bool is_named_as_table(const std::filesystem::path& file) {
    const std::string ending = lower_ending(file);
    return std::any_of(kind_names().begin(), kind_names().end(), [&](const KindName& known) {
        return is_table(known.kind) && has_ending(known, ending);
    });
}

FileKind recognise_file(const std::filesystem::path& path) {
    const std::string file = path.filename().string();
    const FileKind kind = recognise_content(file, path);
    const std::string ending = lower_ending(path);
    for (const KindName& known : kind_names()) {
        if (known.kind != kind) continue;
        if (ending.empty() || has_ending(known, ending)) return kind;
        const std::string right(known.endings.front());
        refuse_file(file,
                    "的后缀是 " + ending + "，内容却是" + known.name.zh + "。请把后缀改为 " +
                        right + "，或另存为后缀所说的格式，再导入。",
                    "ends in " + ending + " but holds " + known.name.en +
                        ". Change its ending to " + right +
                        " or save it in the format its ending says, then import it.");
    }
    return kind;
}

}  // namespace ingest
