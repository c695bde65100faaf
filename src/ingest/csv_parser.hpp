#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parts.hpp"

namespace ingest {

/// Throws invalid_input for a NUL character in `line`, which no text table has.
[[noreturn]] void refuse_nul(const ReadContext& context, std::int64_t line);

/// `,`, `;` or TAB: the one that stands most often outside quotes in the first ten lines of
/// `start`.
char detect_separator(std::string_view start);

/// The state machine behind read_csv: UTF-8 text in pieces to rows. Linear in its input.
class CsvParser {
public:
    CsvParser(char separator, const ReadContext& context, TableSink& sink);
    void feed(std::string_view text);
    void finish();
    [[nodiscard]] std::int64_t line() const { return line_; }
    /// Rows given to the sink.
    [[nodiscard]] std::int64_t rows() const { return rows_; }

private:
    enum class State { field_start, plain, quoted, quote_in_quoted, after_return };

    void take(char c);
    void take_after_quote(char c);
    std::size_t take_run(std::string_view text);
    void end_field();
    void end_record();
    void begin_quoted();
    [[noreturn]] void refuse_quote(std::int64_t line) const;
    void check_length();

    const ReadContext& context_;
    TableSink& sink_;
    char separator_;
    State state_ = State::field_start;
    std::string field_;
    std::size_t counted_bytes_ = 0;       // of field_, which hold
    std::size_t counted_characters_ = 0;  // so many characters
    TableRow row_;
    std::int64_t line_ = 1;
    std::int64_t quote_line_ = 1;
    std::int64_t rows_ = 0;
    bool has_value_ = false;
};

}  // namespace ingest
