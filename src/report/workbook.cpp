#include "report/workbook.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "exact_numbers.hpp"
#include "styles.hpp"

namespace report {
namespace {

constexpr std::size_t text_characters_max = 32'000;
constexpr std::size_t choices_characters_max = 255;
// The format asks for a creation moment; a fixed one keeps equal content equal in bytes.
constexpr std::time_t created_at = 1'546'300'800;  // 2019-01-01T00:00:00Z
constexpr std::uint8_t paper_a4 = 9;

base::Error cannot_write(const std::filesystem::path& file, std::string details) {
    const std::string name = file.string();
    return {base::ErrorKind::unavailable,
            {"无法写入工作簿“" + name + "”：请检查文件夹是否存在、是否可写、磁盘是否已满。",
             "The workbook \"" + name +
                 "\" cannot be written: check that its folder exists and is writable and that the "
                 "disk is not full."},
            std::move(details)};
}

/// Two code points that XML cannot hold, and NUL, which would end the text for the library.
void replace_unwritable(std::string& text) {
    std::replace(text.begin(), text.end(), '\0', ' ');
    for (const char* mark : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, 3, "\xEF\xBF\xBD");
}

std::string cut(std::string text) {
    if (text.size() <= text_characters_max || base::count_characters(text) <= text_characters_max)
        return text;
    std::size_t count = 0;
    std::size_t end = 0;
    while (count < text_characters_max - 1) {
        ++end;
        while ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
        ++count;
    }
    text.resize(end);
    return text + "…";
}

std::string cell_text(std::string_view value) {
    std::string text(value);
    if (!base::is_valid_utf8(text))
        std::replace_if(
            text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; },
            '?');
    replace_unwritable(text);
    return cut(std::move(text));
}

std::string cell_name(lxw_row_t row, lxw_col_t column) {
    char name[32];
    lxw_rowcol_to_cell(name, row, column);
    return name;
}

int decimals_of(std::string_view digits) {
    const std::size_t point = digits.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(digits.size() - point - 1);
}

/// Lines that a wrapped text takes in a column of `width` characters; a Chinese one is two wide.
int count_lines(std::string_view text, double width) {
    double lines = 0;
    for (const std::string& line : base::split(text, '\n')) {
        const std::size_t characters = base::count_characters(line);
        const std::size_t wide = (line.size() - std::min(line.size(), characters)) / 2;
        const double units = static_cast<double>(characters + wide) * 1.1;
        lines += std::max(1.0, std::ceil(units / width));
    }
    return static_cast<int>(lines);
}

std::FILE* open_unnamed_file(const std::filesystem::path& folder) {
    std::string name = (folder / ".sheet-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    if (descriptor < 0) return nullptr;
    ::unlink(name.c_str());
    return ::fdopen(descriptor, "w+");
}

bool sync_path(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool ok = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return ok;
}

struct SheetState {
    lxw_worksheet* sheet = nullptr;
    std::vector<double> widths;
    int frozen_rows = 0;
    int column_max = 0;
    std::vector<ExactNumber> exact_numbers;
};

}  // namespace

struct WorkbookWriter::State {
    std::filesystem::path file;
    std::filesystem::path folder;
    std::filesystem::path part;  // the file while it is being written
    lxw_workbook* workbook = nullptr;
    std::unique_ptr<Styles> styles;
    std::vector<SheetState> sheets;
    int row = -1;
    int column = 0;
    double row_height = 0;  // points; 0: the program that shows the sheet decides

    SheetState& sheet() { return sheets.back(); }
    [[nodiscard]] lxw_row_t row_index() const { return static_cast<lxw_row_t>(row); }
    [[nodiscard]] lxw_col_t column_index() const { return static_cast<lxw_col_t>(column); }

    void advance() {
        sheet().column_max = std::max(sheet().column_max, column);
        ++column;
    }

    [[nodiscard]] double column_width() const {
        const auto& widths = sheets.back().widths;
        const auto index = static_cast<std::size_t>(column);
        return index < widths.size() ? widths[index] : LXW_DEF_COL_WIDTH;
    }

    /// Heads and wrapped texts get a row that shows all their lines.
    void make_room(std::string_view value, CellStyle style) {
        constexpr double line_points = 15;
        constexpr double row_points_max = 400;
        const bool is_head = style == CellStyle::header || style == CellStyle::required;
        const bool wraps = is_head || style == CellStyle::note;
        const int lines = wraps ? count_lines(value, column_width()) : 1;
        double wanted = lines > 1 ? lines * line_points + 4 : 0;
        if (is_head) wanted = lines * line_points + 9;
        if (style == CellStyle::title) wanted = 30;
        if (wanted <= row_height) return;
        row_height = std::min(wanted, row_points_max);
        worksheet_set_row(sheet().sheet, row_index(), row_height, nullptr);
    }

    void end_sheet() {
        if (sheets.empty()) return;
        SheetState& s = sheet();
        if (s.frozen_rows > 0 && row >= s.frozen_rows - 1)
            worksheet_autofilter(s.sheet, static_cast<lxw_row_t>(s.frozen_rows - 1), 0, row_index(),
                                 static_cast<lxw_col_t>(s.column_max));
    }

    [[nodiscard]] bool settle_numbers(SheetState& s) const {
        lxw_worksheet_write_single_row(s.sheet);
        std::FILE* rows = s.sheet->optimize_tmpfile;
        if (std::fflush(rows) != 0 || std::ferror(rows) != 0) return false;
        if (s.exact_numbers.empty()) return true;
        std::FILE* exact = open_unnamed_file(folder);
        if (exact == nullptr) return false;
        std::rewind(rows);
        const bool ok =
            copy_with_exact_numbers(rows, exact, s.exact_numbers) && std::fflush(exact) == 0;
        std::fclose(rows);
        s.sheet->optimize_tmpfile = exact;
        s.sheet->file = exact;
        return ok;
    }
};

namespace {

void set_print(lxw_worksheet* sheet, int frozen_rows) {
    worksheet_set_landscape(sheet);
    worksheet_set_paper(sheet, paper_a4);
    worksheet_fit_to_pages(sheet, 1, 0);
    worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);
    worksheet_set_footer(sheet, "&C第 &P 页，共 &N 页");
    if (frozen_rows > 0) worksheet_repeat_rows(sheet, 0, static_cast<lxw_row_t>(frozen_rows - 1));
}

}  // namespace

WorkbookWriter::WorkbookWriter(const std::filesystem::path& file)
    : state_(std::make_unique<State>()) {
    state_->file = file;
    state_->folder = file.has_parent_path() ? file.parent_path() : ".";
    state_->part = file;
    state_->part += ".part";
    if (::access(state_->folder.c_str(), W_OK) != 0) throw cannot_write(file, "folder");
    std::string temporary = state_->folder.string();
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    options.tmpdir = temporary.data();
    state_->workbook = workbook_new_opt(state_->part.c_str(), &options);
    if (state_->workbook == nullptr) throw cannot_write(file, "workbook_new_opt");
    lxw_doc_properties properties{};
    properties.created = created_at;
    workbook_set_properties(state_->workbook, &properties);
    state_->styles = std::make_unique<Styles>(state_->workbook);
}

WorkbookWriter::~WorkbookWriter() {
    if (state_->workbook == nullptr) return;
    for (const SheetState& s : state_->sheets) std::fclose(s.sheet->optimize_tmpfile);
    lxw_workbook_free(state_->workbook);
}

void WorkbookWriter::begin_sheet(const std::string& name, const std::vector<double>& widths,
                                 int frozen_rows) {
    state_->end_sheet();
    lxw_worksheet* sheet = workbook_add_worksheet(state_->workbook, name.c_str());
    if (sheet == nullptr) throw cannot_write(state_->file, "workbook_add_worksheet " + name);
    state_->sheets.push_back({sheet, widths, frozen_rows, 0, {}});
    for (std::size_t i = 0; i < widths.size(); ++i)
        worksheet_set_column(sheet, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i), widths[i],
                             nullptr);
    if (frozen_rows > 0) worksheet_freeze_panes(sheet, static_cast<lxw_row_t>(frozen_rows), 0);
    worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, "A1:XFD1048576");
    set_print(sheet, frozen_rows);
    state_->row = -1;
}

void WorkbookWriter::begin_row() {
    ++state_->row;
    state_->column = 0;
    state_->row_height = 0;
}

void WorkbookWriter::text(std::string_view value, CellStyle style) {
    state_->make_room(value, style);
    lxw_format* format = state_->styles->get(style);
    if (value.empty())
        worksheet_write_blank(state_->sheet().sheet, state_->row_index(), state_->column_index(),
                              format);
    else
        worksheet_write_string(state_->sheet().sheet, state_->row_index(), state_->column_index(),
                               cell_text(value).c_str(), format);
    state_->advance();
}

void WorkbookWriter::integer(std::int64_t value, CellStyle style) {
    constexpr std::int64_t exact_in_double = 999'999'999'999'999;
    if (value > exact_in_double || value < -exact_in_double)
        return text(std::to_string(value), style);
    const bool counted = style == CellStyle::number || style == CellStyle::plain;
    worksheet_write_number(
        state_->sheet().sheet, state_->row_index(), state_->column_index(),
        static_cast<double>(value),
        counted ? state_->styles->get(CellStyle::number) : state_->styles->get(style, 0));
    state_->advance();
}

void WorkbookWriter::decimal(std::string_view digits, CellStyle style) {
    const std::string exact = shortest_decimal(digits);
    if (exact.empty()) return text(digits, style);
    const double value = std::strtod(exact.c_str(), nullptr);
    worksheet_write_number(state_->sheet().sheet, state_->row_index(), state_->column_index(),
                           value, state_->styles->get(style, decimals_of(digits)));
    if (printed_number(value) != exact)
        state_->sheet().exact_numbers.push_back(
            {cell_name(state_->row_index(), state_->column_index()), exact});
    state_->advance();
}

void WorkbookWriter::skip() {
    ++state_->column;
}

void WorkbookWriter::comment(std::string_view value) {
    lxw_comment_options options{};
    options.x_scale = 2.0;
    options.y_scale = 1.5;
    worksheet_write_comment_opt(state_->sheet().sheet, state_->row_index(),
                                static_cast<lxw_col_t>(state_->column - 1),
                                cell_text(value).c_str(), &options);
}

void WorkbookWriter::text_column(int column) {
    lxw_worksheet* sheet = state_->sheet().sheet;
    const auto index = static_cast<std::size_t>(column);
    const auto& widths = state_->sheet().widths;
    worksheet_set_column(sheet, static_cast<lxw_col_t>(column), static_cast<lxw_col_t>(column),
                         index < widths.size() ? widths[index] : LXW_DEF_COL_WIDTH,
                         state_->styles->unframed_text());
}

void WorkbookWriter::merge(int first_column, int last_column, std::string_view value,
                           CellStyle style) {
    state_->column = first_column;
    if (first_column == last_column) return text(value, style);
    state_->make_room(value, style);
    worksheet_merge_range(state_->sheet().sheet, state_->row_index(),
                          static_cast<lxw_col_t>(first_column), state_->row_index(),
                          static_cast<lxw_col_t>(last_column), cell_text(value).c_str(),
                          state_->styles->get(style));
    state_->column = last_column;
    state_->advance();
}

void WorkbookWriter::merge_up(int column, int rows, CellStyle style) {
    // Writing into this row first closes the rows above, so that the merge leaves their cells
    // alone.
    lxw_worksheet* sheet = state_->sheet().sheet;
    lxw_format* format = state_->styles->get(style);
    const auto index = static_cast<lxw_col_t>(column);
    worksheet_write_blank(sheet, state_->row_index(), index, format);
    worksheet_merge_range(sheet, static_cast<lxw_row_t>(state_->row - rows), index,
                          state_->row_index(), index, "", format);
    state_->column = column;
    state_->advance();
}

void WorkbookWriter::choices(int column, int first_row, int last_row,
                             const std::vector<std::string>& values) {
    if (values.empty() || base::count_characters(base::join(values, ",")) > choices_characters_max)
        return;
    std::vector<std::string> kept = values;
    std::vector<char*> list;
    for (std::string& value : kept) list.push_back(value.data());
    list.push_back(nullptr);
    char title[] = "请选择 Please choose";
    char message[] = "请从下拉列表中选择一项，或留空。 Choose one of the list, or leave empty.";
    lxw_data_validation validation{};
    validation.validate = LXW_VALIDATION_TYPE_LIST;
    validation.value_list = list.data();
    validation.error_title = title;
    validation.error_message = message;
    worksheet_data_validation_range(
        state_->sheet().sheet, static_cast<lxw_row_t>(first_row), static_cast<lxw_col_t>(column),
        static_cast<lxw_row_t>(last_row), static_cast<lxw_col_t>(column), &validation);
}

void WorkbookWriter::finish() {
    state_->end_sheet();
    for (SheetState& s : state_->sheets)
        if (!state_->settle_numbers(s)) throw cannot_write(state_->file, "sheet rows");
    const lxw_error code = workbook_close(state_->workbook);
    state_->workbook = nullptr;  // freed by workbook_close, whatever it returns
    std::error_code ignored;
    if (code != LXW_NO_ERROR || !sync_path(state_->part)) {
        std::filesystem::remove(state_->part, ignored);
        throw cannot_write(state_->file, lxw_strerror(code));
    }
    std::filesystem::rename(state_->part, state_->file, ignored);
    if (ignored || !sync_path(state_->folder)) {
        std::filesystem::remove(state_->part, ignored);
        throw cannot_write(state_->file, "rename");
    }
}

}  // namespace report
