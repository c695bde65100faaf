#include "shared_strings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "sentence.hpp"
#include "xml.hpp"

namespace ingest {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20;
// Programs write a text once, so more than a few empty ones are there to cost time.
constexpr std::size_t empty_text_cost_bytes = 256;

void append_utf8(std::string& text, unsigned code) {
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | (code >> 12));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// The code of `_xHHHH_` at the start of `text`; surrogates have no character of their own, and NUL
/// has no place in a text.
std::optional<unsigned> escape_at(std::string_view text) {
    if (text.size() < 7 || text[1] != 'x' || text[6] != '_') return std::nullopt;
    unsigned code = 0;
    const char* end = text.data() + 6;
    const auto [stop, error] = std::from_chars(text.data() + 2, end, code, 16);
    if (error != std::errc{} || stop != end || code == 0 || (code >= 0xD800 && code <= 0xDFFF))
        return std::nullopt;
    return code;
}

class StringsHandler final : public XmlHandler {
public:
    StringsHandler(const ReadContext& context, SharedStrings& strings)
        : context_(context), strings_(strings), left_(context.limits.shared_strings_bytes_max) {}

    void start_element(std::string_view name, const XmlAttributes& /*attributes*/) override {
        if (name == "si") text_.clear();
        if (name == "rPh") ++phonetic_depth_;
        in_text_ = name == "t" && phonetic_depth_ == 0;
    }

    void end_element(std::string_view name) override {
        in_text_ = false;
        if (name == "rPh") --phonetic_depth_;
        if (name != "si") return;
        spend(text_.empty() ? empty_text_cost_bytes : sizeof(std::string_view));
        strings_.add(decode_escapes(text_));
    }

    void characters(std::string_view text) override {
        if (!in_text_) return;
        spend(text.size());
        text_ += text;
    }

private:
    void spend(std::size_t bytes) {
        left_ -= static_cast<std::int64_t>(bytes);
        if (left_ >= 0) return;
        const std::string megabytes =
            std::to_string(context_.limits.shared_strings_bytes_max >> 20);
        refuse_file(context_.file,
                    "中的文字超过 " + megabytes + " MB 的上限，已停止读取。请分成几个文件导入。",
                    "holds more text than the limit of " + megabytes +
                        " MB, so reading stopped. Split it into several files.");
    }

    const ReadContext& context_;
    SharedStrings& strings_;
    std::int64_t left_;
    std::string text_;
    int phonetic_depth_ = 0;
    bool in_text_ = false;
};

}  // namespace

void SharedStrings::add(std::string_view text) {
    if (text.empty()) {
        texts_.emplace_back();
        return;
    }
    if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
        blocks_.emplace_back();
        blocks_.back().reserve(std::max(block_bytes, text.size()));
    }
    std::string& block = blocks_.back();
    block += text;
    texts_.emplace_back(block.data() + block.size() - text.size(), text.size());
}

std::string decode_escapes(std::string_view text) {
    std::string result;
    for (;;) {
        const std::size_t start = text.find("_x");
        if (start == std::string_view::npos) break;
        const auto code = escape_at(text.substr(start));
        result += text.substr(0, code ? start : start + 2);
        if (code) append_utf8(result, *code);
        text.remove_prefix(start + (code ? 7 : 2));
    }
    result += text;
    return result;
}

void read_shared_strings(PartStream& part, const ReadContext& context, ByteBudget& budget,
                         SharedStrings& strings) {
    StringsHandler handler(context, strings);
    parse_xml(part, context, budget, handler);
}

}  // namespace ingest
