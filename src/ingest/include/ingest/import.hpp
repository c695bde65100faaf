#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "geo/datum.hpp"
#include "ingest/table.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "registers/value.hpp"

namespace ingest {

struct ImportOptions {
    const registers::Declaration& declaration;
    const registers::RegionIndex& regions;
    std::string file_name;            ///< for the sentences
    std::optional<geo::Datum> datum;  ///< as the user declared it
    base::Date today;                 ///< on which region codes must be valid
};

/// A row that was not accepted: its original texts and what is wrong with which cell.
struct RejectedRow {
    std::string sheet;
    std::int64_t row = 0;
    std::vector<std::string> cells;
    struct CellComplaint {
        std::size_t column = 0;  ///< index into cells; cells.size() when the whole row is meant
        base::Finding finding;
    };
    std::vector<CellComplaint> complaints;
};

class ImportSink {
public:
    virtual ~ImportSink() = default;
    /// The header as it stands in the file, one text a column (several header rows joined by `/`).
    virtual void header(const std::string& sheet, const std::vector<std::string>& columns) = 0;
    virtual void accepted(const std::string& sheet, std::int64_t row, registers::Row&& values) = 0;
    virtual void rejected(RejectedRow&& row) = 0;
};

struct ImportCounts {
    std::int64_t rows = 0;
    std::int64_t accepted = 0;
    std::int64_t rejected = 0;
};

/// Turns raw table rows into register rows. One per file: feed it as the TableSink of read_table,
/// then call finish().
///
/// Header: found within the first 10 rows of a sheet as the row (or up to 3 merged rows) that
/// matches most field labels, names and aliases; text above it is a title. Columns for a point:
/// 经度/纬度 (lon/lat, longitude/latitude, X/Y坐标…). A header that names no field is an error for
/// the file with the nearest label; a missing required column too; an empty sheet is an error.
/// A point needs a datum: declared by the user, by the file's own reference system, or by a 坐标系
/// column with the same value in every row (mixed values refuse the file). No datum: the file is
/// refused. Positions outside China or with longitude and latitude swapped reject the row, saying
/// so. Duplicate keys within one file reject the later row and name the earlier one. Trailing total
/// rows (合计, 总计) and empty rows are passed over. File-level errors are thrown as invalid_input;
/// row-level ones go to the sink.
class Importer final : public TableSink {
public:
    Importer(const ImportOptions& options, ImportSink& sink);
    ~Importer() override;
    void begin_sheet(const SheetInfo& sheet) override;
    void row(TableRow&& row) override;
    ImportCounts finish();
    /// Which of the declaration's fields the current sheet has a column for; rows already stored
    /// keep their values in the others. All true before the header of a sheet is known.
    [[nodiscard]] const std::vector<bool>& present() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ingest
