#include "serial_date.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>

#include "base/date.hpp"

namespace ingest {
namespace {

constexpr int seconds_a_day = 86'400;

std::string two_digits(int value) {
    const std::string text = std::to_string(value);
    return text.size() < 2 ? "0" + text : text;
}

std::string clock_text(int seconds) {
    return two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" +
           two_digits(seconds % 60);
}

std::optional<std::string> day_text(std::int64_t day, bool from_1904) {
    using namespace std::chrono;
    if (!from_1904 && day == 60) return "1900-02-29";
    const sys_days origin = from_1904  ? sys_days{year{1904} / 1 / 1}
                            : day > 60 ? sys_days{year{1899} / 12 / 30}
                                       : sys_days{year{1899} / 12 / 31};
    const year_month_day date{origin + days{day}};
    if (day < (from_1904 ? 0 : 1) || date.year() > year{9999}) return std::nullopt;
    return base::format_date(date);
}

/// The first section without quoted text, escapes and bracketed parts; an elapsed [h] stays as h.
std::string significant_letters(std::string_view code) {
    std::string letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c == '"') {
            i = std::min(code.find('"', i + 1), code.size() - 1);
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const std::size_t end = std::min(code.find(']', i), code.size() - 1);
            const char inside = i + 1 < code.size() ? code[i + 1] : ' ';
            const bool elapsed = inside == 'h' || inside == 'H' || inside == 's' || inside == 'S' ||
                                 inside == 'm' || inside == 'M';
            if (elapsed && end - i <= 3) letters += 'h';
            i = end;
        } else {
            letters += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        }
    }
    return letters;
}

}  // namespace

DateStyle builtin_date_style(int id) {
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 ||
        id == 56)
        return DateStyle::time;
    if ((id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
        (id >= 50 && id <= 58))
        return DateStyle::date;
    return DateStyle::none;
}

DateStyle date_style_of(std::string_view format_code) {
    const std::string letters = significant_letters(format_code);
    if (letters.find("general") != std::string::npos) return DateStyle::none;
    if (letters.find_first_of("0#?@") != std::string::npos &&
        letters.find_first_of("yd") == std::string::npos &&
        letters.find('h') == std::string::npos && letters.find("ss") == std::string::npos)
        return DateStyle::none;
    if (letters.find_first_of("yd") != std::string::npos ||
        letters.find("aaa") != std::string::npos)
        return DateStyle::date;
    if (letters.find_first_of("hs") != std::string::npos) return DateStyle::time;
    return letters.find('m') != std::string::npos ? DateStyle::date : DateStyle::none;
}

std::optional<std::string> serial_date(std::string_view serial, DateStyle style, bool from_1904) {
    double value = 0;
    const auto [end, error] = std::from_chars(serial.data(), serial.data() + serial.size(), value);
    if (error != std::errc{} || end != serial.data() + serial.size()) return std::nullopt;
    if (!(value >= 0 && value < 3'000'000)) return std::nullopt;
    auto day = static_cast<std::int64_t>(std::floor(value));
    auto seconds = static_cast<int>(std::lround((value - std::floor(value)) * seconds_a_day));
    if (seconds == seconds_a_day) {
        ++day;
        seconds = 0;
    }
    if (day == 0 && style == DateStyle::time) return clock_text(seconds);
    const auto date = day_text(day, from_1904);
    if (!date || seconds == 0) return date;
    return *date + " " + clock_text(seconds);
}

std::optional<std::string> iso_date(std::string_view text) {
    const auto date = base::parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    if (text.size() == 10) return std::string(text);
    if (text.size() < 19 || text[10] != 'T') return std::nullopt;
    const std::string_view clock = text.substr(11, 8);
    const std::string day(text.substr(0, 10));
    return clock == "00:00:00" ? day : day + " " + std::string(clock);
}

}  // namespace ingest
