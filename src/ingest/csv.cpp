#include "csv.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "csv_parser.hpp"
#include "ingest/encoding.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

// In GB18030 text, so many sequences that look like UTF-8 do not come by chance.
constexpr std::int64_t long_characters_for_utf8 = 8;
constexpr std::size_t piece_bytes = 1 << 16;

struct Encoding {
    std::string name;
    std::size_t mark_bytes = 0;
};

[[noreturn]] void refuse_text(const ReadContext& context, const std::string& encoding,
                              std::int64_t line) {
    const std::string at = std::to_string(line);
    refuse_file(context.file,
                "第 " + at + " 行有不属于 " + encoding +
                    " 编码的字节，文件可能已损坏或被截断。请另存为 UTF-8 编码的 CSV 后再导入。",
                "has bytes in line " + at + " that are not " + encoding +
                    ", so it may be damaged or cut off. Save it again as CSV in UTF-8, then import "
                    "it.");
}

std::optional<Encoding> encoding_by_mark(std::string_view start) {
    if (start.starts_with("\xEF\xBB\xBF")) return Encoding{"UTF-8", 3};
    if (start.starts_with("\xFF\xFE")) return Encoding{"UTF-16LE", 2};
    if (start.starts_with("\xFE\xFF")) return Encoding{"UTF-16BE", 2};
    return std::nullopt;
}

std::int64_t count_lines(std::string_view text) {
    return std::count(text.begin(), text.end(), '\n');
}

class CsvReader {
public:
    CsvReader(ByteSource& source, const ReadContext& context, TableSink& sink)
        : source_(source), context_(context), sink_(sink) {}

    void read() {
        const Encoding encoding = detect_encoding();
        if (encoding.name != "UTF-8") decoder_ = std::make_unique<Decoder>(encoding.name);
        source_.rewind();
        ByteBudget budget(context_);
        std::size_t skip = encoding.mark_bytes;
        while (const std::size_t count = source_.read(buffer_)) {
            budget.spend(count);
            const std::string_view piece(buffer_.data(), count);
            parse(piece.substr(std::min(skip, count)), encoding);
            skip = 0;
        }
        if (decoder_ && !decoder_->finish()) refuse_text(context_, encoding.name, line_);
        if (parser_) parser_->finish();
        if (!parser_ || parser_->rows() == 0)
            refuse_file(context_.file, "中没有任何内容。请检查是否选对了文件。",
                        "has no content. Check that it is the right file.");
    }

private:
    Encoding detect_encoding() {
        Utf8Check check;
        std::optional<Encoding> marked;
        bool first = true;
        while (const std::size_t count = source_.read(buffer_)) {
            const std::string_view piece(buffer_.data(), count);
            if (first) marked = encoding_by_mark(piece);
            first = false;
            if (marked && marked->name != "UTF-8") return *marked;
            // No other encoding has NUL characters: the rest of a huge file need not be looked at.
            if (const auto nul = piece.find('\0'); nul != std::string_view::npos)
                refuse_nul(context_, check.line() + count_lines(piece.substr(0, nul)));
            check.feed(piece);
            if (!check.is_valid()) break;
        }
        if (check.is_whole()) return marked.value_or(Encoding{"UTF-8", 0});
        if (marked || check.long_characters() >= long_characters_for_utf8)
            refuse_text(context_, "UTF-8", check.line());
        return Encoding{"GB18030", 0};
    }

    void parse(std::string_view piece, const Encoding& encoding) {
        if (decoder_) {
            decoded_.clear();
            const bool good = decoder_->feed(piece, decoded_);
            if (!good) {
                line_ += count_lines(decoded_);
                refuse_text(context_, encoding.name == "GB18030" ? "UTF-8/GB18030" : encoding.name,
                            line_);
            }
            piece = decoded_;
            line_ += count_lines(piece);
        }
        if (!parser_) begin(piece, encoding);
        parser_->feed(piece);
    }

    void begin(std::string_view piece, const Encoding& encoding) {
        SheetInfo info;
        info.encoding = encoding.name.starts_with("UTF-16") ? "UTF-16" : encoding.name;
        sink_.begin_sheet(info);
        parser_ = std::make_unique<CsvParser>(detect_separator(piece), context_, sink_);
    }

    ByteSource& source_;
    const ReadContext& context_;
    TableSink& sink_;
    std::unique_ptr<Decoder> decoder_;
    std::unique_ptr<CsvParser> parser_;
    std::string decoded_;
    std::int64_t line_ = 1;
    std::array<char, piece_bytes> buffer_{};
};

}  // namespace

void read_csv(ByteSource& source, const ReadContext& context, TableSink& sink) {
    CsvReader(source, context, sink).read();
}

}  // namespace ingest
