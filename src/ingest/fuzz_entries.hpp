#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"
#include "csv.hpp"
#include "xlsx.hpp"

namespace ingest::fuzz {

/// Small limits, so that an input that passes them is found quickly.
inline ReadContext context() {
    ReadLimits limits;
    limits.bytes_max = 4 << 20;
    limits.rows_max = 5'000;
    limits.columns_max = 40;
    limits.cell_characters_max = 1'000;
    limits.shared_strings_bytes_max = 1 << 20;
    return {"fuzz", limits};
}

/// Ends the process when a reader breaks its promises.
class CheckingSink final : public TableSink {
public:
    explicit CheckingSink(const ReadLimits& limits) : limits_(limits) {}
    void begin_sheet(const SheetInfo& /*sheet*/) override {
        in_sheet_ = true;
        last_row_ = 0;
    }
    void row(TableRow&& row) override {
        check(in_sheet_ && row.number > last_row_);
        last_row_ = row.number;
        check(row.cells.size() <= static_cast<std::size_t>(limits_.columns_max));
        for (const Cell& cell : row.cells) {
            check(base::is_valid_utf8(cell.text));
            check((cell.kind == CellKind::empty) == cell.text.empty());
            check(base::count_characters(cell.text) <=
                  static_cast<std::size_t>(limits_.cell_characters_max));
        }
    }

private:
    static void check(bool holds) {
        if (!holds) std::abort();
    }
    const ReadLimits& limits_;
    bool in_sheet_ = false;
    std::int64_t last_row_ = 0;
};

/// Any bytes as csv: rows or base::Error, nothing else.
inline void read_csv_bytes(std::string_view bytes) {
    const ReadContext file = context();
    CheckingSink sink(file.limits);
    MemorySource source(bytes);
    try {
        read_csv(source, file, sink);
    } catch (const base::Error&) {
    }
}

/// Bytes that start with P as a zip file; others as a sheet, shared texts, styles and workbook,
/// separated by lines `====`, so that the fuzzer need not forge checksums.
inline void read_xlsx_bytes(std::string_view bytes) {
    const ReadContext file = context();
    CheckingSink sink(file.limits);
    try {
        if (bytes.starts_with('P')) {
            ZipParts parts(bytes, file);
            return read_xlsx(parts, file, sink);
        }
        const std::string relation = "<Relationship Id=\"";
        std::map<std::string, std::string> parts = {
            {"xl/_rels/workbook.xml.rels",
             "<Relationships>" + relation + "r\" Type=\"/worksheet\" Target=\"sheet.xml\"/>" +
                 relation + "s\" Type=\"/sharedStrings\" Target=\"strings.xml\"/>" + relation +
                 "y\" Type=\"/styles\" Target=\"styles.xml\"/></Relationships>"},
            {"xl/workbook.xml",
             "<workbook><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>"}};
        constexpr std::string_view separator = "\n====\n";
        for (const char* name :
             {"xl/sheet.xml", "xl/strings.xml", "xl/styles.xml", "xl/workbook.xml"}) {
            const std::size_t end = bytes.find(separator);
            parts[name] = std::string(bytes.substr(0, end));
            if (end == std::string_view::npos) break;
            bytes.remove_prefix(end + separator.size());
        }
        MemoryParts memory(std::move(parts));
        read_xlsx(memory, file, sink);
    } catch (const base::Error&) {
    }
}

}  // namespace ingest::fuzz
