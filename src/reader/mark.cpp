#include "mark.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace reader {
namespace {

constexpr std::size_t glyph_columns = 5;
constexpr std::size_t glyph_rows = 7;
constexpr std::size_t advance = glyph_columns + 1;
constexpr std::size_t side_min = 16;
constexpr std::size_t letters_a_width = 220;  // pixels of a letter's dot: one for so many of width
constexpr std::size_t lines_a_picture = 5;

struct Glyph {
    char letter;
    std::array<std::uint8_t, glyph_rows> rows;  // five bits each, the leftmost highest
};

constexpr Glyph glyphs[] = {
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 6, 8, 16, 31}},    {'3', {14, 17, 1, 6, 1, 17, 14}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 4, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'A', {4, 10, 17, 17, 31, 17, 17}},  {'B', {30, 17, 17, 30, 17, 17, 30}},
    {'C', {14, 17, 16, 16, 16, 17, 14}}, {'D', {28, 18, 17, 17, 17, 18, 28}},
    {'E', {31, 16, 16, 30, 16, 16, 31}}, {'F', {31, 16, 16, 30, 16, 16, 16}},
    {'G', {14, 17, 16, 23, 17, 17, 15}}, {'H', {17, 17, 17, 31, 17, 17, 17}},
    {'I', {14, 4, 4, 4, 4, 4, 14}},      {'J', {7, 2, 2, 2, 2, 18, 12}},
    {'K', {17, 18, 20, 24, 20, 18, 17}}, {'L', {16, 16, 16, 16, 16, 16, 31}},
    {'M', {17, 27, 21, 21, 17, 17, 17}}, {'N', {17, 25, 21, 19, 17, 17, 17}},
    {'O', {14, 17, 17, 17, 17, 17, 14}}, {'P', {30, 17, 17, 30, 16, 16, 16}},
    {'Q', {14, 17, 17, 17, 21, 18, 13}}, {'R', {30, 17, 17, 30, 20, 18, 17}},
    {'S', {15, 16, 16, 14, 1, 1, 30}},   {'T', {31, 4, 4, 4, 4, 4, 4}},
    {'U', {17, 17, 17, 17, 17, 17, 14}}, {'V', {17, 17, 17, 17, 17, 10, 4}},
    {'W', {17, 17, 17, 21, 21, 27, 17}}, {'X', {17, 17, 10, 4, 10, 17, 17}},
    {'Y', {17, 17, 10, 4, 4, 4, 4}},     {'Z', {31, 1, 2, 4, 8, 16, 31}},
    {'-', {0, 0, 0, 14, 0, 0, 0}},       {'.', {0, 0, 0, 0, 0, 12, 12}},
    {':', {0, 12, 12, 0, 12, 12, 0}},    {'_', {0, 0, 0, 0, 0, 0, 31}},
    {'@', {14, 17, 23, 21, 23, 16, 14}}, {'/', {1, 1, 2, 4, 8, 16, 16}},
};

const Glyph* glyph_of(char letter) {
    const char capital =
        letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    const auto* found =
        std::find_if(std::begin(glyphs), std::end(glyphs),
                     [capital](const Glyph& each) { return each.letter == capital; });
    return found == std::end(glyphs) ? nullptr : found;
}

// Half way to a shade of grey.
void blend(Pixels& picture, std::size_t x, std::size_t y, unsigned shade) {
    if (x >= picture.width || y >= picture.height) return;
    std::uint8_t* pixel = picture.rgb.data() + (y * picture.width + x) * 3;
    for (std::size_t colour = 0; colour < 3; ++colour)
        pixel[colour] = static_cast<std::uint8_t>((pixel[colour] + shade) / 2);
}

void fill_dot(Pixels& picture, std::size_t x, std::size_t y, std::size_t dot, unsigned shade) {
    for (std::size_t down = 0; down < dot; ++down)
        for (std::size_t right = 0; right < dot; ++right)
            blend(picture, x + right, y + down, shade);
}

// Light letters with a dark edge to the lower right are read on snow and at night.
void write_letter(Pixels& picture, const Glyph& glyph, std::size_t x, std::size_t y,
                  std::size_t dot) {
    for (const bool is_edge : {true, false})
        for (std::size_t row = 0; row < glyph_rows; ++row)
            for (std::size_t column = 0; column < glyph_columns; ++column) {
                if ((glyph.rows[row] >> (glyph_columns - 1 - column) & 1) == 0) continue;
                const std::size_t off = is_edge ? std::max<std::size_t>(1, dot / 2) : 0;
                fill_dot(picture, x + column * dot + off, y + row * dot + off, dot,
                         is_edge ? 0 : 255);
            }
}

}  // namespace

void write_mark(Pixels& picture, std::string_view text) {
    if (std::min(picture.width, picture.height) < side_min || text.empty()) return;
    const std::size_t dot = std::max<std::size_t>(1, picture.width / letters_a_width / 2);
    const std::size_t width = (text.size() + 3) * advance * dot;
    const std::size_t step = std::max(picture.height / lines_a_picture, glyph_rows * dot * 2);
    for (std::size_t line = 0, y = step / 3; y < picture.height; ++line, y += step)
        for (std::size_t x = line % 2 == 0 ? dot : width / 2; x < picture.width; x += width)
            for (std::size_t i = 0; i < text.size(); ++i)
                if (const Glyph* glyph = glyph_of(text[i]))
                    write_letter(picture, *glyph, x + i * advance * dot, y, dot);
}

}  // namespace reader
