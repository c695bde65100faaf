#include "exports.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "registers/geometry.hpp"
#include "report/workbook.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::GeometryType;

// The columns that are written, as a declaration of their own.
class Shown {
public:
    Shown(const Declaration& whole, Columns columns) : full(whole), shown(whole) {
        std::erase_if(shown.fields, [&](const registers::Field& field) {
            return columns == Columns::open && field.field_class != registers::FieldClass::open;
        });
        for (const auto& field : shown.fields) columns_.push_back(*full.find(field.name));
        // Where somebody lives is as personal as who it is.
        if (columns == Columns::open &&
            std::any_of(full.fields.begin(), full.fields.end(), registers::is_personal))
            shown.geometry = GeometryType::none;
    }
    [[nodiscard]] registers::Row row(const registers::Row& whole) const {
        registers::Row part;
        for (const std::size_t column : columns_) part.values.push_back(whole.values[column]);
        if (shown.geometry != GeometryType::none) part.geometry_wkb = whole.geometry_wkb;
        return part;
    }

    const Declaration& full;
    Declaration shown;

private:
    std::vector<std::size_t> columns_;
};

// As a person reads it: the labels of codes and facts.
std::vector<std::string> displayed_texts(const Declaration& declaration,
                                         const registers::Row& row) {
    auto texts = masked_texts(declaration, row);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto& field = declaration.fields[i];
        if (field.type == registers::FieldType::code || field.type == registers::FieldType::fact)
            texts[i] = registers::display_value(field, row.values[i], true);
    }
    return texts;
}

std::string decimal_degrees(double degrees) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7f", degrees);
    return text;
}

void add_position(const Declaration& declaration, const registers::Row& row,
                  std::vector<std::string>& texts) {
    if (declaration.geometry != GeometryType::point) return;
    const auto position = registers::first_position(row.geometry_wkb);
    texts.push_back(position ? decimal_degrees(position->lon_deg) : "");
    texts.push_back(position ? decimal_degrees(position->lat_deg) : "");
    texts.push_back(position ? "cgcs2000" : "");
}

std::vector<std::string> headers(const Declaration& declaration) {
    std::vector<std::string> texts;
    for (const auto& field : declaration.fields)
        texts.push_back(field.label.zh + (field.unit.empty() ? "" : "（" + field.unit + "）"));
    if (declaration.geometry == GeometryType::point)
        texts.insert(texts.end(), {"经度", "纬度", "坐标系"});
    return texts;
}

// A spreadsheet would run a text that begins like this.
bool looks_like_formula(const std::string& text) {
    return !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
}

bool is_number(const std::string& text) {
    return text.find_first_not_of("0123456789.-") == std::string::npos;
}

std::string csv_line(const std::vector<std::string>& texts) {
    std::string line;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        std::string text = texts[i];
        if (looks_like_formula(text) && !is_number(text)) text.insert(0, "'");
        if (text.find_first_of("\",\n\r") != std::string::npos) {
            for (std::size_t at = text.find('"'); at != std::string::npos;
                 at = text.find('"', at + 2))
                text.insert(at, "\"");
            text = '"' + text + '"';
        }
        line += (i > 0 ? "," : "") + text;
    }
    return line + "\r\n";
}

std::string json_text(const std::string& text) {
    std::string result = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') result += '\\';
        result += c;
    }
    return result + '"';
}

std::int64_t write_csv(store::Connection& connection, base::Files& files, const Shown& columns,
                       const std::filesystem::path& file, store::AsOf as_of,
                       const people::Reach& reach) {
    const Declaration& declaration = columns.shown;
    std::string text = "\xEF\xBB\xBF" + csv_line(headers(declaration));
    std::int64_t rows = 0;
    store::for_each_row(
        connection, columns.full,
        [&](const store::StoredRow& stored) {
            const registers::Row row = columns.row(stored.row);
            auto texts = displayed_texts(declaration, row);
            add_position(declaration, row, texts);
            text += csv_line(texts);
            ++rows;
        },
        as_of, {}, reach);
    files.write(file, text);
    return rows;
}

std::int64_t write_geojson(store::Connection& connection, base::Files& files, const Shown& columns,
                           const std::filesystem::path& file, store::AsOf as_of,
                           const people::Reach& reach) {
    const Declaration& declaration = columns.shown;
    std::string text = R"({"type":"FeatureCollection","features":[)";
    std::int64_t rows = 0;
    store::for_each_row(
        connection, columns.full,
        [&](const store::StoredRow& stored) {
            const registers::Row row = columns.row(stored.row);
            text += rows++ > 0 ? ",\n" : "\n";
            text += R"({"type":"Feature","id":)" + std::to_string(stored.id) + R"(,"geometry":)" +
                    (row.geometry_wkb.empty() ? "null" : registers::to_geojson(row.geometry_wkb)) +
                    R"(,"properties":{)";
            const auto texts = masked_texts(declaration, row);
            for (std::size_t i = 0; i < texts.size(); ++i)
                text += (i > 0 ? "," : "") + json_text(declaration.fields[i].name) + ":" +
                        json_text(texts[i]);
            text += "}}";
        },
        as_of, {}, reach);
    files.write(file, text + "\n]}\n");
    return rows;
}

std::int64_t write_workbook(store::Connection& connection, const Shown& columns,
                            const std::filesystem::path& file, store::AsOf as_of,
                            const people::Reach& reach) {
    const Declaration& declaration = columns.shown;
    report::WorkbookWriter workbook(file);
    const auto heads = headers(declaration);
    workbook.begin_sheet(declaration.label.zh, std::vector<double>(heads.size(), 14.0));
    workbook.begin_row();
    for (const std::string& column : heads) workbook.text(column, report::CellStyle::header);
    std::int64_t rows = 0;
    store::for_each_row(
        connection, columns.full,
        [&](const store::StoredRow& stored) {
            const registers::Row row = columns.row(stored.row);
            workbook.begin_row();
            auto texts = displayed_texts(declaration, row);
            add_position(declaration, row, texts);
            for (std::size_t i = 0; i < texts.size(); ++i) {
                const bool numeric = i < declaration.fields.size() &&
                                     (declaration.fields[i].type == registers::FieldType::integer ||
                                      declaration.fields[i].type == registers::FieldType::decimal);
                if (texts[i].empty()) {
                    workbook.skip();
                } else if (numeric) {
                    workbook.decimal(texts[i]);
                } else {
                    workbook.text(texts[i]);
                }
            }
            ++rows;
        },
        as_of, {}, reach);
    workbook.finish();
    return rows;
}

}  // namespace

std::vector<std::string> masked_texts(const Declaration& declaration, const registers::Row& row) {
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
        const auto& field = declaration.fields[i];
        texts.push_back(
            registers::mask_value(field, registers::canonical_text(field, row.values[i])));
    }
    return texts;
}

RegisterPage::Row shown_row(const Declaration& declaration, const store::StoredRow& stored) {
    return {stored.id, masked_texts(declaration, stored.row),
            stored.row.geometry_wkb.empty() ? std::string{}
                                            : registers::to_geojson(stored.row.geometry_wkb),
            stored.begin_sequence};
}

std::int64_t export_rows(store::Connection& connection, base::Files& files,
                         const Declaration& declaration, const std::filesystem::path& file,
                         store::AsOf as_of, const people::Reach& reach, Columns columns) {
    const Shown shown(declaration, columns);
    const std::string ending = file.extension().string();
    if (ending == ".csv") return write_csv(connection, files, shown, file, as_of, reach);
    if (ending == ".geojson") return write_geojson(connection, files, shown, file, as_of, reach);
    if (ending == ".xlsx") return write_workbook(connection, shown, file, as_of, reach);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"不能写成“" + ending + "”文件；可用 .xlsx、.csv 或 .geojson。",
                       "A file ending in \"" + ending +
                           "\" cannot be written; use .xlsx, .csv or "
                           ".geojson."});
}

}  // namespace app
