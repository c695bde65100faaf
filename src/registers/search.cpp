#include "registers/search.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/text.hpp"
#include "pinyin_table/embedded.hpp"

namespace registers {
namespace {

constexpr std::uint32_t first_han = 0x4E00;
constexpr std::uint32_t last_han = 0x9FA5;
constexpr std::size_t line_letters = 128;
constexpr std::size_t words_max = 8;

// Second readings of characters that occur in names of places and units.
constexpr std::array<std::pair<std::uint32_t, char>, 15> also_read{{
    {U'重', 'c'},
    {U'长', 'c'},
    {U'都', 'd'},
    {U'乐', 'y'},
    {U'厦', 'x'},
    {U'单', 's'},
    {U'石', 'd'},
    {U'会', 'k'},
    {U'调', 't'},
    {U'朝', 'z'},
    {U'行', 'h'},
    {U'弹', 't'},
    {U'曾', 'c'},
    {U'贾', 'g'},
    {U'盛', 'c'},
}};

std::uint32_t next_character(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = length == 1 ? lead : lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
        code = (code << 6U) | (byte(at + i) & 0x3FU);
    at += length;
    return code;
}

std::vector<std::uint32_t> characters(std::string_view text) {
    std::vector<std::uint32_t> result;
    for (std::size_t at = 0; at < text.size();) result.push_back(next_character(text, at));
    return result;
}

char first_letter(std::uint32_t code) {
    const std::string_view table = pinyin_table::embedded_files().front().bytes;
    const std::size_t index = code - first_han;
    return table[index + index / line_letters];  // each line ends with a line feed
}

bool begins_with(std::uint32_t code, char letter) {
    if (code < 0x80) return code == static_cast<unsigned char>(letter);
    if (code < first_han || code > last_han) return false;
    return first_letter(code) == letter || std::find(also_read.begin(), also_read.end(),
                                                     std::pair{code, letter}) != also_read.end();
}

bool is_letters(std::string_view word) {
    return !word.empty() &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

bool is_digits(std::string_view word) {
    return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_meant(const Region& region, std::string_view word) {
    if (word.size() > 1 && is_digits(word) && region.code.starts_with(word)) return true;
    return answers_to(region.name, word) ||
           std::any_of(region.aliases.begin(), region.aliases.end(),
                       [&](const std::string& alias) { return answers_to(alias, word); });
}

}  // namespace

bool has_initials(std::string_view name, std::string_view letters) {
    const auto text = characters(name);
    if (letters.empty() || letters.size() > text.size()) return false;
    for (std::size_t from = 0; from + letters.size() <= text.size(); ++from) {
        std::size_t at = 0;
        while (at < letters.size() && begins_with(text[from + at], letters[at])) ++at;
        if (at == letters.size()) return true;
    }
    return false;
}

bool answers_to(std::string_view text, std::string_view word) {
    const std::string folded = base::fold(text);
    return folded.find(word) != std::string::npos ||
           (is_letters(word) && has_initials(folded, word));
}

std::vector<std::string> search_words(std::string_view typed) {
    std::vector<std::string> words;
    std::string spaced = base::normalise_cell(typed);
    for (std::size_t at = 0; (at = spaced.find("　", at)) != std::string::npos;)
        spaced.replace(at, std::string_view("　").size(), " ");
    for (const std::string& part : base::split(spaced, ' '))
        if (std::string word = base::fold(part); !word.empty() && words.size() < words_max)
            words.push_back(std::move(word));
    return words;
}

std::vector<std::string> search_regions(const RegionIndex& regions, std::string_view word,
                                        base::Date date) {
    std::vector<std::string> codes;
    for (const Region& region : regions.all()) {
        const bool holds =
            region.valid_from <= date && (!region.valid_to || *region.valid_to >= date);
        if (holds && is_meant(region, word)) codes.push_back(region.code);
    }
    std::sort(codes.begin(), codes.end());
    std::vector<std::string> topmost;
    for (const std::string& code : codes)
        if (topmost.empty() || !is_in_scope(code, topmost.back())) topmost.push_back(code);
    return topmost;
}

}  // namespace registers
