#include "row_reader.hpp"

#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.hpp"
#include "registers/geometry.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

using Kind = ColumnMeaning::Kind;

constexpr std::size_t values_known_max = 8192;

bool has_few_values(const registers::Field& field) {
    using registers::FieldType;
    return field.type != FieldType::text && field.type != FieldType::id_number &&
           field.type != FieldType::phone;
}

// Looking for a region's name in a text takes time with the square of its length.
constexpr std::size_t short_value_bytes_max = 1'000;

std::string cell_text(const TableRow& row, std::size_t column) {
    return column < row.cells.size() ? row.cells[column].text : std::string{};
}

const base::Text& datum_choices() {
    static const base::Text text = {
        "wgs84、cgcs2000、gcj02（高德、腾讯地图）或 bd09（百度地图）",
        "wgs84, cgcs2000, gcj02 (AMap, Tencent maps) or bd09 (Baidu maps)"};
    return text;
}

std::string_view datum_name(geo::Datum datum) {
    switch (datum) {
        case geo::Datum::wgs84:
            return "WGS84";
        case geo::Datum::cgcs2000:
            return "CGCS2000";
        case geo::Datum::gcj02:
            return "GCJ02";
        case geo::Datum::bd09:
            return "BD09";
    }
    return "";
}

const base::Text& degrees_wanted() {
    static const base::Text text = {"中国境内的经纬度（十进制度）：经度 73–136，纬度 3–54",
                                    "decimal degrees in China: longitude 73–136, latitude 3–54"};
    return text;
}

/// A date cell in a month's column was typed as a month when it is the first day.
std::string text_for(const registers::Field& field, const Cell& cell) {
    const bool month = field.type == registers::FieldType::month && cell.kind == CellKind::date;
    return month && cell.text.size() >= 7 ? cell.text.substr(0, 7) : cell.text;
}

std::string_view geometry_zh(registers::GeometryType type) {
    switch (type) {
        case registers::GeometryType::point:
            return "点";
        case registers::GeometryType::line:
            return "线";
        case registers::GeometryType::polygon:
            return "面";
        case registers::GeometryType::none:
            break;
    }
    return "";
}

}  // namespace

base::Finding FileFindings::make(std::int64_t row, const std::string& column,
                                 const std::string& value, const base::Text& expected,
                                 const base::Text& message) const {
    const std::string number = std::to_string(row);
    const std::string where_zh = (sheet_.empty() ? "" : "工作表“" + sheet_ + "”") + "第 " + number +
                                 " 行" + (column.empty() ? "" : "“" + column + "”列") + "：";
    const std::string where_en = (sheet_.empty() ? "Row " : "Sheet \"" + sheet_ + "\", row ") +
                                 number + (column.empty() ? "" : ", column \"" + column + "\"") +
                                 ": ";
    return {options_.file_name,
            sheet_,
            row,
            column,
            value,
            expected,
            {where_zh + message.zh, where_en + message.en}};
}

void FileFindings::refuse(const base::Text& message) const {
    const std::string sheet_zh = sheet_.empty() ? "" : "工作表“" + sheet_ + "”";
    const std::string sheet_en = sheet_.empty() ? "" : ", sheet \"" + sheet_ + "\"";
    throw base::Error(base::ErrorKind::invalid_input,
                      {"文件“" + options_.file_name + "”" + sheet_zh + "：" + message.zh,
                       "File \"" + options_.file_name + "\"" + sheet_en + ": " + message.en});
}

RowReader::RowReader(const ImportOptions& options, const Header& header, const SheetInfo& sheet)
    : options_(options),
      header_(header),
      file_datum_(parse_datum(sheet.datum)),
      findings_(options, sheet.name),
      sheet_(sheet.name),
      column_of_field_(options.declaration.fields.size()),
      known_(options.declaration.fields.size()) {
    for (std::size_t c = 0; c < header.meanings.size(); ++c) {
        const ColumnMeaning& meaning = header.meanings[c];
        if (meaning.kind == Kind::field) column_of_field_[meaning.field] = c;
        if (meaning.kind == Kind::lon) lon_ = c;
        if (meaning.kind == Kind::lat) lat_ = c;
        if (meaning.kind == Kind::datum) datum_ = c;
    }
}

RejectedRow RowReader::read(const TableRow& row, registers::Row& values, DatumSeen& seen) const {
    RejectedRow rejected;
    read_fields(row, values, rejected);
    if (options_.declaration.geometry != registers::GeometryType::none) {
        if (!row.geometry_wkb.empty())
            read_geometry(row, values, rejected);
        else if (lon_ && lat_)
            read_point(row, values, rejected, seen);
    }
    if (!rejected.complaints.empty()) describe(row, rejected);
    return rejected;
}

void RowReader::describe(const TableRow& row, RejectedRow& rejected) const {
    rejected.sheet = sheet_;
    rejected.row = row.number;
    rejected.cells.clear();
    for (std::size_t c = 0; c < header_.texts.size(); ++c)
        rejected.cells.push_back(cell_text(row, c));
}

void RowReader::complain(const TableRow& row, std::size_t column, const base::Text& expected,
                         const base::Text& message, RejectedRow& rejected) const {
    const bool whole = column >= header_.texts.size();
    std::string name = whole ? "" : header_.texts[column];
    if (!whole && name.empty()) name = column_letters(column);
    rejected.complaints.push_back(
        {std::min(column, header_.texts.size()),
         findings_.make(row.number, name, whole ? "" : cell_text(row, column), expected, message)});
}

void RowReader::read_fields(const TableRow& row, registers::Row& values,
                            RejectedRow& rejected) const {
    const auto& fields = options_.declaration.fields;
    values.values.resize(fields.size());
    static const Cell no_cell;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!column_of_field_[i]) {
            if (fields[i].type == registers::FieldType::fact)
                values.values[i] = std::string("unknown");
            continue;
        }
        const std::size_t column = *column_of_field_[i];
        const Cell& cell = column < row.cells.size() ? row.cells[column] : no_cell;
        if (cell.kind == CellKind::error) {
            complain(row, column, {"一个值", "a value"},
                     {"公式出错（" + cell.text + "）。请更正公式或直接填写数值。",
                      "the formula failed (" + cell.text + "). Correct it or enter the value."},
                     rejected);
        } else if (cell.is_formula && cell.kind == CellKind::empty) {
            complain(
                row, column, {"一个值", "a value"},
                {"公式没有保存计算结果。请用 Excel 或 WPS 打开文件并保存，再导入。",
                 "the formula has no stored result. Open the file in Excel or WPS, save it, then "
                 "import it."},
                rejected);
        } else if (fields[i].type != registers::FieldType::text &&
                   cell.text.size() > short_value_bytes_max) {
            complain(row, column, {"一个简短的值", "a short value"},
                     {"内容过长，不可能是这一列的值。请更正或清空。",
                      "the content is too long to be a value of this column. Correct or clear it."},
                     rejected);
        } else {
            read_value(row, column, i, values.values[i], rejected);
        }
    }
    for (std::size_t c = 0; c < row.cells.size(); ++c) {
        const bool headed = c < header_.meanings.size() && header_.meanings[c].kind != Kind::blank;
        if (headed || base::is_blank(row.cells[c].text)) continue;
        complain(row, c < header_.texts.size() ? c : header_.texts.size(),
                 {"空单元格", "an empty cell"},
                 {column_letters(c) + " 列有内容“" + quotable(row.cells[c].text) +
                      "”，但没有表头。请补上表头或清空。",
                  "column " + column_letters(c) + " holds \"" + quotable(row.cells[c].text) +
                      "\" but has no header. Add a header or clear it."},
                 rejected);
    }
}

// Most columns hold few different texts; what one means is found out once.
void RowReader::read_value(const TableRow& row, std::size_t column, std::size_t field,
                           registers::Value& value, RejectedRow& rejected) const {
    const registers::Field& declared = options_.declaration.fields[field];
    const Cell* cell = column < row.cells.size() ? &row.cells[column] : nullptr;
    const bool plain = cell && cell->kind == CellKind::text && has_few_values(declared);
    auto& known = known_[field];
    if (plain) {
        const auto it = known.find(cell->text);
        if (it != known.end()) {
            value = it->second;
            return;
        }
    }
    // From a masked export: whoever writes the row knows what stands behind it.
    if (cell && registers::is_masked(declared, cell->text)) {
        value = cell->text;
        return;
    }
    auto parsed = registers::parse_value(declared, cell ? text_for(declared, *cell) : std::string{},
                                         options_.regions, options_.today);
    if (const auto* complaint = std::get_if<registers::Complaint>(&parsed))
        return complain(row, column, complaint->expected, complaint->message, rejected);
    value = std::get<registers::Value>(std::move(parsed));
    if (plain && known.size() < values_known_max) known.emplace(cell->text, value);
}

std::optional<double> RowReader::read_degrees(const TableRow& row, std::size_t column,
                                              RejectedRow& rejected) const {
    std::string text = base::normalise_cell(cell_text(row, column));
    for (const std::string_view mark : {"°", "度"})
        if (text.ends_with(mark)) text.resize(text.size() - mark.size());
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
    if (error == std::errc{} && stop == end && std::isfinite(value)) return value;
    complain(row, column, degrees_wanted(),
             {"应为十进制度数，如 109.4512；现为“" + quotable(text) + "”。度分秒请先换算。",
              "must be decimal degrees, such as 109.4512; it is \"" + quotable(text) +
                  "\". Convert degrees, minutes and seconds first."},
             rejected);
    return std::nullopt;
}

geo::Datum RowReader::declared_datum() const {
    if (file_datum_) return *file_datum_;
    if (options_.datum) return *options_.datum;
    findings_.refuse(
        {"有坐标但没有说明坐标系，未予导入。请用 --datum 或加一列“坐标系”说明：" +
             datum_choices().zh + "。",
         "it has positions but does not say their datum, so it was not imported. Say it "
         "with --datum or in a column 坐标系: " +
             datum_choices().en + "."});
}

geo::Datum RowReader::datum_of(const TableRow& row, RejectedRow& rejected, DatumSeen& seen) const {
    if (!datum_) return declared_datum();
    const std::string cell = cell_text(row, *datum_);
    if (seen.datum && cell == seen.cell) return *seen.datum;
    const std::string text = base::normalise_cell(cell);
    if (text.empty()) {
        complain(row, *datum_, datum_choices(),
                 {"坐标系不能为空。", "the datum must not be empty."}, rejected);
        return geo::Datum::wgs84;
    }
    const auto datum = parse_datum(text);
    const std::string number = std::to_string(row.number);
    if (!datum)
        findings_.refuse({"第 " + number + " 行的坐标系“" + quotable(text) + "”不认识。可用：" +
                              datum_choices().zh + "。",
                          "row " + number + " names the datum \"" + quotable(text) +
                              "\", which is not known. Use " + datum_choices().en + "."});
    const auto before = seen.datum ? seen.datum : file_datum_ ? file_datum_ : options_.datum;
    if (before && *before != *datum) {
        const std::string other(datum_name(*before));
        findings_.refuse({"坐标系混用：第 " + number + " 行为 " + std::string(datum_name(*datum)) +
                              "，此前（或声明）为 " + other +
                              "。一个文件只能用一种坐标系，未予导入。",
                          "its datums are mixed: row " + number + " says " +
                              std::string(datum_name(*datum)) + ", before it (or declared) was " +
                              other + ". One file may use one datum only; it was not imported."});
    }
    seen = {datum, cell};
    return *datum;
}

void RowReader::read_point(const TableRow& row, registers::Row& values, RejectedRow& rejected,
                           DatumSeen& seen) const {
    const bool has_lon = *lon_ < row.cells.size() && !base::is_blank(row.cells[*lon_].text);
    const bool has_lat = *lat_ < row.cells.size() && !base::is_blank(row.cells[*lat_].text);
    if (!has_lon && !has_lat) return;
    if (has_lon != has_lat)
        return complain(row, has_lon ? *lat_ : *lon_, degrees_wanted(),
                        {"经度和纬度必须同时填写。", "longitude and latitude must both be given."},
                        rejected);
    const geo::Datum datum = datum_of(row, rejected, seen);
    const auto lon = read_degrees(row, *lon_, rejected);
    const auto lat = read_degrees(row, *lat_, rejected);
    if (!lon || !lat) return;
    if (registers::is_in_china({*lat, *lon}) && !registers::is_in_china({*lon, *lat}))
        return complain(row, *lon_, degrees_wanted(),
                        {"经度和纬度写反了，请对调。", "longitude and latitude are swapped."},
                        rejected);
    const geo::Position position{*lon, *lat};
    if (!registers::is_in_china(position))
        return complain(
            row, *lon_, degrees_wanted(),
            {std::abs(*lon) > 180 || std::abs(*lat) > 180 ? "像是以米为单位的投影坐标，应为经纬度。"
                                                          : "位置不在中国境内。",
             std::abs(*lon) > 180 || std::abs(*lat) > 180
                 ? "these look like projected metres; degrees are expected."
                 : "the position is outside China."},
            rejected);
    values.geometry_wkb = registers::point_wkb(geo::to_cgcs2000(position, datum));
}

void RowReader::read_geometry(const TableRow& row, registers::Row& values,
                              RejectedRow& rejected) const {
    const registers::GeometryType type = options_.declaration.geometry;
    const std::size_t whole = header_.texts.size();
    const base::Text wanted{std::string(geometry_zh(type)),
                            "a " + std::string(registers::to_string(type))};
    if (!registers::has_geometry_type(row.geometry_wkb, type))
        return complain(row, whole, wanted,
                        {"图形类型不对，应为" + wanted.zh + "。",
                         "the geometry has another type; " + wanted.en + " is expected."},
                        rejected);
    const geo::Datum datum = declared_datum();
    const auto box = registers::wkb_envelope(row.geometry_wkb);
    if (!box)
        return complain(row, whole, wanted,
                        {"图形为空或已损坏。", "the geometry is empty or broken."}, rejected);
    const geo::Position low{box->lon_min_deg, box->lat_min_deg};
    const geo::Position high{box->lon_max_deg, box->lat_max_deg};
    if (registers::is_in_china(low) && registers::is_in_china(high)) {
        values.geometry_wkb = registers::move_to_cgcs2000(row.geometry_wkb, datum);
        return;
    }
    const bool swapped = registers::is_in_china({low.lat_deg, low.lon_deg}) &&
                         registers::is_in_china({high.lat_deg, high.lon_deg});
    complain(row, whole, degrees_wanted(),
             swapped
                 ? base::Text{"经度和纬度写反了，请对调。", "longitude and latitude are swapped."}
                 : base::Text{"位置不在中国境内。", "the position is outside China."},
             rejected);
}

}  // namespace ingest
