#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include "base/key_table.hpp"
#include "base/text.hpp"
#include "header.hpp"
#include "ingest/import.hpp"
#include "row_reader.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

using Kind = ColumnMeaning::Kind;

// Ten candidates for the first header row, and the rows that may belong to the last of them.
constexpr std::size_t rows_before_decision = 12;

/// Sheets that explain instead of holding rows: those of our own forms and error workbooks.
bool is_explanation(const std::string& sheet) {
    const std::string folded = base::fold(sheet);
    return folded.find("说明") != std::string::npos || folded.find("问题清单") != std::string::npos;
}

/// 合计 and its like in the first cell that holds anything.
bool is_total(const TableRow& row) {
    constexpr std::array words = {"合计", "总计", "小计", "共计", "total"};
    for (const Cell& cell : row.cells) {
        if (base::is_blank(cell.text)) continue;
        // A number or a code is no such word.
        if (cell.text[0] >= '0' && cell.text[0] <= '9') return false;
        std::string folded = base::fold(cell.text);
        for (const std::string_view colon : {"：", ":"})
            if (folded.ends_with(colon)) folded.resize(folded.size() - colon.size());
        return std::find(words.begin(), words.end(), folded) != words.end();
    }
    return false;
}

bool is_blank(const TableRow& row) {
    return row.geometry_wkb.empty() &&
           std::all_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
               return base::is_blank(cell.text) && !cell.is_formula;
           });
}

/// Gives the empty cells below a cell merged downwards its value.
class FillDown {
public:
    void apply(TableRow& row) {
        for (auto entry = running_.begin(); entry != running_.end();) {
            auto& [column, merge] = *entry;
            if (row.number > merge.last_row) {
                entry = running_.erase(entry);
                continue;
            }
            if (row.cells.size() <= column) row.cells.resize(column + 1);
            if (row.cells[column].text.empty()) row.cells[column] = merge.cell;
            ++entry;
        }
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            Cell& cell = row.cells[c];
            if (cell.merged_rows <= 1 || cell.text.empty()) continue;
            Running merge{cell, row.number + cell.merged_rows - 1};
            merge.cell.merged_rows = 1;
            merge.cell.merged_columns = 1;
            running_[c] = std::move(merge);
        }
    }

private:
    struct Running {
        Cell cell;
        std::int64_t last_row = 0;
    };
    std::map<std::size_t, Running> running_;
};

// Where a key stands: the sheet, in the order of the file, and the row.
constexpr std::int64_t rows_of_a_sheet = std::int64_t{1} << 48;

}  // namespace

struct Importer::State {
    State(const ImportOptions& given, ImportSink& target)
        : options(given), sink(target), matcher(given.declaration) {
        present.assign(given.declaration.fields.size(), true);
        for (const std::string& name : given.declaration.key)
            if (const auto index = given.declaration.find(name)) key_fields.push_back(*index);
    }

    void decide();
    void accept_header(Header found);
    [[nodiscard]] bool has_required(const Header& candidate) const;
    void check_columns(const FileFindings& findings) const;
    void check_required(const FileFindings& findings) const;
    void check_datum(const FileFindings& findings) const;
    void data_row(TableRow&& row);
    bool is_duplicate(const TableRow& row, const registers::Row& values, RejectedRow& rejected);
    void complain_of_duplicate(const TableRow& row, const registers::Row& values,
                               std::int64_t earlier, RejectedRow& rejected) const;
    void end_sheet();
    [[noreturn]] void refuse_unmatched();

    ImportOptions options;
    ImportSink& sink;
    HeaderMatcher matcher;
    ImportCounts counts;
    std::vector<bool> present;

    SheetInfo sheet;
    bool in_sheet = false;
    bool decided = false;
    bool skipping = false;
    std::vector<TableRow> waiting;
    Header header;
    std::unique_ptr<RowReader> reader;
    FillDown fill_down;

    bool any_matched = false;
    bool any_rows = false;
    std::optional<Header> near_miss;
    std::string near_miss_sheet;
    bool near_miss_is_layer = false;
    DatumSeen datum_seen;
    std::vector<std::size_t> key_fields;
    std::vector<std::string> sheets;  // names of those begun
    std::string key_text;
    base::KeyTable keys;
};

void Importer::State::decide() {
    decided = true;
    Header found = matcher.find(waiting);
    const std::size_t needed = std::min<std::size_t>(2, options.declaration.fields.size());
    if (found.score < needed) {
        skipping = true;
        if (found.score > 0 && !near_miss) {
            near_miss = std::move(found);
            near_miss_sheet = sheet.name;
        }
        waiting.clear();
        return;
    }
    const std::size_t rows = found.rows;
    accept_header(std::move(found));
    std::vector<TableRow> held = std::exchange(waiting, {});
    for (std::size_t i = rows; i < held.size(); ++i) data_row(std::move(held[i]));
}

void Importer::State::accept_header(Header found) {
    header = std::move(found);
    const FileFindings findings(options, sheet.name);
    check_columns(findings);
    check_required(findings);
    check_datum(findings);
    present.assign(options.declaration.fields.size(), false);
    for (const ColumnMeaning& meaning : header.meanings)
        if (meaning.kind == Kind::field) present[meaning.field] = true;
    any_matched = true;
    reader = std::make_unique<RowReader>(options, header, sheet);
    sink.header(sheet.name, header.texts);
}

bool Importer::State::has_required(const Header& candidate) const {
    for (std::size_t i = 0; i < options.declaration.fields.size(); ++i) {
        const bool has = std::find(candidate.meanings.begin(), candidate.meanings.end(),
                                   ColumnMeaning{Kind::field, i}) != candidate.meanings.end();
        if (options.declaration.fields[i].required && !has) return false;
    }
    return true;
}

void Importer::State::check_columns(const FileFindings& findings) const {
    std::map<std::pair<Kind, std::size_t>, std::string> seen;
    for (std::size_t c = 0; c < header.meanings.size(); ++c) {
        const ColumnMeaning& meaning = header.meanings[c];
        const std::string& text = header.texts[c];
        if (meaning.kind == Kind::unknown) {
            const std::string near = matcher.nearest_label(text);
            findings.refuse({"“" + quotable(text) + "”列不属于" + options.declaration.label.zh +
                                 (near.empty() ? "。" : "，最接近的是“" + near + "”。") +
                                 "请改正表头或删除该列。",
                             "the column \"" + quotable(text) +
                                 "\" does not belong to the register " +
                                 options.declaration.label.en +
                                 (near.empty() ? "." : "; the nearest is \"" + near + "\".") +
                                 " Correct the header or delete the column."});
        }
        if (meaning.kind < Kind::field) continue;
        const auto [before, first] = seen.try_emplace({meaning.kind, meaning.field}, text);
        if (!first)
            findings.refuse({"“" + before->second + "”和“" + text + "”两列是同一项，请只保留一列。",
                             "the columns \"" + before->second + "\" and \"" + text +
                                 "\" mean the same; keep one of them."});
        if (const std::string unit = matcher.wrong_unit(text, meaning); !unit.empty()) {
            const std::string& wanted = options.declaration.fields[meaning.field].unit;
            findings.refuse({"“" + text + "”列的单位是“" + unit + "”，应为“" + wanted +
                                 "”。请换算数值并改正表头。",
                             "the column \"" + text + "\" is in " + unit + "; " + wanted +
                                 " is expected. Convert the values and correct the header."});
        }
    }
}

void Importer::State::check_required(const FileFindings& findings) const {
    std::string zh;
    std::string en;
    for (std::size_t i = 0; i < options.declaration.fields.size(); ++i) {
        const registers::Field& field = options.declaration.fields[i];
        const bool has = std::find(header.meanings.begin(), header.meanings.end(),
                                   ColumnMeaning{Kind::field, i}) != header.meanings.end();
        if (!field.required || has) continue;
        zh += (zh.empty() ? "“" : "、“") + field.label.zh + "”";
        en += (en.empty() ? "\"" : ", \"") + field.label.zh + "\" (" + field.label.en + ")";
    }
    if (!zh.empty())
        findings.refuse({"缺少必填的列：" + zh + "。请补上后再导入。",
                         "required columns are missing: " + en + ". Add them, then import it."});
    const auto has = [&](Kind kind) {
        return std::any_of(header.meanings.begin(), header.meanings.end(),
                           [kind](const ColumnMeaning& meaning) { return meaning.kind == kind; });
    };
    if (has(Kind::lon) != has(Kind::lat))
        findings.refuse(
            {"经度和纬度两列必须同时有。", "it needs both a longitude and a latitude column."});
}

void Importer::State::check_datum(const FileFindings& findings) const {
    const auto own = parse_datum(sheet.datum);
    if (!own || !options.datum || geo::Datum{*own} == *options.datum) return;
    const auto is_shifted = [](geo::Datum datum) {
        return datum == geo::Datum::gcj02 || datum == geo::Datum::bd09;
    };
    if (!is_shifted(*options.datum)) return;
    findings.refuse(
        {"文件自带的坐标系是 " + sheet.datum +
             "，与 --datum 声明的不同。请去掉 --datum，或改用不带坐标系的 CSV。",
         "its own datum is " + sheet.datum +
             ", other than --datum says. Leave out --datum, or use a CSV without a datum."});
}

bool Importer::State::is_duplicate(const TableRow& row, const registers::Row& values,
                                   RejectedRow& rejected) {
    key_text.clear();
    registers::append_key(key_text, values, key_fields);
    const auto place = static_cast<std::int64_t>(sheets.size() - 1) * rows_of_a_sheet + row.number;
    const auto earlier = keys.insert(key_text, place);
    if (!earlier) return false;
    reader->describe(row, rejected);
    complain_of_duplicate(row, values, *earlier, rejected);
    return true;
}

void Importer::State::complain_of_duplicate(const TableRow& row, const registers::Row& values,
                                            std::int64_t earlier, RejectedRow& rejected) const {
    base::Text shown;
    std::size_t column = rejected.cells.size();
    for (const std::size_t index : key_fields) {
        const registers::Field& field = options.declaration.fields[index];
        const std::string text = registers::canonical_text(field, values.values[index]);
        shown.zh += (shown.zh.empty() ? "" : "，") + field.label.zh + " " + text;
        shown.en += (shown.en.empty() ? "" : ", ") + field.label.en + " " + text;
        const auto at = std::find(header.meanings.begin(), header.meanings.end(),
                                  ColumnMeaning{Kind::field, index});
        if (at != header.meanings.end())
            column = static_cast<std::size_t>(at - header.meanings.begin());
    }
    const std::string number = std::to_string(earlier % rows_of_a_sheet);
    const std::string& other = sheets[static_cast<std::size_t>(earlier / rows_of_a_sheet)];
    const bool other_sheet = other != sheet.name;
    const std::string zh = (other_sheet ? "工作表“" + other + "”" : "") + "第 " + number + " 行";
    const std::string en = "row " + number + (other_sheet ? " of sheet \"" + other + "\"" : "");
    const bool whole = column >= rejected.cells.size();
    rejected.complaints.push_back(
        {column, FileFindings(options, sheet.name)
                     .make(row.number, whole ? "" : header.texts[column],
                           whole ? "" : rejected.cells[column],
                           {"文件中不重复的键", "a key that stands once in the file"},
                           {"与" + zh + "重复（" + shown.zh + "）。",
                            "repeats " + en + " (" + shown.en + ")."})});
}

void Importer::State::data_row(TableRow&& row) {
    fill_down.apply(row);
    if (is_blank(row) || (sheet.has_header_row && is_total(row))) return;
    ++counts.rows;
    registers::Row values;
    RejectedRow rejected = reader->read(row, values, datum_seen);
    if (rejected.complaints.empty() && !is_duplicate(row, values, rejected)) {
        ++counts.accepted;
        sink.accepted(sheet.name, row.number, std::move(values));
    } else {
        ++counts.rejected;
        sink.rejected(std::move(rejected));
    }
}

void Importer::State::end_sheet() {
    if (in_sheet && !decided) decide();
    in_sheet = false;
}

void Importer::State::refuse_unmatched() {
    const FileFindings findings(options, near_miss_sheet);
    if (near_miss && near_miss_is_layer) {
        header = *near_miss;
        check_columns(findings);
        check_required(findings);
    }
    if (near_miss) {
        for (std::size_t c = 0; c < near_miss->meanings.size(); ++c) {
            if (near_miss->meanings[c].kind != Kind::unknown) continue;
            const std::string near = matcher.nearest_label(near_miss->texts[c]);
            if (near.empty()) continue;
            findings.refuse({"表头中的“" + quotable(near_miss->texts[c]) + "”不认识，最接近的是“" +
                                 near + "”。请按模板改正表头。",
                             "the header \"" + quotable(near_miss->texts[c]) +
                                 "\" is not known; the nearest is \"" + near +
                                 "\". Correct the header as in the template."});
        }
    }
    std::string labels;
    for (const registers::Field& field : options.declaration.fields)
        if (field.required || labels.empty())
            labels += (labels.empty() ? "" : "、") + field.label.zh;
    findings.refuse({"前 10 行中没有找到" + options.declaration.label.zh + "的表头，应有“" +
                         labels + "”等列。请检查是否选对了文件。",
                     "no header of the register " + options.declaration.label.en +
                         " was found in the first 10 rows; it should have the columns " + labels +
                         ". Check that it is the right file."});
}

Importer::Importer(const ImportOptions& options, ImportSink& sink)
    : state_(std::make_unique<State>(options, sink)) {}

Importer::~Importer() = default;

void Importer::begin_sheet(const SheetInfo& sheet) {
    State& s = *state_;
    s.end_sheet();
    s.sheet = sheet;
    s.sheets.push_back(sheet.name);
    s.in_sheet = true;
    s.decided = false;
    s.skipping = is_explanation(sheet.name);
    s.waiting.clear();
    s.fill_down = {};
    s.reader.reset();
    if (s.skipping) s.decided = true;
    if (sheet.has_header_row || s.skipping) return;
    s.decided = true;
    Header header = s.matcher.from_names(sheet.columns);
    if (s.has_required(header)) return s.accept_header(std::move(header));
    // A file may hold layers of other registers beside the one that is wanted.
    s.skipping = true;
    if (s.near_miss && s.near_miss->score >= header.score) return;
    s.near_miss = std::move(header);
    s.near_miss_sheet = sheet.name;
    s.near_miss_is_layer = true;
}

void Importer::row(TableRow&& row) {
    State& s = *state_;
    s.any_rows = true;
    if (s.skipping) return;
    if (s.decided) return s.data_row(std::move(row));
    s.waiting.push_back(std::move(row));
    if (s.waiting.size() == rows_before_decision) s.decide();
}

ImportCounts Importer::finish() {
    State& s = *state_;
    s.end_sheet();
    if (!s.any_matched) {
        if (!s.any_rows)
            FileFindings(s.options, "")
                .refuse({"没有任何内容。请检查是否选对了文件。",
                         "it has no content. Check that it is the right file."});
        s.refuse_unmatched();
    }
    if (s.counts.rows == 0)
        FileFindings(s.options, "")
            .refuse({"表头下面没有数据行。请填写后再导入。",
                     "there are no rows under the header. Fill it in, then import it."});
    return s.counts;
}

const std::vector<bool>& Importer::present() const {
    return state_->present;
}

}  // namespace ingest
