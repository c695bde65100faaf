#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace report {

/// header/required: column heads, the second of a column that must be filled; wrong: a cell to
/// correct; note: wrapped grey text; good/bad: passed and not passed.
enum class CellStyle { plain, header, required, title, wrong, note, percent, number, good, bad };

/// Writes one .xlsx row by row in constant memory; same calls, same bytes (no clock inside). Text
/// that a spreadsheet would take for a formula (= + - @ TAB CR at its start) is written as text.
/// Sheets print on A4 landscape, one page wide, with the frozen rows repeated; the last frozen row
/// carries the filter. Text beyond 32,000 characters, more than a cell holds, is cut with an
/// ellipsis.
class WorkbookWriter {
public:
    /// Throws unavailable when the folder cannot be written.
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
    /// Decimal digits as written (`-12.50`), kept exact in the file and shown with as many places;
    /// with style percent the value is a fraction, shown as a percentage with two places.
    void decimal(std::string_view digits, CellStyle style = CellStyle::number);
    void skip();
    /// A comment on the cell written last.
    void comment(std::string_view value);
    /// Makes a column text down to the last row, so that a long number typed there keeps its
    /// digits.
    void text_column(int column);
    /// Merges columns [first, last] of the current row with one text; leaves the cursor after last.
    void merge(int first_column, int last_column, std::string_view value, CellStyle style);
    /// Merges the current row's cell of `column` with the `rows` above it, whose text stands there.
    void merge_up(int column, int rows, CellStyle style);
    /// A drop-down list on a column's data rows. A list over 255 characters, the most the format
    /// holds in one cell range, is left out.
    void choices(int column, int first_row, int last_row, const std::vector<std::string>& values);
    /// Writes the file beside its name, syncs and renames; throws unavailable and leaves nothing.
    void finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace report
