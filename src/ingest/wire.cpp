#include "ingest/wire.hpp"

#include <utility>

#include "base/text.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

constexpr char kind_sheet = 1;
constexpr char kind_row = 2;
constexpr char kind_error = 3;
constexpr char kind_end = 4;
constexpr std::size_t head_bytes = 5;
// A boundary of a million vertices is 16 MB.
constexpr std::uint32_t frame_bytes_max = std::uint32_t{256} << 20;
constexpr std::size_t piece_bytes = std::size_t{1} << 16;
// Far beyond every file, and rows can be added up without overflow.
constexpr std::int64_t row_number_max = std::int64_t{1} << 48;

constexpr unsigned char flag_formula = 0x80;
constexpr unsigned char flag_merged = 0x40;
constexpr unsigned char kind_mask = 0x3F;

[[noreturn]] void refuse_frames() {
    throw base::Error(base::ErrorKind::internal,
                      {"读取文件的子程序返回了无法识别的数据，导入已停止。",
                       "The reader program returned data that cannot be understood; the import "
                       "stopped."});
}

void put_integer(std::string& out, std::uint64_t value, int bytes) {
    char piece[8];
    for (int i = 0; i < 8; ++i) piece[i] = static_cast<char>((value >> (8 * i)) & 0xFF);
    out.append(piece, static_cast<std::size_t>(bytes));
}

void put_text(std::string& out, std::string_view text) {
    put_integer(out, text.size(), 4);
    out += text;
}

class Body {
public:
    explicit Body(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t integer(std::size_t count) {
        std::uint64_t value = 0;
        const std::string_view piece = take(count);
        for (std::size_t i = 0; i < count; ++i)
            value |= std::uint64_t{static_cast<unsigned char>(piece[i])} << (8 * i);
        return value;
    }
    std::string bytes() { return std::string(take(integer(4))); }
    std::string text() { return std::string(text_view()); }
    std::string_view text_view() {
        const std::string_view value = take(integer(4));
        if (!base::is_valid_utf8(value)) refuse_frames();
        return value;
    }
    /// A count of things of which each takes at least one byte.
    std::size_t count() {
        const std::uint64_t value = integer(4);
        if (value > bytes_.size()) refuse_frames();
        return value;
    }
    void end() const {
        if (!bytes_.empty()) refuse_frames();
    }

private:
    std::string_view take(std::size_t count) {
        if (count > bytes_.size()) refuse_frames();
        const std::string_view piece = bytes_.substr(0, count);
        bytes_.remove_prefix(count);
        return piece;
    }

    std::string_view bytes_;
};

void put_cell(std::string& out, const Cell& cell) {
    const bool merged = cell.merged_columns > 1 || cell.merged_rows > 1;
    auto head = static_cast<unsigned>(cell.kind);
    if (cell.is_formula) head |= flag_formula;
    if (merged) head |= flag_merged;
    out += static_cast<char>(head);
    if (cell.kind != CellKind::empty) put_text(out, cell.text);
    if (!merged) return;
    put_integer(out, static_cast<std::uint32_t>(cell.merged_columns), 4);
    put_integer(out, static_cast<std::uint32_t>(cell.merged_rows), 4);
}

void read_cell(Body& body, Cell& cell) {
    const auto head = static_cast<unsigned char>(body.integer(1));
    if ((head & kind_mask) > static_cast<unsigned>(CellKind::error)) refuse_frames();
    cell.kind = static_cast<CellKind>(head & kind_mask);
    cell.is_formula = (head & flag_formula) != 0;
    cell.merged_columns = 1;
    cell.merged_rows = 1;
    cell.text = cell.kind == CellKind::empty ? std::string_view{} : body.text_view();
    if ((head & flag_merged) == 0) return;
    cell.merged_columns = static_cast<std::int32_t>(body.integer(4));
    cell.merged_rows = static_cast<std::int32_t>(body.integer(4));
    if (cell.merged_columns < 1 || cell.merged_rows < 1) refuse_frames();
}

}  // namespace

void FrameWriter::frame(char kind) {
    put_integer(buffer_, body_.size(), 4);
    buffer_ += kind;
    buffer_ += body_;
    body_.clear();
    if (buffer_.size() >= piece_bytes) flush();
}

void FrameWriter::flush() {
    if (!buffer_.empty()) write_(buffer_);
    buffer_.clear();
}

void FrameWriter::begin_sheet(const SheetInfo& sheet) {
    put_text(body_, sheet.name);
    put_text(body_, sheet.datum);
    put_text(body_, sheet.encoding);
    put_integer(body_, sheet.has_header_row ? 1 : 0, 1);
    put_integer(body_, sheet.columns.size(), 4);
    for (const std::string& column : sheet.columns) put_text(body_, column);
    frame(kind_sheet);
}

void FrameWriter::row(TableRow&& row) {
    put_integer(body_, static_cast<std::uint64_t>(row.number), 8);
    put_text(body_, row.geometry_wkb);
    put_integer(body_, row.cells.size(), 4);
    for (const Cell& cell : row.cells) put_cell(body_, cell);
    frame(kind_row);
}

void FrameWriter::error(const base::Error& error) {
    put_integer(body_, static_cast<std::uint64_t>(error.kind()), 1);
    put_text(body_, error.message().zh);
    put_text(body_, error.message().en);
    put_text(body_, error.details());
    frame(kind_error);
    flush();
}

void FrameWriter::end() {
    frame(kind_end);
    flush();
}

void FrameReader::feed(std::string_view bytes) {
    pending_ += bytes;
    std::size_t used = 0;
    while (pending_.size() - used >= head_bytes) {
        const std::string_view rest = std::string_view(pending_).substr(used);
        const std::uint64_t length = Body(rest.substr(0, 4)).integer(4);
        if (length > frame_bytes_max) refuse_frames();
        if (rest.size() < head_bytes + length) break;
        take(rest[4], rest.substr(head_bytes, length));
        used += head_bytes + length;
    }
    pending_.erase(0, used);
}

void FrameReader::take(char kind, std::string_view bytes) {
    if (complete_) refuse_frames();
    Body body(bytes);
    if (kind == kind_row) return take_row(bytes);
    if (kind == kind_end) {
        complete_ = true;
    } else if (kind == kind_sheet) {
        SheetInfo sheet;
        sheet.name = body.text();
        sheet.datum = body.text();
        sheet.encoding = body.text();
        sheet.has_header_row = body.integer(1) != 0;
        for (std::size_t left = body.count(); left > 0; --left)
            sheet.columns.push_back(body.text());
        in_sheet_ = true;
        sink_.begin_sheet(sheet);
    } else if (kind == kind_error) {
        const std::uint64_t error_kind = body.integer(1);
        if (error_kind > static_cast<std::uint64_t>(base::ErrorKind::internal)) refuse_frames();
        base::Text message;
        // A sentence names the file, and a file's name need not be text.
        message.zh = printable(body.bytes());
        message.en = printable(body.bytes());
        if (message.zh.empty() || message.en.empty()) refuse_frames();
        throw base::Error(static_cast<base::ErrorKind>(error_kind), message,
                          printable(body.bytes()));
    } else {
        refuse_frames();
    }
    body.end();
}

void FrameReader::take_row(std::string_view bytes) {
    if (!in_sheet_) refuse_frames();
    Body body(bytes);
    row_.number = static_cast<std::int64_t>(body.integer(8));
    if (row_.number < 1 || row_.number > row_number_max) refuse_frames();
    row_.geometry_wkb = body.bytes();
    const std::size_t cells = body.count();
    // Sheets are counted one by one by the reader; all together may hold more than one of them.
    if (cells > static_cast<std::size_t>(limits_.columns_max) || ++rows_ > limits_.rows_max * 16)
        refuse_frames();
    row_.cells.resize(cells);
    for (Cell& cell : row_.cells) read_cell(body, cell);
    body.end();
    sink_.row(std::move(row_));
}

}  // namespace ingest
