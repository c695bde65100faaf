#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace report {

enum class CellStyle { plain, header, title, wrong, note, percent, number, good, bad };

/// Writes one .xlsx row by row in constant memory; same calls, same bytes (no clock inside). Text
/// that a spreadsheet would take for a formula (= + - @ TAB CR at its start) is written as text.
class WorkbookWriter {
public:
    explicit WorkbookWriter(const std::filesystem::path& file);
    ~WorkbookWriter();
    WorkbookWriter(const WorkbookWriter&) = delete;
    WorkbookWriter& operator=(const WorkbookWriter&) = delete;

    /// Starts a sheet; `widths` in characters. Rows of earlier sheets are complete.
    void begin_sheet(const std::string& name, const std::vector<double>& widths,
                     int frozen_rows = 1);
    /// Starts the next row (top to bottom).
    void begin_row();
    void text(std::string_view value, CellStyle style = CellStyle::plain);
    void integer(std::int64_t value, CellStyle style = CellStyle::number);
    /// Decimal digits as written, kept exact in the file.
    void decimal(std::string_view digits, CellStyle style = CellStyle::number);
    void skip();
    /// A comment on the cell written last.
    void comment(std::string_view value);
    /// Merges columns [first, last] of the current row with one text; leaves the cursor after last.
    void merge(int first_column, int last_column, std::string_view value, CellStyle style);
    /// A drop-down list on a column's data rows.
    void choices(int column, int first_row, int last_row, const std::vector<std::string>& values);
    /// Writes the file beside its name, syncs and renames; throws unavailable and leaves nothing.
    void finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace report
