#include "exports.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "geo/degrees.hpp"
#include "registers/geometry.hpp"
#include "report/workbook.hpp"
#include "store/register_store.hpp"

namespace app {
namespace {

using registers::Declaration;
using registers::GeometryType;

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

void add_position(const Declaration& declaration, const registers::Row& row,
                  std::vector<std::string>& texts) {
    if (declaration.geometry != GeometryType::point) return;
    const auto position = registers::first_position(row.geometry_wkb);
    texts.push_back(position ? geo::degrees_text(position->lon_deg) : "");
    texts.push_back(position ? geo::degrees_text(position->lat_deg) : "");
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

// The columns that are written, as a declaration of their own, and the rows brought into its form.
class Source {
public:
    Source(store::Connection& connection, const Declaration& declaration, const Extent& extent)
        : connection_(connection), all_(declaration), extent_(extent), shown_(declaration) {
        const bool is_open = extent.columns == Columns::open;
        if (extent.share) {
            columns_ = extent.share->columns;
        } else {
            for (std::size_t i = 0; i < all_.fields.size(); ++i) columns_.push_back(i);
        }
        if (is_open)
            std::erase_if(columns_, [&](std::size_t column) {
                return all_.fields[column].field_class != registers::FieldClass::open;
            });
        shown_.fields.clear();
        for (const std::size_t column : columns_) shown_.fields.push_back(all_.fields[column]);
        // Where somebody lives is as personal as who it is.
        const bool hides_place =
            is_open && std::any_of(all_.fields.begin(), all_.fields.end(), registers::is_personal);
        if (extent.share || extent.rows || hides_place) shown_.geometry = GeometryType::none;
    }
    [[nodiscard]] const Declaration& declaration() const { return shown_; }

    void each(const std::function<void(const store::StoredRow&)>& visit) const {
        if (extent_.rows) {
            for (const auto& stored : *extent_.rows) visit(part_of(stored));
            return;
        }
        store::for_each_row(
            connection_, all_,
            [&](const store::StoredRow& stored) {
                if (!extent_.share || !extent_.share->where ||
                    programme::matches(*extent_.share->where, all_, stored.row))
                    visit(part_of(stored));
            },
            extent_.as_of, {}, extent_.reach);
    }

private:
    [[nodiscard]] store::StoredRow part_of(const store::StoredRow& stored) const {
        store::StoredRow part{stored.id, {}, stored.begin_sequence};
        for (const std::size_t column : columns_)
            part.row.values.push_back(stored.row.values[column]);
        if (shown_.geometry != GeometryType::none) part.row.geometry_wkb = stored.row.geometry_wkb;
        return part;
    }

    store::Connection& connection_;
    const Declaration& all_;
    const Extent& extent_;
    Declaration shown_;
    std::vector<std::size_t> columns_;
};

std::int64_t write_csv(const Source& source, base::Files& files,
                       const std::filesystem::path& file) {
    const Declaration& declaration = source.declaration();
    std::string text = "\xEF\xBB\xBF" + csv_line(headers(declaration));
    std::int64_t rows = 0;
    source.each([&](const store::StoredRow& stored) {
        auto texts = displayed_texts(declaration, stored.row);
        add_position(declaration, stored.row, texts);
        text += csv_line(texts);
        ++rows;
    });
    files.write(file, text);
    return rows;
}

std::int64_t write_geojson(const Source& source, base::Files& files,
                           const std::filesystem::path& file) {
    const Declaration& declaration = source.declaration();
    std::string text = R"({"type":"FeatureCollection","features":[)";
    std::int64_t rows = 0;
    source.each([&](const store::StoredRow& stored) {
        text += rows++ > 0 ? ",\n" : "\n";
        text += R"({"type":"Feature","id":)" + std::to_string(stored.id) + R"(,"geometry":)" +
                (stored.row.geometry_wkb.empty() ? "null"
                                                 : registers::to_geojson(stored.row.geometry_wkb)) +
                R"(,"properties":{)";
        const auto texts = masked_texts(declaration, stored.row);
        for (std::size_t i = 0; i < texts.size(); ++i)
            text += (i > 0 ? "," : "") + json_text(declaration.fields[i].name) + ":" +
                    json_text(texts[i]);
        text += "}}";
    });
    files.write(file, text + "\n]}\n");
    return rows;
}

std::int64_t write_workbook(const Source& source, const std::filesystem::path& file) {
    const Declaration& declaration = source.declaration();
    report::WorkbookWriter workbook(file);
    const auto heads = headers(declaration);
    workbook.begin_sheet(declaration.label.zh, std::vector<double>(heads.size(), 14.0));
    workbook.begin_row();
    for (const std::string& column : heads) workbook.text(column, report::CellStyle::header);
    std::int64_t rows = 0;
    source.each([&](const store::StoredRow& stored) {
        workbook.begin_row();
        auto texts = displayed_texts(declaration, stored.row);
        add_position(declaration, stored.row, texts);
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
    });
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
                         const Extent& extent) {
    const Source source(connection, declaration, extent);
    const std::string ending = file.extension().string();
    if (ending == ".csv") return write_csv(source, files, file);
    if (ending == ".geojson") return write_geojson(source, files, file);
    if (ending == ".xlsx") return write_workbook(source, file);
    throw base::Error(base::ErrorKind::invalid_input,
                      {"不能写成“" + ending + "”文件；可用 .xlsx、.csv 或 .geojson。",
                       "A file ending in \"" + ending +
                           "\" cannot be written; use .xlsx, .csv or "
                           ".geojson."});
}

}  // namespace app
