#include "exact_numbers.hpp"

#include <cstddef>

namespace report {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 16;

/// A window on the file that grows at its end and shrinks at its front.
class Window {
public:
    Window(std::FILE* from, std::FILE* to) : from_(from), to_(to) {}

    /// Copies everything up to and including `mark`.
    bool pass(std::string_view mark) {
        for (;;) {
            const std::size_t at = bytes_.find(mark);
            if (at != std::string::npos) return write(at + mark.size());
            const std::size_t kept = mark.size() - 1;
            if (bytes_.size() > kept && !write(bytes_.size() - kept)) return false;
            if (!read()) return false;
        }
    }

    /// Drops everything before `mark`.
    bool drop_until(char mark) {
        for (;;) {
            const std::size_t at = bytes_.find(mark);
            if (at != std::string::npos) {
                bytes_.erase(0, at);
                return true;
            }
            bytes_.clear();
            if (!read()) return false;
        }
    }

    bool pass_rest() {
        do {
            if (!write(bytes_.size())) return false;
        } while (read());
        return std::ferror(from_) == 0;
    }

    bool put(std::string_view text) {
        return std::fwrite(text.data(), 1, text.size(), to_) == text.size();
    }

private:
    bool read() {
        const std::size_t old = bytes_.size();
        bytes_.resize(old + block_bytes);
        const std::size_t got = std::fread(bytes_.data() + old, 1, block_bytes, from_);
        bytes_.resize(old + got);
        return got > 0;
    }

    bool write(std::size_t count) {
        const bool ok = put(std::string_view(bytes_).substr(0, count));
        bytes_.erase(0, count);
        return ok;
    }

    std::FILE* from_;
    std::FILE* to_;
    std::string bytes_;
};

bool is_decimal(std::string_view digits) {
    bool any = false;
    bool point = false;
    for (const char c : digits) {
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            any = true;
        } else {
            return false;
        }
    }
    return any;
}

}  // namespace

std::string printed_number(double value) {
    char text[40];
    std::snprintf(text, sizeof text, "%.16G", value);
    return text;
}

std::string shortest_decimal(std::string_view digits) {
    const bool negative = digits.starts_with('-');
    if (negative) digits.remove_prefix(1);
    if (!is_decimal(digits)) return {};
    const std::size_t point = digits.find('.');
    std::string whole(digits.substr(0, point));
    std::string places(point == std::string_view::npos ? "" : digits.substr(point + 1));
    whole.erase(0, whole.find_first_not_of('0'));
    while (places.ends_with('0')) places.pop_back();
    if (whole.empty()) whole = "0";
    if (whole == "0" && places.empty()) return "0";
    return (negative ? "-" : "") + whole + (places.empty() ? "" : "." + places);
}

bool copy_with_exact_numbers(std::FILE* from, std::FILE* to,
                             const std::vector<ExactNumber>& numbers) {
    Window window(from, to);
    for (const ExactNumber& number : numbers) {
        if (!window.pass("<c r=\"" + number.cell + "\"") || !window.pass("<v>") ||
            !window.drop_until('<') || !window.put(number.digits))
            return false;
    }
    return window.pass_rest();
}

}  // namespace report
