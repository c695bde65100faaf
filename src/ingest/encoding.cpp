#include "ingest/encoding.hpp"

#include <iconv.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstring>

#include "base/error.hpp"

namespace ingest {
namespace {

constexpr std::uint64_t each_byte = 0x0101010101010101;
constexpr std::uint64_t high_bits = each_byte * 0x80;

std::uint64_t word_at(std::string_view bytes, std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    return word;
}

/// Of eight ASCII characters: adding 0x7F sets the high bit of every byte but a zero.
int count_line_feeds(std::uint64_t word) {
    const std::uint64_t differences = word ^ (each_byte * '\n');
    return std::popcount(~(differences + each_byte * 0x7F) & high_bits);
}

}  // namespace

void Utf8Check::start(unsigned char byte) {
    low_ = 0x80;
    high_ = 0xBF;
    is_long_ = byte >= 0xE0;
    if (byte >= 0xC2 && byte <= 0xDF) {
        pending_ = 1;
    } else if (byte >= 0xE0 && byte <= 0xEF) {
        pending_ = 2;
        if (byte == 0xE0) low_ = 0xA0;
        if (byte == 0xED) high_ = 0x9F;
    } else if (byte >= 0xF0 && byte <= 0xF4) {
        pending_ = 3;
        if (byte == 0xF0) low_ = 0x90;
        if (byte == 0xF4) high_ = 0x8F;
    } else {
        valid_ = false;
    }
}

void Utf8Check::feed(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (!valid_) return;
        if (pending_ == 0) {
            for (; bytes.size() - i > sizeof(std::uint64_t); i += sizeof(std::uint64_t)) {
                const std::uint64_t word = word_at(bytes, i);
                if ((word & high_bits) != 0) break;
                line_ += count_line_feeds(word);
            }
        }
        const auto byte = static_cast<unsigned char>(bytes[i]);
        if (pending_ > 0) {
            valid_ = byte >= low_ && byte <= high_;
            low_ = 0x80;
            high_ = 0xBF;
            if (--pending_ == 0 && is_long_ && valid_) ++long_characters_;
        } else if (byte < 0x80) {
            if (byte == '\n') ++line_;
        } else {
            start(byte);
        }
    }
}

Decoder::Decoder(const std::string& encoding) : converter_(iconv_open("UTF-8", encoding.c_str())) {
    if (converter_ == reinterpret_cast<void*>(-1))
        throw base::Error(
            base::ErrorKind::unavailable,
            {"本机系统缺少编码“" + encoding + "”，无法读取这个文件。请另存为 UTF-8 后再导入。",
             "This system lacks the encoding \"" + encoding +
                 "\", so the file cannot be read. Save it as UTF-8, then import it."});
}

Decoder::~Decoder() {
    iconv_close(converter_);
}

bool Decoder::feed(std::string_view bytes, std::string& utf8) {
    std::string joined;
    if (!rest_.empty()) {
        joined = rest_ + std::string(bytes);
        bytes = joined;
        rest_.clear();
    }
    // iconv takes a pointer to non-const but does not write through it.
    char* input = const_cast<char*>(bytes.data());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
    std::size_t input_left = bytes.size();
    std::array<char, 1 << 14> buffer{};
    while (input_left > 0) {
        char* output = buffer.data();
        std::size_t output_left = buffer.size();
        const std::size_t result = iconv(converter_, &input, &input_left, &output, &output_left);
        const int error = errno;
        utf8.append(buffer.data(), buffer.size() - output_left);
        if (result != static_cast<std::size_t>(-1) || error == E2BIG) continue;
        if (error != EINVAL) return false;
        rest_.assign(input, input_left);
        return true;
    }
    return true;
}

}  // namespace ingest
