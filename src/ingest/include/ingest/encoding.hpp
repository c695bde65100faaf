#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ingest {

/// Whether bytes that arrive in pieces are UTF-8 (no surrogates, no overlong forms, up to
/// U+10FFFF).
class Utf8Check {
public:
    void feed(std::string_view bytes);
    /// False when a character is broken, or (after the last piece) cut off.
    [[nodiscard]] bool is_valid() const { return valid_; }
    [[nodiscard]] bool is_whole() const { return valid_ && pending_ == 0; }
    /// Characters of three and more bytes before the first break: many of them mean that the text
    /// is UTF-8 with a damaged place, for in GB18030 such sequences are rare.
    [[nodiscard]] std::int64_t long_characters() const { return long_characters_; }
    /// From 1; of the first break.
    [[nodiscard]] std::int64_t line() const { return line_; }

private:
    void start(unsigned char byte);

    bool valid_ = true;
    int pending_ = 0;
    bool is_long_ = false;
    unsigned char low_ = 0x80;  // bounds of the next byte
    unsigned char high_ = 0xBF;
    std::int64_t long_characters_ = 0;
    std::int64_t line_ = 1;
};

/// Turns pieces of text in `encoding` (a name iconv knows) into UTF-8, strictly.
class Decoder {
public:
    /// Throws unavailable when the system lacks the encoding.
    explicit Decoder(const std::string& encoding);
    ~Decoder();
    Decoder(const Decoder&) = delete;
    Decoder& operator=(const Decoder&) = delete;
    /// Appends to `utf8`. False at a byte sequence that the encoding does not have.
    bool feed(std::string_view bytes, std::string& utf8);
    /// False when the last character is cut off.
    [[nodiscard]] bool finish() const { return rest_.empty(); }

private:
    void* converter_;
    std::string rest_;  // an incomplete character
};

}  // namespace ingest
