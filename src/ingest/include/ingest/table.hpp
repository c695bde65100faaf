#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace ingest {

enum class CellKind : std::uint8_t { empty, text, number, boolean, date, error };

/// One cell as the file holds it. A number is the file's own decimal digits, never through a double
/// (an 18-digit number keeps its digits when the file still has them); a date is `YYYY-MM-DD`, or
/// `YYYY-MM-DD HH:MM:SS` with a time of day; a boolean is `yes` or `no`.
struct Cell {
    std::string text;
    CellKind kind = CellKind::empty;
    bool is_formula = false;          ///< `text` is the value stored with the formula
    std::int32_t merged_columns = 1;  ///< > 1 at the top left cell of a merged range
    std::int32_t merged_rows = 1;
    bool operator==(const Cell&) const = default;
};

struct TableRow {
    std::int64_t number = 0;  ///< as the user's program counts, from 1; features count from 1
    std::vector<Cell> cells;
    std::string geometry_wkb;  ///< vector files only; in the file's own coordinates, as degrees
    bool operator==(const TableRow&) const = default;
};

struct SheetInfo {
    std::string name;            ///< empty for csv
    bool has_header_row = true;  ///< false for vector files: `columns` are the field names
    std::vector<std::string> columns;
    std::string datum;     ///< wgs84 or cgcs2000 when the file declares it, else empty
    std::string encoding;  ///< csv: what the text was read as: UTF-8 or GB18030
    bool operator==(const SheetInfo&) const = default;
};

/// Receives a table as it is read.
class TableSink {
public:
    virtual ~TableSink() = default;
    virtual void begin_sheet(const SheetInfo& sheet) = 0;
    virtual void row(TableRow&& row) = 0;
};

/// Bounds counted on real bytes while reading, whatever the file claims.
struct ReadLimits {
    std::int64_t bytes_max = std::int64_t{2} << 30;  ///< decompressed, all parts together
    std::int64_t rows_max = 2'000'000;
    std::int64_t columns_max = 1'000;
    std::int64_t cell_characters_max = 32'767;
    std::int64_t shared_strings_bytes_max = std::int64_t{128} << 20;
    /// What may come out of a file, unpacked or as rows: so many bytes for each of its own, and
    /// some for nothing, because a small table of a repeated word packs better than any other.
    std::int64_t expansion_max = 100;
    std::int64_t expansion_free_bytes = std::int64_t{32} << 20;

    /// The bytes that may come out of a file of `file_bytes`.
    [[nodiscard]] std::int64_t expanded_bytes_max(std::int64_t file_bytes) const {
        return file_bytes > (bytes_max - expansion_free_bytes) / expansion_max
                   ? bytes_max
                   : expansion_free_bytes + file_bytes * expansion_max;
    }
};

/// Reads xlsx, csv and tsv in this process (UTF-8 with or without BOM, GB18030 detected). Hidden
/// sheets and empty rows are passed over. Throws invalid_input with a sentence that names the file:
/// not what its ending says, password-protected (the OLE container), truncated, a limit passed, no
/// sheet with content, text that is neither encoding.
void read_spreadsheet(const std::filesystem::path& file, const ReadLimits& limits, TableSink& sink);

/// Reads any supported file (also gpkg, shp, geojson) in a separate process that has no network, no
/// other files, bounded memory and time. `reader` is the path of the wanjia-read program.
/// Throws as read_spreadsheet; also when the reader is killed or ends early.
void read_table(const std::filesystem::path& reader, const std::filesystem::path& file,
                const ReadLimits& limits, TableSink& sink);

}  // namespace ingest
