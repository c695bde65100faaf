#include "report/reports.hpp"
#include "report/workbook.hpp"

namespace report {
namespace {

using registers::Declaration;
using registers::Field;
using registers::FieldType;
using registers::GeometryType;

constexpr int data_rows = 5'000;

struct Column {
    std::string header;
    bool is_text = false;
    bool is_required = false;
    base::Text meaning;
    base::Text expected;
    std::vector<std::string> choices;
};

std::string number_text(std::int64_t value, int decimals) {
    std::string digits = std::to_string(value < 0 ? -value : value);
    const auto places = static_cast<std::size_t>(decimals);
    if (decimals > 0) {
        if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
        digits.insert(digits.size() - places, ".");
    }
    std::string text = value < 0 ? "-" : "";
    text += digits;
    return text;
}

base::Text range_text(const Field& field) {
    base::Text text;
    if (field.minimum) {
        const std::string least = number_text(*field.minimum, field.decimals);
        text.zh += "，不小于 " + least;
        text.en += ", at least " + least;
    }
    if (field.maximum) {
        const std::string most = number_text(*field.maximum, field.decimals);
        text.zh += "，不大于 " + most;
        text.en += ", at most " + most;
    }
    return text;
}

base::Text kind_text(const Field& field) {
    const std::string length = std::to_string(field.max_characters);
    const std::string places = std::to_string(field.decimals);
    switch (field.type) {
        case FieldType::text:
            return {"文字，不超过 " + length + " 个字",
                    "Text of at most " + length + " characters"};
        case FieldType::integer:
            return {"整数", "Whole number"};
        case FieldType::decimal:
            return {"数字，最多 " + places + " 位小数",
                    "Number with at most " + places + " decimals"};
        case FieldType::fact:
            return {"是、否，或留空（未核实）", "是 (yes), 否 (no), or empty (not verified)"};
        case FieldType::code:
            return {"从下拉列表中选择", "One of the list"};
        case FieldType::date:
            return {"日期，如 2019-06-30", "Date, such as 2019-06-30"};
        case FieldType::month:
            return {"月份，如 2019-06", "Month, such as 2019-06"};
        case FieldType::moment:
            return {"日期和时间，如 2020-06-01 08:30", "Day and time, such as 2020-06-01 08:30"};
        case FieldType::region:
        case FieldType::region_code:
            return {"12 位区划代码，按文本填写", "12-digit region code, as text"};
        case FieldType::id_number:
            return {"18 位（或 15 位）证件号码，按文本填写", "Identity number, as text"};
        case FieldType::phone:
            return {"手机号或带区号的固定电话", "Mobile or fixed-line number"};
    }
    return {};
}

base::Text expected_text(const Field& field) {
    base::Text text = kind_text(field);
    const base::Text range = range_text(field);
    text.zh += range.zh;
    text.en += range.en;
    if (!field.unit.empty()) {
        text.zh += "；单位：" + field.unit;
        text.en += "; unit: " + field.unit;
    }
    return text;
}

std::vector<std::string> choices_of(const Field& field) {
    if (field.type == FieldType::fact) return {"是", "否", "未核实"};
    std::vector<std::string> result;
    for (const auto& code : field.codes) result.push_back(code.label.zh);
    return result;
}

Column column_of(const Field& field) {
    const std::string unit = field.unit.empty() ? "" : "（" + field.unit + "）";
    const bool is_number = field.type == FieldType::integer || field.type == FieldType::decimal;
    return {field.label.zh + unit, !is_number,           field.required,
            field.label,           expected_text(field), choices_of(field)};
}

std::vector<Column> position_columns() {
    return {{"经度",
             false,
             false,
             {"经度", "Longitude"},
             {"十进制度，如 109.4823517", "Decimal degrees, such as 109.4823517"},
             {}},
            {"纬度",
             false,
             false,
             {"纬度", "Latitude"},
             {"十进制度，如 28.5712046", "Decimal degrees, such as 28.5712046"},
             {}},
            {"坐标系",
             true,
             false,
             {"坐标系", "Datum"},
             {"全表必须一致；不知道时请向数据来源单位核实",
              "The same in every row; when not known, ask the source of the data"},
             {"CGCS2000", "WGS84", "GCJ-02", "BD-09"}}};
}

std::vector<Column> columns_of(const Declaration& declaration) {
    std::vector<Column> columns;
    for (const Field& field : declaration.fields) columns.push_back(column_of(field));
    if (declaration.geometry == GeometryType::point)
        for (Column& column : position_columns()) columns.push_back(std::move(column));
    return columns;
}

std::string comment_of(const Column& column) {
    return column.meaning.en + (column.is_required ? "（必填 required）" : "") + "\n" +
           column.expected.zh + "\n" + column.expected.en;
}

void write_form(WorkbookWriter& writer, const Declaration& declaration,
                const std::vector<Column>& columns) {
    writer.begin_sheet(declaration.label.zh, std::vector<double>(columns.size(), 18));
    for (std::size_t i = 0; i < columns.size(); ++i)
        if (columns[i].is_text) writer.text_column(static_cast<int>(i));
    writer.begin_row();
    for (std::size_t i = 0; i < columns.size(); ++i) {
        writer.text(columns[i].header,
                    columns[i].is_required ? CellStyle::required : CellStyle::header);
        writer.comment(comment_of(columns[i]));
        writer.choices(static_cast<int>(i), 1, data_rows, columns[i].choices);
    }
}

void write_guide(WorkbookWriter& writer, const std::vector<Column>& columns) {
    writer.begin_sheet("填表说明 Guide", {22, 30, 12, 44, 44, 40});
    writer.begin_row();
    for (const char* label : {"列 Column", "含义 Meaning", "必填 Required", "填写要求",
                              "What is expected", "可选值 Choices"})
        writer.text(label, CellStyle::header);
    for (const Column& column : columns) {
        std::string choices;
        for (const std::string& choice : column.choices)
            choices += (choices.empty() ? "" : "、") + choice;
        writer.begin_row();
        writer.text(column.header);
        writer.text(column.meaning.zh + " " + column.meaning.en, CellStyle::note);
        writer.text(column.is_required ? "是 Yes" : "否 No");
        writer.text(column.expected.zh, CellStyle::note);
        writer.text(column.expected.en, CellStyle::note);
        writer.text(choices, CellStyle::note);
    }
}

}  // namespace

void write_template_workbook(const std::filesystem::path& file, const Declaration& declaration) {
    const std::vector<Column> columns = columns_of(declaration);
    WorkbookWriter writer(file);
    write_form(writer, declaration, columns);
    write_guide(writer, columns);
    writer.finish();
}

}  // namespace report
