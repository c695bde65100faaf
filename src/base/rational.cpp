#include "base/rational.hpp"

namespace base {
namespace {

bool is_digits(std::string_view text) {
    if (text.empty()) return false;
    for (const char c : text)
        if (c < '0' || c > '9') return false;
    return true;
}

mpz_class power_of_ten(std::size_t exponent) {
    mpz_class result;
    mpz_ui_pow_ui(result.get_mpz_t(), 10, exponent);
    return result;
}

mpz_class to_integer(std::int64_t value) {
    return mpz_class(std::to_string(value));
}

}  // namespace

Rational make_rational(std::int64_t numerator, std::int64_t denominator) {
    Rational result(to_integer(numerator), to_integer(denominator));
    result.canonicalize();
    return result;
}

std::optional<Rational> parse_rational(std::string_view text) {
    bool percent = false;
    if (text.ends_with('%')) {
        percent = true;
        text.remove_suffix(1);
    }
    bool negative = false;
    if (text.starts_with('-')) {
        negative = true;
        text.remove_prefix(1);
    }
    if (text.size() > 60) return std::nullopt;
    const std::size_t dot = text.find('.');
    const std::string_view whole = text.substr(0, dot);
    const std::string_view part =
        dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
    if (!is_digits(whole)) return std::nullopt;
    if (dot != std::string_view::npos && !is_digits(part)) return std::nullopt;
    Rational result(mpz_class(std::string(whole) + std::string(part), 10),
                    power_of_ten(part.size() + (percent ? 2 : 0)));
    result.canonicalize();
    if (negative) result = -result;
    return result;
}

std::string format_exact(const Rational& value) {
    return value.get_str();
}

std::string format_fixed(const Rational& value, int decimals) {
    const mpz_class scale = power_of_ten(static_cast<std::size_t>(decimals));
    const mpz_class numerator = abs(value.get_num()) * scale * 2 + value.get_den();
    const mpz_class denominator = value.get_den() * 2;
    const mpz_class rounded = numerator / denominator;
    std::string digits = rounded.get_str();
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
    if (places > 0) digits.insert(digits.size() - places, ".");
    if (value < 0 && rounded != 0) digits.insert(0, "-");
    return digits;
}

}  // namespace base
