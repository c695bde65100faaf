#include "csv_parser.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

constexpr int lines_for_detection = 10;

/// `="0123"` as `0123`; false for any other text.
bool unwrap_text_formula(std::string& text) {
    if (text.size() < 3 || !text.starts_with("=\"") || !text.ends_with('"')) return false;
    const std::string inside = text.substr(2, text.size() - 3);
    if (inside.find('"') != std::string::npos) return false;
    text = inside;
    return true;
}

}  // namespace

void refuse_nul(const ReadContext& context, std::int64_t line) {
    const std::string at = std::to_string(line);
    refuse_file(context.file, "第 " + at + " 行含有空字符，不是文本表格。请检查是否选对了文件。",
                "holds a NUL character in line " + at +
                    ", so it is not a text table. Check that it is the right file.");
}

char detect_separator(std::string_view start) {
    constexpr std::array<char, 3> separators = {',', ';', '\t'};
    if (start.size() >= 5 && start.starts_with("sep=") &&
        std::find(separators.begin(), separators.end(), start[4]) != separators.end())
        return start[4];
    std::array<int, 3> counts{};
    bool quoted = false;
    int lines = 0;
    for (const char c : start) {
        if (c == '"') quoted = !quoted;
        if (quoted) continue;
        if (c == '\n' && ++lines == lines_for_detection) break;
        for (std::size_t i = 0; i < separators.size(); ++i)
            if (c == separators[i]) ++counts[i];
    }
    const auto most = std::max_element(counts.begin(), counts.end());
    return separators[static_cast<std::size_t>(most - counts.begin())];
}

CsvParser::CsvParser(char separator, const ReadContext& context, TableSink& sink)
    : context_(context), sink_(sink), separator_(separator) {
    row_.number = 1;
}

void CsvParser::feed(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t run = take_run(text.substr(i));
        i += run;
        if (run == 0) take(text[i++]);
    }
}

/// Appends what needs no decision, in one go; returns its length.
std::size_t CsvParser::take_run(std::string_view text) {
    if (state_ != State::plain && state_ != State::quoted) return 0;
    std::size_t length = 0;
    if (state_ == State::quoted) {
        while (length < text.size() && text[length] != '"' && text[length] != '\n' &&
               text[length] != '\0')
            ++length;
    } else {
        while (length < text.size() && text[length] != separator_ && text[length] != '\n' &&
               text[length] != '\r' && text[length] != '\0')
            ++length;
    }
    field_ += text.substr(0, length);
    if (length > 0) check_length();
    return length;
}

void CsvParser::take(char c) {
    if (c == '\0') refuse_nul(context_, line_);
    if (state_ == State::after_return) {
        state_ = State::field_start;
        if (c == '\n') return;
    }
    if (state_ == State::quoted) {
        if (c == '"') {
            state_ = State::quote_in_quoted;
            return;
        }
        if (c == '\n') ++line_;
        field_ += c;
        return check_length();
    }
    if (c == separator_) return end_field();
    if (c == '\n' || c == '\r') {
        const bool is_blank = state_ == State::field_start && row_.cells.empty();
        if (!is_blank) end_field();
        end_record();
        if (c == '\r') state_ = State::after_return;
        return;
    }
    if (state_ == State::quote_in_quoted) return take_after_quote(c);
    if (state_ == State::field_start && c == '"') return begin_quoted();
    state_ = State::plain;
    field_ += c;
}

void CsvParser::take_after_quote(char c) {
    if (c != '"') refuse_quote(line_);
    field_ += '"';
    state_ = State::quoted;
    check_length();
}

void CsvParser::begin_quoted() {
    state_ = State::quoted;
    quote_line_ = line_;
}

void CsvParser::end_field() {
    if (row_.cells.size() >= static_cast<std::size_t>(context_.limits.columns_max)) {
        const std::string limit = std::to_string(context_.limits.columns_max);
        refuse_file(context_.file,
                    "第 " + std::to_string(line_) + " 行超过 " + limit +
                        " 列的上限。请检查分隔符和引号后再导入。",
                    "has more than " + limit + " columns in line " + std::to_string(line_) +
                        ". Check its separators and quotes, then import it.");
    }
    Cell& cell = row_.cells.emplace_back();
    state_ = State::field_start;
    if (field_.empty()) return;
    cell.is_formula = unwrap_text_formula(field_);
    if (!field_.empty()) cell.kind = CellKind::text;
    has_value_ = has_value_ || !field_.empty();
    cell.text = std::move(field_);
    field_.clear();
    counted_bytes_ = 0;
    counted_characters_ = 0;
}

void CsvParser::end_record() {
    const std::int64_t number = row_.number;
    const bool is_separator_line =
        number == 1 && !row_.cells.empty() && row_.cells.front().text.starts_with("sep=");
    if (has_value_ && !is_separator_line) {
        if (++rows_ > context_.limits.rows_max) {
            const std::string limit = std::to_string(context_.limits.rows_max);
            refuse_file(context_.file, "超过 " + limit + " 行的上限。请分成几个文件导入。",
                        "has more than " + limit + " rows. Split it into several files.");
        }
        sink_.row(std::move(row_));
    }
    row_.cells.clear();
    row_.number = number + 1;
    has_value_ = false;
    ++line_;
}

void CsvParser::finish() {
    if (state_ == State::quoted) refuse_quote(quote_line_);
    if (state_ == State::after_return) return;
    if (state_ == State::field_start && row_.cells.empty()) return;
    end_field();
    end_record();
}

void CsvParser::refuse_quote(std::int64_t line) const {
    const std::string at = std::to_string(line);
    refuse_file(context_.file, "第 " + at + " 行的双引号不成对。请补上或删去多余的双引号，再导入。",
                "has an unmatched double quote in line " + at +
                    ". Add the missing quote or delete the extra one, then import it.");
}

/// Counts each character once, however many pieces the field comes in.
void CsvParser::check_length() {
    const auto limit = static_cast<std::size_t>(context_.limits.cell_characters_max);
    if (field_.size() <= limit) return;
    if (field_.size() <= limit * 4) {
        counted_characters_ +=
            base::count_characters(std::string_view(field_).substr(counted_bytes_));
        counted_bytes_ = field_.size();
        if (counted_characters_ <= limit) return;
    }
    // A quote that is never closed swallows the rest of the file.
    const std::int64_t line = state_ == State::quoted ? quote_line_ : line_;
    refuse_file(context_.file,
                "第 " + std::to_string(line) + " 行有一格超过 " + std::to_string(limit) +
                    " 个字符，可能缺少双引号。请更正后再导入。",
                "has a cell of more than " + std::to_string(limit) + " characters in line " +
                    std::to_string(line) +
                    "; a double quote may be missing. Correct it, then import it.");
}

}  // namespace ingest
