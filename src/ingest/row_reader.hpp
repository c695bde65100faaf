#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "header.hpp"
#include "ingest/import.hpp"

namespace ingest {

/// Sentences about one file.
class FileFindings {
public:
    FileFindings(const ImportOptions& options, std::string sheet)
        : options_(options), sheet_(std::move(sheet)) {}

    /// A finding for one cell; `expected` and `message` without the place.
    [[nodiscard]] base::Finding make(std::int64_t row, const std::string& column,
                                     const std::string& value, const base::Text& expected,
                                     const base::Text& message) const;
    /// Throws invalid_input: the file cannot be imported. Names the sheet when there is one.
    [[noreturn]] void refuse(const base::Text& message) const;

private:
    const ImportOptions& options_;
    std::string sheet_;
};

/// The datum of the rows so far, and the cell that named it last.
struct DatumSeen {
    std::optional<geo::Datum> datum;
    std::string cell;
};

/// Turns one row of cells into a register row, or into complaints.
class RowReader {
public:
    RowReader(const ImportOptions& options, const Header& header, const SheetInfo& sheet);

    /// `seen` is the file's 坐标系 so far; mixed values are refused for the whole file.
    [[nodiscard]] RejectedRow read(const TableRow& row, registers::Row& values,
                                   DatumSeen& seen) const;

    /// The row's place and texts, for a row that is rejected.
    void describe(const TableRow& row, RejectedRow& rejected) const;

private:
    void read_value(const TableRow& row, std::size_t column, std::size_t field,
                    registers::Value& value, RejectedRow& rejected) const;
    void read_fields(const TableRow& row, registers::Row& values, RejectedRow& rejected) const;
    void read_point(const TableRow& row, registers::Row& values, RejectedRow& rejected,
                    DatumSeen& seen) const;
    void read_geometry(const TableRow& row, registers::Row& values, RejectedRow& rejected) const;
    [[nodiscard]] geo::Datum datum_of(const TableRow& row, RejectedRow& rejected,
                                      DatumSeen& seen) const;
    [[nodiscard]] geo::Datum declared_datum() const;
    [[nodiscard]] std::optional<double> read_degrees(const TableRow& row, std::size_t column,
                                                     RejectedRow& rejected) const;
    void complain(const TableRow& row, std::size_t column, const base::Text& expected,
                  const base::Text& message, RejectedRow& rejected) const;

    const ImportOptions& options_;
    const Header& header_;
    std::optional<geo::Datum> file_datum_;
    FileFindings findings_;
    std::string sheet_;
    std::optional<std::size_t> lon_, lat_, datum_;
    std::vector<std::optional<std::size_t>> column_of_field_;
    /// By field: texts whose value is known already.
    mutable std::vector<std::unordered_map<std::string, registers::Value>> known_;
};

}  // namespace ingest
