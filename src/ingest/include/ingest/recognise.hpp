#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ingest {

enum class FileKind { workbook, csv, geopackage, shapefile, zipped_shapefile, geojson };

/// Whether read_spreadsheet reads files of this kind.
inline bool is_table(FileKind kind) {
    return kind == FileKind::workbook || kind == FileKind::csv;
}

/// Whether the file has an ending of a table; such a file is a table or refused by recognise_file.
bool is_named_as_table(const std::filesystem::path& file);

/// What the file is by its content; the ending only has to agree with it (no ending agrees with
/// all). Throws not_found, or invalid_input with a sentence that says what the file is: another
/// format than its ending says, a format that cannot be read, password-protected, empty.
FileKind recognise_file(const std::filesystem::path& file);

}  // namespace ingest
