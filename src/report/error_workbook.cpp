#include <algorithm>
#include <set>

#include "report/reports.hpp"
#include "report/workbook.hpp"

namespace report {
namespace {

using Row = ErrorTable::Row;

// Comments live in memory until the file is closed; the last column says the same without limit.
constexpr std::size_t comments_max = 5'000;

std::string both(const base::Text& text) {
    return text.en.empty() ? text.zh : text.zh + "\n" + text.en;
}

std::string problems_of(const Row& row) {
    std::string result = row.sheet.empty()
                             ? "原第 " + std::to_string(row.row) + " 行："
                             : "原“" + row.sheet + "”第 " + std::to_string(row.row) + " 行：";
    for (const auto& [column, finding] : row.complaints) result += "\n" + both(finding.message);
    return result;
}

std::size_t column_count(const ErrorTable& table) {
    std::size_t count = table.columns.size();
    for (const Row& row : table.rows) count = std::max(count, row.cells.size());
    return count;
}

class ErrorSheets {
public:
    ErrorSheets(WorkbookWriter& writer, const ErrorTable& table)
        : writer_(writer), table_(table), columns_(column_count(table)) {}

    void write_rows() {
        std::vector<double> widths(columns_, 21);
        widths.push_back(60);
        writer_.begin_sheet("待改 To fix", widths);
        for (std::size_t i = 0; i < columns_; ++i) writer_.text_column(static_cast<int>(i));
        writer_.begin_row();
        for (std::size_t i = 0; i < columns_; ++i)
            writer_.text(i < table_.columns.size() ? table_.columns[i] : "", CellStyle::header);
        writer_.text("问题 Problem", CellStyle::header);
        for (const Row& row : table_.rows) write_row(row);
    }

    void write_findings() {
        writer_.begin_sheet("问题清单 Findings", {18, 9, 18, 22, 34, 60, 60});
        writer_.begin_row();
        for (const char* label : {"工作表 Sheet", "行 Row", "列 Column", "原值 Value",
                                  "应为 Expected", "问题 Problem (zh)", "问题 Problem (en)"})
            writer_.text(label, CellStyle::header);
        for (const Row& row : table_.rows)
            for (const auto& [column, finding] : row.complaints) write_finding(finding);
    }

private:
    void write_row(const Row& row) {
        std::set<std::size_t> wrong;
        for (const auto& [column, finding] : row.complaints) wrong.insert(column);
        writer_.begin_row();
        for (std::size_t i = 0; i < columns_; ++i) {
            writer_.text(i < row.cells.size() ? row.cells[i] : "",
                         wrong.contains(i) ? CellStyle::wrong : CellStyle::plain);
            if (wrong.contains(i)) write_comment(row, i);
        }
        writer_.text(problems_of(row), CellStyle::note);
    }

    void write_comment(const Row& row, std::size_t column) {
        if (++comments_ > comments_max) return;
        std::string text;
        for (const auto& [at, finding] : row.complaints)
            if (at == column) text += (text.empty() ? "" : "\n") + both(finding.message);
        writer_.comment(text);
    }

    void write_finding(const base::Finding& finding) {
        writer_.begin_row();
        writer_.text(finding.sheet);
        writer_.integer(finding.row);
        writer_.text(finding.column);
        writer_.text(finding.value, CellStyle::wrong);
        writer_.text(both(finding.expected), CellStyle::note);
        writer_.text(finding.message.zh, CellStyle::note);
        writer_.text(finding.message.en, CellStyle::note);
    }

    WorkbookWriter& writer_;
    const ErrorTable& table_;
    std::size_t columns_;
    std::size_t comments_ = 0;
};

}  // namespace

void write_error_workbook(const std::filesystem::path& file, const ErrorTable& table) {
    WorkbookWriter writer(file);
    ErrorSheets sheets(writer, table);
    sheets.write_rows();
    sheets.write_findings();
    writer.finish();
}

}  // namespace report
