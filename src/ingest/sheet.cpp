#include "sheet.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/text.hpp"
#include "number_text.hpp"
#include "sentence.hpp"
#include "xml.hpp"

namespace ingest {
namespace {

enum class CellType { number, shared, inline_text, formula_text, boolean, error, date };

CellType cell_type(std::string_view t) {
    if (t == "s") return CellType::shared;
    if (t == "inlineStr") return CellType::inline_text;
    if (t == "str") return CellType::formula_text;
    if (t == "b") return CellType::boolean;
    if (t == "e") return CellType::error;
    if (t == "d") return CellType::date;
    return CellType::number;
}

class SheetHandler final : public XmlHandler {
public:
    SheetHandler(const Workbook& workbook, const std::vector<Merge>& merges,
                 const ReadContext& context, ByteBudget& budget, TableSink& sink)
        : workbook_(workbook), merges_(merges), context_(context), budget_(budget), sink_(sink) {}

    void start_element(std::string_view name, const XmlAttributes& attributes) override {
        in_value_ = false;
        if (name == "sheetData") in_data_ = true;
        if (!in_data_) return;
        if (name == "c") return begin_cell(attributes);
        if (name == "v") in_value_ = true;
        if (name == "f") cell_.is_formula = true;
        if (name == "t") in_value_ = phonetic_depth_ == 0;
        if (name == "rPh") ++phonetic_depth_;
        if (name == "row") begin_row(attributes);
    }

    void end_element(std::string_view name) override {
        in_value_ = false;
        if (!in_data_) return;
        if (name == "c") return end_cell();
        if (name == "rPh") --phonetic_depth_;
        if (name == "row") end_row();
        if (name == "sheetData") done_ = true;
    }

    void characters(std::string_view text) override {
        if (!in_value_) return;
        cell_.text += text;
        // Four bytes are the most that one character takes; 7 the most that an escape does.
        if (cell_.text.size() / 7 > characters_max()) refuse_long_cell();
    }

    [[nodiscard]] bool is_done() const override { return done_; }
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    void begin_row(const XmlAttributes& attributes) {
        std::int64_t number = row_.number + 1;
        if (const auto r = attributes.find("r"))
            std::from_chars(r->data(), r->data() + r->size(), number);
        if (number <= row_.number || number > last_row)
            refuse_damaged(context_.file, "rows are out of order or beyond the last of a sheet");
        row_.number = number;
        row_.cells.clear();
        column_ = -1;
        has_value_ = false;
    }

    void begin_cell(const XmlAttributes& attributes) {
        cell_ = Cell{};
        ++column_;
        if (const auto place = parse_place(attributes.find("r").value_or("")))
            column_ = place->column;
        type_ = cell_type(attributes.find("t").value_or("n"));
        style_ = 0;
        if (const auto s = attributes.find("s"))
            std::from_chars(s->data(), s->data() + s->size(), style_);
    }

    void end_cell() {
        interpret();
        if (cell_.text.size() > characters_max() &&
            base::count_characters(cell_.text) > characters_max())
            refuse_long_cell();
        const bool merged = apply_merge();
        if (cell_.kind == CellKind::empty && !cell_.is_formula && !merged) return;
        if (column_ >= context_.limits.columns_max) {
            if (cell_.kind == CellKind::empty) return;
            refuse_columns();
        }
        const auto index = static_cast<std::size_t>(column_);
        if (row_.cells.size() <= index) row_.cells.resize(index + 1);
        has_value_ = has_value_ || cell_.kind != CellKind::empty || cell_.is_formula;
        row_.cells[index] = std::move(cell_);
    }

    void end_row() {
        if (!has_value_) return;
        if (++rows_ > context_.limits.rows_max) refuse_rows();
        const std::int64_t number = row_.number;
        const std::size_t width = row_.cells.size();
        sink_.row(std::move(row_));
        row_ = TableRow{};
        row_.number = number;
        row_.cells.reserve(width);
    }

    void interpret() {
        if (cell_.text.empty()) return;
        cell_.kind = CellKind::text;
        switch (type_) {
            case CellType::number:
                return interpret_number();
            case CellType::shared:
                return interpret_shared();
            case CellType::inline_text:
            case CellType::formula_text:
                cell_.text = decode_escapes(cell_.text);
                break;
            case CellType::boolean:
                cell_.text = cell_.text == "1" || cell_.text == "true" ? "yes" : "no";
                cell_.kind = CellKind::boolean;
                return;
            case CellType::error:
                cell_.kind = CellKind::error;
                return;
            case CellType::date:
                if (auto date = iso_date(cell_.text)) {
                    cell_.text = std::move(*date);
                    cell_.kind = CellKind::date;
                }
                return;
        }
        if (cell_.text.empty()) cell_.kind = CellKind::empty;
    }

    void interpret_number() {
        cell_.kind = CellKind::number;
        const DateStyle style =
            style_ < workbook_.styles.size() ? workbook_.styles[style_] : DateStyle::none;
        if (style != DateStyle::none) {
            if (auto date = serial_date(cell_.text, style, workbook_.from_1904)) {
                cell_.text = std::move(*date);
                cell_.kind = CellKind::date;
                return;
            }
        }
        cell_.text = plain_number(cell_.text);
    }

    void interpret_shared() {
        std::size_t index = 0;
        const char* end = cell_.text.data() + cell_.text.size();
        const auto [stop, error] = std::from_chars(cell_.text.data(), end, index);
        if (error != std::errc{} || stop != end || index >= workbook_.strings.size())
            refuse_damaged(context_.file, "a cell refers to a text that does not exist");
        cell_.text = workbook_.strings.at(index);
        // One long text that many cells refer to unpacks like any other bomb.
        budget_.spend(cell_.text.size());
        if (cell_.text.empty()) cell_.kind = CellKind::empty;
    }

    /// True when the cell is the top left one of a merged range. Rows come in order, so the ranges
    /// before this row are never needed again.
    bool apply_merge() {
        while (next_merge_ < merges_.size() && merges_[next_merge_].row < row_.number)
            ++next_merge_;
        if (next_merge_ == merges_.size()) return false;
        const auto found = std::lower_bound(
            merges_.begin() + static_cast<std::ptrdiff_t>(next_merge_), merges_.end(), column_,
            [this](const Merge& merge, std::int64_t column) {
                return merge.row == row_.number && merge.column < column;
            });
        if (found == merges_.end() || found->row != row_.number || found->column != column_)
            return false;
        cell_.merged_columns = found->columns;
        cell_.merged_rows = found->rows;
        return true;
    }

    [[noreturn]] void refuse_long_cell() const {
        const std::string limit = std::to_string(context_.limits.cell_characters_max);
        refuse_file(context_.file,
                    "第 " + std::to_string(row_.number) + " 行 " + column_name() +
                        " 列的文字超过 " + limit + " 个字符，已停止读取。请缩短后再导入。",
                    "has more than " + limit + " characters in row " + std::to_string(row_.number) +
                        ", column " + column_name() +
                        ", so reading stopped. Shorten the text, then import it.");
    }

    [[noreturn]] void refuse_columns() const {
        const std::string limit = std::to_string(context_.limits.columns_max);
        refuse_file(context_.file,
                    "第 " + std::to_string(row_.number) + " 行在 " + column_name() +
                        " 列有内容，超过 " + limit +
                        " 列的上限。请删除表格右侧多余的内容后再导入。",
                    "has a value in row " + std::to_string(row_.number) + ", column " +
                        column_name() + ", beyond the limit of " + limit +
                        " columns. Delete what stands to the right of the table, then import it.");
    }

    [[noreturn]] void refuse_rows() const {
        const std::string limit = std::to_string(context_.limits.rows_max);
        refuse_file(context_.file, "的一个工作表超过 " + limit + " 行的上限。请分成几个文件导入。",
                    "has a sheet of more than " + limit + " rows. Split it into several files.");
    }

    [[nodiscard]] std::size_t characters_max() const {
        return static_cast<std::size_t>(context_.limits.cell_characters_max);
    }

    [[nodiscard]] std::string column_name() const {
        return column_letters(static_cast<std::size_t>(column_));
    }

    const Workbook& workbook_;
    const std::vector<Merge>& merges_;
    const ReadContext& context_;
    ByteBudget& budget_;
    TableSink& sink_;
    TableRow row_;
    Cell cell_;
    CellType type_ = CellType::number;
    std::size_t style_ = 0;
    std::int64_t column_ = -1;
    std::int64_t rows_ = 0;
    std::size_t next_merge_ = 0;
    int phonetic_depth_ = 0;
    bool in_data_ = false;
    bool in_value_ = false;
    bool has_value_ = false;
    bool done_ = false;
};

}  // namespace

std::int64_t read_sheet(PartStream& part, const Workbook& workbook,
                        const std::vector<Merge>& merges, const ReadContext& context,
                        ByteBudget& budget, TableSink& sink) {
    SheetHandler handler(workbook, merges, context, budget, sink);
    parse_xml(part, context, budget, handler);
    return handler.rows();
}

}  // namespace ingest
