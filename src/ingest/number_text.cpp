#include "number_text.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ingest {
namespace {

constexpr std::size_t kept_digits = 15;
constexpr int written_out_zeros_max = 30;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// value = 0.DIGITS * 10^point, without a sign; no leading or trailing zeros in digits.
struct Decimal {
    bool negative = false;
    bool has_exponent = false;
    bool has_fraction = false;
    std::string digits;
    int point = 0;
};

void strip_zeros(Decimal& value) {
    const std::size_t first = value.digits.find_first_not_of('0');
    const std::size_t leading = std::min(first, value.digits.size());
    value.digits.erase(0, leading);
    value.point -= static_cast<int>(leading);
    while (!value.digits.empty() && value.digits.back() == '0') value.digits.pop_back();
}

std::optional<int> read_exponent(std::string_view text) {
    if (!text.empty() && text.front() == '+') text.remove_prefix(1);
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (exponent < -400 || exponent > 400) return std::nullopt;
    return exponent;
}

std::optional<Decimal> read_decimal(std::string_view text) {
    Decimal value;
    std::size_t i = 0;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) value.negative = text[i++] == '-';
    for (; i < text.size() && is_digit(text[i]); ++i) value.digits += text[i];
    value.point = static_cast<int>(value.digits.size());
    if (i < text.size() && text[i] == '.') {
        value.has_fraction = true;
        for (++i; i < text.size() && is_digit(text[i]); ++i) value.digits += text[i];
    }
    if (value.digits.empty()) return std::nullopt;
    if (i < text.size()) {
        if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
        const auto exponent = read_exponent(text.substr(i + 1));
        if (!exponent) return std::nullopt;
        value.has_exponent = true;
        value.point += *exponent;
    }
    strip_zeros(value);
    return value;
}

void round_to_kept_digits(Decimal& value) {
    if (value.digits.size() <= kept_digits) return;
    const bool up = value.digits[kept_digits] >= '5';
    value.digits.resize(kept_digits);
    if (up) {
        std::size_t i = kept_digits;
        while (i > 0 && value.digits[i - 1] == '9') value.digits[--i] = '0';
        if (i > 0) {
            ++value.digits[i - 1];
        } else {
            value.digits.insert(value.digits.begin(), '1');
            ++value.point;
        }
    }
    strip_zeros(value);
}

std::string write_plain(const Decimal& value) {
    if (value.digits.empty()) return "0";
    std::string text = value.digits;
    const int length = static_cast<int>(text.size());
    if (value.point <= 0)
        text = "0." + std::string(static_cast<std::size_t>(-value.point), '0') + text;
    else if (value.point >= length)
        text.append(static_cast<std::size_t>(value.point - length), '0');
    else
        text.insert(static_cast<std::size_t>(value.point), ".");
    return value.negative ? "-" + text : text;
}

}  // namespace

std::string plain_number(std::string_view stored) {
    auto value = read_decimal(stored);
    if (!value || (!value->has_exponent && !value->has_fraction)) return std::string(stored);
    if (value->point > static_cast<int>(kept_digits) && value->has_exponent)
        return std::string(stored);
    if (value->point < -written_out_zeros_max) return std::string(stored);
    round_to_kept_digits(*value);
    return write_plain(*value);
}

}  // namespace ingest
