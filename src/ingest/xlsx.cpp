#include "xlsx.hpp"

#include "sentence.hpp"
#include "sheet.hpp"

namespace ingest {
namespace {

/// Announces the sheet at its first row, so that an empty one is not seen at all.
class LateSheetSink final : public TableSink {
public:
    LateSheetSink(TableSink& inner, std::string name) : inner_(inner) {
        info_.name = std::move(name);
    }
    void begin_sheet(const SheetInfo& sheet) override { inner_.begin_sheet(sheet); }
    void row(TableRow&& row) override {
        if (!begun_) begin_sheet(info_);
        begun_ = true;
        inner_.row(std::move(row));
    }

private:
    TableSink& inner_;
    SheetInfo info_;
    bool begun_ = false;
};

}  // namespace

void read_xlsx(Parts& parts, const ReadContext& context, TableSink& sink) {
    ByteBudget budget(context);
    ByteBudget merges_budget(context);
    const Workbook workbook = read_workbook(parts, context, budget);
    std::int64_t rows = 0;
    for (const Workbook::Sheet& sheet : workbook.sheets) {
        if (!sheet.visible) continue;
        const auto first_pass = parts.open(sheet.part);
        const auto second_pass = parts.open(sheet.part);
        if (!first_pass || !second_pass) refuse_damaged(context.file, "no part " + sheet.part);
        const std::vector<Merge> merges = read_merges(*first_pass, context, merges_budget);
        LateSheetSink late(sink, sheet.name);
        rows += read_sheet(*second_pass, workbook, merges, context, budget, late);
    }
    if (rows == 0)
        refuse_file(
            context.file, "中没有任何内容（隐藏的工作表不读取）。请检查是否选对了文件。",
            "has no content (hidden sheets are not read). Check that it is the right file.");
}

}  // namespace ingest
