#include "ingest/points.hpp"

#include <cstring>
#include <fstream>

#include "ingest/table.hpp"
#include "point_reader.hpp"
#include "registers/geometry.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

constexpr std::string_view binary_magic = "WANJIAP1";
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Cuts lines into the cells that are asked for. A cell in quotes may hold separators and ends of
// lines.
class CellCutter {
public:
    CellCutter(std::string_view text, char separator) : text_(text), separator_(separator) {}

    [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
    [[nodiscard]] std::int64_t line() const { return line_; }
    [[nodiscard]] std::uint64_t place_of(std::string_view cell) const {
        return static_cast<std::uint64_t>(cell.data() - text_.data());
    }

    /// The next line's cells; a line without any character has none.
    void next(std::vector<std::string_view>& cells) {
        cells.clear();
        line_ += lines_in_row_;
        lines_in_row_ = 1;
        const std::size_t begin = at_;
        for (;;) {
            const std::string_view cell = take_cell();
            cells.push_back(cell);
            if (at_ >= text_.size()) break;
            if (text_[at_++] == '\n') break;
        }
        const std::string_view whole = text_.substr(begin, at_ - begin);
        if (whole.find_first_not_of("\r\n") == std::string_view::npos) cells.clear();
    }

private:
    std::string_view take_cell() {
        const std::size_t begin = at_;
        if (at_ < text_.size() && text_[at_] == '"') pass_quotes();
        while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n') ++at_;
        std::size_t end = at_;
        const bool ends_line = at_ >= text_.size() || text_[at_] == '\n';
        if (ends_line && end > begin && text_[end - 1] == '\r') --end;
        return text_.substr(begin, end - begin);
    }

    void pass_quotes() {
        for (++at_; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\n') ++lines_in_row_;
            if (text_[at_] != '"') continue;
            if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                ++at_;
                continue;
            }
            ++at_;
            return;
        }
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::int64_t line_ = 0;
    std::int64_t lines_in_row_ = 1;
};

std::string_view without_quotes(std::string_view cell) {
    return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"'
               ? cell.substr(1, cell.size() - 2)
               : cell;
}

char separator_of(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    for (const char separator : {',', ';', '\t'})
        if (line.find(separator) != std::string_view::npos) return separator;
    return ',';
}

void refuse_empty(const PointOptions& options) {
    refuse_file(options.file_name, "中没有任何内容。请检查是否选对了文件。",
                "has no content. Check that it is the right file.");
}

std::string_view cell_at(const std::vector<std::string_view>& cells,
                         std::optional<std::size_t> at) {
    return at && *at < cells.size() ? without_quotes(cells[*at]) : std::string_view();
}

// Takes the rows of any file that is read as a table.
class TablePoints final : public TableSink {
public:
    TablePoints(const PointOptions& options, PointColumns& columns)
        : options_(options), columns_(columns), collector_(options) {}

    void begin_sheet(const SheetInfo& sheet) override {
        if (seen_header_)
            refuse_file(options_.file_name, "有多个工作表或图层。请只保留住户所在的一个。",
                        "has several sheets or layers. Keep only the one with the households.");
        is_vector_ = !sheet.has_header_row;
        if (!is_vector_) return;
        if (options_.is_plane)
            refuse_file(options_.file_name, "是矢量文件，按经纬度读取。请去掉 --crs。",
                        "is a vector file and is read in degrees. Leave out --crs.");
        if (!sheet.datum.empty()) collector_.set_file_datum(sheet.datum, 0);
        set_header({sheet.columns.begin(), sheet.columns.end()});
    }

    void row(TableRow&& row) override {
        std::vector<std::string_view> cells;
        for (const Cell& cell : row.cells) cells.emplace_back(cell.text);
        if (!seen_header_) return set_header(cells);
        if (is_vector_) {
            const auto position = registers::first_position(row.geometry_wkb);
            if (!position) return;
            collector_.take_position(row.number, *position);
        } else {
            collector_.take(row.number, cell_at(cells, header_.first),
                            cell_at(cells, header_.second), cell_at(cells, header_.datum));
        }
        const std::string_view id = cell_at(cells, header_.id);
        columns_.id_places.push_back({columns_.text.size(), static_cast<std::uint32_t>(id.size())});
        columns_.text += id;
    }

    void finish() { collector_.finish(columns_); }

private:
    void set_header(const std::vector<std::string_view>& names) {
        header_ = point_header(names, options_, is_vector_);
        seen_header_ = true;
    }

    const PointOptions& options_;
    PointColumns& columns_;
    PointCollector collector_;
    PointHeader header_;
    bool seen_header_ = false;
    bool is_vector_ = false;
};

}  // namespace

std::string PointColumns::id(std::size_t row) const {
    return id_places.empty() ? std::to_string(row + 1) : std::string(id_text(row));
}

PointColumns read_point_csv(std::string text, const PointOptions& options) {
    PointColumns columns;
    columns.text = std::move(text);
    const std::string_view all = columns.text;
    const std::size_t mark = all.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    if (all.find('\0') != std::string_view::npos)
        refuse_file(
            options.file_name, "含有空字符，不是文本表格。请检查是否选对了文件。",
            "holds a NUL character, so it is not a text table. Check that it is the right file.");
    CellCutter cutter(all.substr(mark), separator_of(all));
    std::vector<std::string_view> cells;
    while (cells.empty() && !cutter.at_end()) cutter.next(cells);
    if (cells.empty()) refuse_empty(options);
    std::vector<std::string_view> names;
    for (const std::string_view cell : cells) names.push_back(without_quotes(cell));
    const PointHeader header = point_header(names, options);
    PointCollector collector(options);
    while (!cutter.at_end()) {
        cutter.next(cells);
        if (cells.empty()) continue;
        collector.take(cutter.line(), cell_at(cells, header.first), cell_at(cells, header.second),
                       cell_at(cells, header.datum));
        const std::string_view id =
            *header.id < cells.size() ? cells[*header.id] : all.substr(0, 0);
        if (id.empty() || id.size() > 1'000)
            refuse_file(
                options.file_name,
                "第 " + std::to_string(cutter.line()) + " 行没有编号，或编号过长。",
                "has no id, or a very long one, in line " + std::to_string(cutter.line()) + ".");
        columns.id_places.push_back(
            {mark + cutter.place_of(id), static_cast<std::uint32_t>(id.size())});
    }
    collector.finish(columns);
    return columns;
}

bool is_point_binary(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string start(binary_magic.size(), ' ');
    stream.read(start.data(), static_cast<std::streamsize>(start.size()));
    return stream && start == binary_magic;
}

PointColumns read_point_binary(std::string_view bytes, const PointOptions& options) {
    if (options.is_plane || (options.datum && *options.datum != geo::Datum::cgcs2000 &&
                             *options.datum != geo::Datum::wgs84))
        refuse_file(options.file_name, "按格式规定是 CGCS2000 经纬度。请去掉 --crs、--datum。",
                    "is on CGCS2000 in degrees by its format. Leave out --crs and --datum.");
    constexpr std::size_t head = 16;
    std::uint64_t count = 0;
    if (bytes.size() >= head) std::memcpy(&count, bytes.data() + 8, sizeof count);
    if (bytes.size() < head || count != (bytes.size() - head) / 8 || (bytes.size() - head) % 8 != 0)
        refuse_file(options.file_name, "长度与其所写的户数不符，可能被截断。",
                    "is not as long as its number of households says; it may be cut off.");
    PointColumns columns;
    columns.datum = "cgcs2000";
    columns.lon_e7.resize(count);
    columns.lat_e7.resize(count);
    if (count == 0) return columns;
    std::memcpy(columns.lon_e7.data(), bytes.data() + head, count * 4);
    std::memcpy(columns.lat_e7.data(), bytes.data() + head + count * 4, count * 4);
    for (std::size_t i = 0; i < count; ++i) {
        if (registers::is_in_china({columns.lon_e7[i] / 1e7, columns.lat_e7[i] / 1e7})) continue;
        const std::string at = std::to_string(i + 1);
        refuse_file(options.file_name,
                    "第 " + at + " 户的坐标不在中国境内（经度 73–136，纬度 3–54）。",
                    "has a position outside China (longitude 73–136, latitude 3–54) at household " +
                        at + ".");
    }
    return columns;
}

PointColumns read_point_table(const std::filesystem::path& reader,
                              const std::filesystem::path& file, const PointOptions& options) {
    PointColumns columns;
    TablePoints sink(options, columns);
    read_table(reader, file, {}, sink);
    sink.finish();
    return columns;
}

}  // namespace ingest
