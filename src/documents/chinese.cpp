#include "documents/chinese.hpp"

#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "base/date.hpp"

namespace documents {
namespace {

struct Words {
    std::array<const char*, 10> digits;
    std::array<const char*, 4> units;
    bool short_ten;  // 十五 instead of 一十五 at the beginning
};

constexpr Words plain{
    {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"}, {"", "十", "百", "千"}, true};
constexpr Words financial{
    {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}, {"", "拾", "佰", "仟"}, false};
constexpr std::array<const char*, 5> sections{"", "万", "亿", "万亿", "亿亿"};

// Four digits; `gap` says whether a higher digit stands before them.
std::string four_digits(std::uint64_t value, bool gap, const Words& words) {
    std::string text;
    bool zero_due = false;
    for (int place = 3; place >= 0; --place) {
        std::uint64_t power = 1;
        for (int i = 0; i < place; ++i) power *= 10;
        const auto digit = static_cast<std::size_t>(value / power % 10);
        if (digit == 0) {
            zero_due = zero_due || gap || !text.empty();
            continue;
        }
        if (zero_due) text += words.digits[0];
        zero_due = false;
        const bool is_short = words.short_ten && place == 1 && digit == 1 && text.empty() && !gap;
        if (!is_short) text += words.digits[digit];
        text += words.units[static_cast<std::size_t>(place)];
    }
    return text;
}

std::string in_words(std::int64_t value, const Words& words) {
    if (value == 0) return words.digits[0];
    std::uint64_t rest =
        value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
    std::vector<std::uint64_t> groups;
    for (; rest > 0; rest /= 10'000) groups.push_back(rest % 10'000);
    std::string text = value < 0 ? "负" : "";
    bool begun = false, zero_due = false;
    for (std::size_t i = groups.size(); i-- > 0;) {
        if (groups[i] == 0) {
            zero_due = begun;
            continue;
        }
        if (zero_due && groups[i] >= 1'000) text += words.digits[0];
        text += four_digits(groups[i], begun, words) + sections[i];
        begun = true;
        zero_due = false;
    }
    return text;
}

struct Parts {
    std::string year, month, day, span;
};

std::optional<int> whole(std::string_view text) {
    int number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || end.ptr != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

const char* span_words(std::string_view span) {
    constexpr std::pair<std::string_view, const char*> known[] = {
        {"Q1", "第一季度"}, {"Q2", "第二季度"}, {"Q3", "第三季度"},
        {"Q4", "第四季度"}, {"H1", "上半年"},   {"H2", "下半年"}};
    for (const auto& [name, words] : known)
        if (name == span) return words;
    return nullptr;
}

template <typename Year, typename Number>
std::optional<std::string> date_text(std::string_view date, Year year_text, Number number_text) {
    if (date.size() < 4 || !whole(date.substr(0, 4))) return std::nullopt;
    const std::string year = year_text(date.substr(0, 4)) + "年";
    if (date.size() == 4) return year;
    if (date.size() == 7 && date[4] == '-')
        if (const char* span = span_words(date.substr(5))) return year + span;
    const bool is_month = date.size() == 7;
    const auto parsed = base::parse_date(is_month ? std::string(date) + "-01" : std::string(date));
    if (!parsed) return std::nullopt;
    const std::string text = year + number_text(static_cast<unsigned>(parsed->month())) + "月";
    return is_month ? text : text + number_text(static_cast<unsigned>(parsed->day())) + "日";
}

}  // namespace

std::string chinese_number(std::int64_t value) {
    return in_words(value, plain);
}

std::string chinese_financial_number(std::int64_t value) {
    return in_words(value, financial);
}

std::optional<std::string> chinese_date(std::string_view date) {
    return date_text(
        date, [](std::string_view year) { return std::string(year); },
        [](unsigned number) { return std::to_string(number); });
}

std::optional<std::string> chinese_numeral_date(std::string_view date) {
    return date_text(
        date,
        [](std::string_view year) {
            std::string text;
            for (const char c : year)
                text += c == '0' ? "〇" : plain.digits[static_cast<std::size_t>(c - '0')];
            return text;
        },
        [](unsigned number) { return chinese_number(number); });
}

}  // namespace documents
