#include "cell_reference.hpp"

#include <charconv>

namespace documents {
namespace {

constexpr std::size_t columns_letters_max = 3;
constexpr std::size_t row_digits_max = 7;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool goes_on(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '(';
}

// A reference such as $B$12 at `at`: where its row's digits stand.
struct Found {
    std::size_t digits, end;
};

std::optional<Found> reference_at(std::string_view text, std::size_t at) {
    std::size_t i = at;
    if (i < text.size() && text[i] == '$') ++i;
    const std::size_t letters = i;
    while (i < text.size() && is_letter(text[i])) ++i;
    if (i == letters || i - letters > columns_letters_max) return std::nullopt;
    if (i < text.size() && text[i] == '$') ++i;
    const std::size_t digits = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    if (i == digits || i - digits > row_digits_max) return std::nullopt;
    if (i < text.size() && (goes_on(text[i]) || text[i] == '!')) return std::nullopt;
    return Found{digits, i};
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const auto close = text.find(text[at], at + 1);
    return close == std::string_view::npos ? text.size() : close + 1;
}

// One past a word that is no reference to this sheet: a name, a function, Sheet2!A1:B2.
std::size_t end_of_word(std::string_view text, std::size_t at) {
    const auto is_inner = [](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '$' || c == '!' ||
               static_cast<unsigned char>(c) >= 0x80;
    };
    bool is_elsewhere = at > 0 && text[at - 1] == '\'';
    std::size_t i = at;
    for (; i < text.size(); ++i) {
        if (text[i] == '!') is_elsewhere = true;
        if (is_elsewhere && text[i] == ':') continue;
        if (!is_inner(text[i])) break;
    }
    return i == at ? at + 1 : i;
}

std::int64_t row_of(std::string_view digits) {
    std::int64_t row = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), row);
    return row;
}

}  // namespace

std::optional<CellReference> read_cell(std::string_view text) {
    const auto found = reference_at(text, 0);
    if (!found || found->end != text.size() || text.find('$') != std::string_view::npos)
        return std::nullopt;
    return CellReference{std::string(text.substr(0, found->digits)),
                         row_of(text.substr(found->digits))};
}

std::string move_rows(std::string_view formula, const MovedRow& moved) {
    std::string out;
    RangeSide side = RangeSide::single;
    for (std::size_t at = 0; at < formula.size();) {
        std::size_t end = at + 1;
        if (formula[at] == '"' || formula[at] == '\'') {
            end = end_of_quoted(formula, at);
        } else if (const auto found = reference_at(formula, at)) {
            const bool begins = found->end < formula.size() && formula[found->end] == ':';
            if (side != RangeSide::end) side = begins ? RangeSide::begin : RangeSide::single;
            out += formula.substr(at, found->digits - at);
            out += std::to_string(
                moved(row_of(formula.substr(found->digits, found->end - found->digits)), side));
            at = found->end;
            if (begins) {
                out += ':';
                ++at;
            }
            side = begins ? RangeSide::end : RangeSide::single;
            continue;
        } else if (is_letter(formula[at]) || formula[at] == '!' ||
                   static_cast<unsigned char>(formula[at]) >= 0x80) {
            end = end_of_word(formula, at);
        }
        out += formula.substr(at, end - at);
        at = end;
        side = RangeSide::single;
    }
    return out;
}

}  // namespace documents
