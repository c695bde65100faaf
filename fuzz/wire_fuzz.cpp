// Any bytes as what the reader program says. The first byte is how long the pieces are.
#include <algorithm>
#include <vector>

#include "ingest/wire.hpp"
#include "tables.hpp"

namespace {

using ingest::FrameReader;
using ingest::FrameWriter;

struct Sheet {
    ingest::SheetInfo info;
    std::vector<ingest::TableRow> rows;
    bool operator==(const Sheet&) const = default;
};

class Collector final : public ingest::TableSink {
public:
    void begin_sheet(const ingest::SheetInfo& sheet) override { sheets.push_back({sheet, {}}); }
    void row(ingest::TableRow&& row) override {
        for (const ingest::Cell& cell : row.cells)
            fuzz::require(base::is_valid_utf8(cell.text), "texts are UTF-8");
        sheets.back().rows.push_back(std::move(row));
    }
    std::vector<Sheet> sheets;
};

/// True when the bytes were a whole transmission.
bool decode(std::string_view bytes, std::size_t piece, Collector& collector) {
    FrameReader reader(fuzz::context().limits, collector);
    for (std::size_t i = 0; i < bytes.size(); i += piece) reader.feed(bytes.substr(i, piece));
    return reader.is_complete();
}

std::string encode(const std::vector<Sheet>& sheets) {
    std::string bytes;
    FrameWriter writer([&](std::string_view piece) { bytes += piece; });
    for (const Sheet& sheet : sheets) {
        writer.begin_sheet(sheet.info);
        for (ingest::TableRow row : sheet.rows) writer.row(std::move(row));
    }
    writer.end();
    return bytes;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
    fuzz::rows_or_error([&] {
        Collector first;
        if (!decode(bytes, std::max<std::size_t>(1, data[0]), first)) return;
        Collector again;
        fuzz::require(decode(encode(first.sheets), 1 << 16, again), "what is written is whole");
        fuzz::require(again.sheets == first.sheets, "what is written is read back the same");
    });
    return 0;
}
