#include "pixels.hpp"

#include <algorithm>
#include <array>

namespace reader {
namespace {

constexpr std::size_t colours = 3;
constexpr std::size_t grid_columns = 9;
constexpr std::size_t grid_rows = 8;
constexpr int grey_difference_min = 8;

// Where a picture's pixel stands once it is upright.
struct Place {
    std::size_t x = 0, y = 0;
};

Place source_of(const Pixels& from, int orientation, Place to) {
    const std::size_t right = from.width - 1;
    const std::size_t bottom = from.height - 1;
    switch (orientation) {
        case 2:
            return {right - to.x, to.y};
        case 3:
            return {right - to.x, bottom - to.y};
        case 4:
            return {to.x, bottom - to.y};
        case 5:
            return {to.y, to.x};
        case 6:
            return {to.y, bottom - to.x};
        case 7:
            return {right - to.y, bottom - to.x};
        case 8:
            return {right - to.y, to.x};
        default:
            return to;
    }
}

// Average of a rectangle's colours; at least one pixel.
std::array<std::uint64_t, colours> average(const Pixels& from, Place first, Place end) {
    end = {std::max(end.x, first.x + 1), std::max(end.y, first.y + 1)};
    std::array<std::uint64_t, colours> sum{};
    for (std::size_t y = first.y; y < end.y; ++y) {
        const std::uint8_t* pixel = from.rgb.data() + (y * from.width + first.x) * colours;
        for (std::size_t x = first.x; x < end.x; ++x)
            for (std::size_t c = 0; c < colours; ++c) sum[c] += *pixel++;
    }
    const std::uint64_t count = (end.x - first.x) * (end.y - first.y);
    for (auto& each : sum) each = (each + count / 2) / count;
    return sum;
}

}  // namespace

Pixels shrink(const Pixels& from, std::size_t side_max) {
    const std::size_t longer = std::max(from.width, from.height);
    if (longer <= side_max) return from;
    Pixels to{std::max<std::size_t>(1, from.width * side_max / longer),
              std::max<std::size_t>(1, from.height * side_max / longer),
              {}};
    to.rgb.reserve(to.width * to.height * colours);
    for (std::size_t y = 0; y < to.height; ++y)
        for (std::size_t x = 0; x < to.width; ++x) {
            const auto colour =
                average(from, {x * from.width / to.width, y * from.height / to.height},
                        {(x + 1) * from.width / to.width, (y + 1) * from.height / to.height});
            for (const auto each : colour) to.rgb.push_back(static_cast<std::uint8_t>(each));
        }
    return to;
}

Pixels turn_upright(const Pixels& from, int orientation) {
    if (orientation <= 1 || orientation > 8) return from;
    const bool on_its_side = orientation >= 5;
    Pixels to{on_its_side ? from.height : from.width, on_its_side ? from.width : from.height, {}};
    to.rgb.reserve(from.rgb.size());
    for (std::size_t y = 0; y < to.height; ++y)
        for (std::size_t x = 0; x < to.width; ++x) {
            const Place at = source_of(from, orientation, {x, y});
            const std::uint8_t* pixel = from.rgb.data() + (at.y * from.width + at.x) * colours;
            to.rgb.insert(to.rgb.end(), pixel, pixel + colours);
        }
    return to;
}

std::optional<std::uint64_t> likeness_of(const Pixels& picture) {
    std::array<int, grid_columns * grid_rows> grey{};
    for (std::size_t row = 0; row < grid_rows; ++row)
        for (std::size_t column = 0; column < grid_columns; ++column) {
            const auto colour = average(
                picture, {column * picture.width / grid_columns, row * picture.height / grid_rows},
                {(column + 1) * picture.width / grid_columns,
                 (row + 1) * picture.height / grid_rows});
            // Luma of ITU-R BT.601, times a thousand.
            grey[row * grid_columns + column] =
                static_cast<int>((299 * colour[0] + 587 * colour[1] + 114 * colour[2]) / 1000);
        }
    const auto [darkest, brightest] = std::minmax_element(grey.begin(), grey.end());
    if (*brightest - *darkest < grey_difference_min) return std::nullopt;
    std::uint64_t bits = 0;
    for (std::size_t row = 0; row < grid_rows; ++row)
        for (std::size_t column = 1; column < grid_columns; ++column) {
            const std::size_t at = row * grid_columns + column;
            bits = bits << 1U | static_cast<std::uint64_t>(grey[at] > grey[at - 1]);
        }
    return bits;
}

}  // namespace reader
