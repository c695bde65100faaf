#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "ingest/table.hpp"
#include "input.hpp"
#include "parts.hpp"

namespace fuzz {

/// Small limits, so that an input that passes them is found quickly.
inline ingest::ReadContext context() {
    ingest::ReadLimits limits;
    limits.bytes_max = 4 << 20;
    limits.rows_max = 5'000;
    limits.columns_max = 40;
    limits.cell_characters_max = 1'000;
    limits.shared_strings_bytes_max = 1 << 20;
    return {"fuzz", limits};
}

/// What every reader promises of the rows it gives.
class CheckingSink final : public ingest::TableSink {
public:
    explicit CheckingSink(const ingest::ReadLimits& limits) : limits_(limits) {}
    void begin_sheet(const ingest::SheetInfo& sheet) override {
        require(base::is_valid_utf8(sheet.name), "a sheet's name is UTF-8");
        in_sheet_ = true;
        last_row_ = 0;
    }
    void row(ingest::TableRow&& row) override {
        require(in_sheet_ && row.number > last_row_, "rows stand in order inside a sheet");
        last_row_ = row.number;
        require(row.cells.size() <= static_cast<std::size_t>(limits_.columns_max),
                "no more columns than allowed");
        for (const ingest::Cell& cell : row.cells) check(cell);
    }

private:
    void check(const ingest::Cell& cell) const {
        require(base::is_valid_utf8(cell.text), "texts are UTF-8");
        require((cell.kind == ingest::CellKind::empty) == cell.text.empty(),
                "a cell is empty exactly when its text is");
        require(base::count_characters(cell.text) <=
                    static_cast<std::size_t>(limits_.cell_characters_max),
                "no more characters in a cell than allowed");
        require(cell.text.find('\0') == std::string::npos, "no NUL characters");
    }

    const ingest::ReadLimits& limits_;
    bool in_sheet_ = false;
    std::int64_t last_row_ = 0;
};

/// Runs `read`, which gives rows or throws base::Error with a sentence in both languages.
template <class Read>
void rows_or_error(Read read) {
    try {
        read();
    } catch (const base::Error& error) {
        require(!error.message().zh.empty() && !error.message().en.empty(),
                "errors speak both languages");
    }
}

}  // namespace fuzz
