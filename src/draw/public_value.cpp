#include <algorithm>
#include <array>

#include "draw/protocol.hpp"
#include "text_detail.hpp"

namespace draw {
namespace {

/// Balls drawn without replacement.
struct Balls {
    int count;
    int highest;
};
struct Source {
    std::string_view prefix;
    int bits;
    int digits;  ///< a row of so many digits; 0 when balls are drawn
    Balls first, second;
};
constexpr std::array<Source, 7> sources = {{{"kl8-", 61, 0, {20, 80}, {0, 0}},
                                            {"ssq-", 24, 0, {6, 33}, {1, 16}},
                                            {"dlt-", 24, 0, {5, 35}, {2, 12}},
                                            {"pl5-", 16, 5, {0, 0}, {0, 0}},
                                            {"pl3-", 9, 3, {0, 0}, {0, 0}},
                                            {"fc3d-", 9, 3, {0, 0}, {0, 0}},
                                            {"dice-20", 66, 20, {0, 0}, {0, 0}}}};

const Source* source_of(std::string_view name) {
    const auto* const found = std::find_if(sources.begin(), sources.end(), [&](const Source& s) {
        return name.starts_with(s.prefix);
    });
    return found == sources.end() ? nullptr : found;
}

std::string digits_of(std::string_view name, std::string_view text, int count) {
    std::string digits;
    for (const char c : text)
        if (c != ' ') digits += c;
    if (digits.size() != static_cast<std::size_t>(count) ||
        digits.find_first_not_of("0123456789") != std::string::npos)
        refuse("公共随机值 " + std::string(name) + " 应为 " + std::to_string(count) + " 位数字。",
               "The public value " + std::string(name) + " should be " + std::to_string(count) +
                   " digits.");
    return digits;
}

[[noreturn]] void refuse_balls(std::string_view name, const Source& source) {
    const auto zh = [](Balls b) {
        return std::to_string(b.count) + " 个不同的 1 至 " + std::to_string(b.highest) + " 的数";
    };
    const auto en = [](Balls b) {
        return std::to_string(b.count) + " different numbers from 1 to " +
               std::to_string(b.highest);
    };
    const bool two = source.second.count > 0;
    refuse("公共随机值 " + std::string(name) + " 应为 " + zh(source.first) +
               (two ? "，再加 " + zh(source.second) : "") + "，以空格隔开。",
           "The public value " + std::string(name) + " should be " + en(source.first) +
               (two ? ", then " + en(source.second) : "") + ", with spaces between.");
}

std::string balls_of(std::string_view name, std::string_view text, const Source& source) {
    std::vector<int> numbers;
    for (const std::string& part : base::split(text, ' ')) {
        if (part.empty()) continue;
        const bool plain =
            part.size() <= 2 && part.find_first_not_of("0123456789") == std::string::npos;
        numbers.push_back(plain ? std::stoi(part) : 0);
    }
    if (numbers.size() != static_cast<std::size_t>(source.first.count + source.second.count))
        refuse_balls(name, source);
    const auto middle = numbers.begin() + source.first.count;
    const auto order = [&](auto begin, auto end, int highest) {
        std::sort(begin, end);
        if (begin == end) return;
        if (*begin < 1 || *(end - 1) > highest || std::adjacent_find(begin, end) != end)
            refuse_balls(name, source);
    };
    order(numbers.begin(), middle, source.first.highest);
    order(middle, numbers.end(), source.second.highest);
    std::string value;
    for (const int number : numbers) {
        if (!value.empty()) value += ' ';
        if (number < 10) value += '0';
        value += std::to_string(number);
    }
    return value;
}

std::string plain_of(std::string_view name, std::string_view text) {
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (text.empty() || !printable || text.front() == ' ' || text.back() == ' ' ||
        text.find("  ") != std::string_view::npos)
        refuse("公共随机值 " + std::string(name) + " 应为 ASCII 字符，词与词之间一个空格。",
               "The public value " + std::string(name) +
                   " should be printable ASCII with single spaces.");
    return std::string(text);
}

}  // namespace

std::string canonical_public_value(std::string_view name, std::string_view text) {
    const Source* const source = source_of(name);
    if (!source) return plain_of(name, text);
    return source->digits > 0 ? digits_of(name, text, source->digits)
                              : balls_of(name, text, *source);
}

int public_bits(std::string_view name) {
    const Source* const source = source_of(name);
    return source ? source->bits : 0;
}

bool is_on_site(std::string_view public_name) {
    return public_name.starts_with("dice-20");
}

}  // namespace draw
