#pragma once

#include <array>
#include <cstdint>

namespace settlements {

/// A position in 32 bits: north in the high half, east in the low, each in short units and modulo
/// 2¹⁶. Up to four radii away a difference modulo 2¹⁶ is the difference.
using Place = std::int32_t;

/// Short units in a radius.
constexpr int short_units = 8'000;

/// `place` moved by `step`, each half by itself.
constexpr Place moved(Place place, Place step) {
    const auto a = static_cast<std::uint32_t>(place);
    const auto b = static_cast<std::uint32_t>(step);
    return static_cast<Place>(((a & 0xffff0000U) + (b & 0xffff0000U)) | ((a + b) & 0xffffU));
}

constexpr Place place_at(std::uint32_t east, std::uint32_t north) {
    return static_cast<Place>(north << 16U | (east & 0xffffU));
}

/// The step that undoes `step`.
constexpr Place back(Place step) {
    const auto bits = static_cast<std::uint32_t>(step);
    return place_at(0U - bits, 0U - (bits >> 16U));
}

/// Square of the fast distance, in short units.
constexpr std::int32_t short_square(Place a, Place b) {
    const Place step = moved(a, back(b));
    const auto east = static_cast<std::uint32_t>(static_cast<std::int16_t>(step));
    const auto north = static_cast<std::uint32_t>(step >> 16);
    return static_cast<std::int32_t>(east * east + north * north);
}

/// Squares up to `certain` are within the radius, beyond `possible` they are not.
struct Limits {
    std::int32_t certain = 0, possible = 0;
};

/// A stretch of households of one row in the order of the grid.
struct NearRange {
    std::uint32_t begin = 0, end = 0;
    Place shift = 0;  ///< from the asker's place in its own row to its place in this one
};

/// Behind the columns that vectors read, so many elements more.
constexpr std::uint32_t read_beyond = 32;

constexpr std::uint8_t not_core = 0;
constexpr std::uint8_t is_core = 1;

/// The households of some cells beside each other, and who stands near them.
struct Neighbourhood {
    const Place* places = nullptr;      ///< read up to `read_beyond` elements past a stretch
    std::uint32_t first = 0, last = 0;  ///< those who ask
    std::array<NearRange, 5> ranges;    ///< who is near, they themselves too
    std::uint32_t range_count = 0;
    const std::uint8_t* mark = nullptr;  ///< where given, by household: only `is_core` is near
    Limits limits;
};

/// How many are near one household.
struct NearCount {
    std::uint32_t certain = 0;
    std::uint32_t possible = 0;  ///< with the certain ones
};

constexpr std::int32_t any_will_do = -1;

/// Who is nearest to one household.
struct Nearest {
    std::int32_t square = 0;  ///< at least `limits.possible` + 1 when nobody is near
    std::uint32_t range = 0, at = 0;
    bool is_alone = true;  ///< no other may be as near
};

struct PairTask {
    const Place* places = nullptr;
    std::uint32_t begin = 0, end = 0;  ///< those who ask
    NearRange range;
    Limits limits;
};

/// For up to five rows, the cells that may hold neighbours of the cell asked for last.
struct Stretches {
    struct Row {
        std::uint32_t begin = 0, end = 0;  ///< cells
        std::uint32_t row_end = 0;
        std::int32_t west =
            0;  ///< a cell's edge has to be more than so far from that of the asker,
        std::int32_t east = 0;  ///< and not farther than this
    };
    std::uint32_t count = 0;
    Row rows[5];
};

constexpr std::uint32_t no_cell = ~std::uint32_t{0};

/// What stands in a stretch of cells, each with the cell it is linked to or `no_cell`.
struct Linked {
    std::uint32_t first = no_cell;  ///< the first that is linked
    bool alike = true;              ///< no other stands there
};

enum class Meeting : std::uint8_t { none, possible, certain };

/// The loops over pairs of households, in the widest vectors of this machine. Whatever their width,
/// they find the same.
struct NearLoops {
    /// Gives each asker its count, right at least as far as `wanted`.
    void (*count_around)(const Neighbourhood& around, std::uint32_t wanted, NearCount* counts);
    /// Gives each asker that is not marked its nearest; squares that differ by up to `nearly_same`
    /// count as the same. Where that is `any_will_do` only the squares are found.
    void (*find_nearest)(const Neighbourhood& around, std::int32_t nearly_same, Nearest* nearest);
    /// Whether an asker is within the radius of a household of the range.
    Meeting (*meet)(const PairTask& task);
    /// Moves the stretches on to the cells with edges from `first` to `last`, not west of those
    /// before. `edges` of cells are in order in each row; as with places, some behind the last are
    /// read.
    void (*move_to)(Stretches& stretches, const std::int32_t* edges, std::int32_t first,
                    std::int32_t last);
    /// What stands in any of the stretches; as with places, some cells behind the last are read.
    Linked (*look)(const Stretches& stretches, const std::uint32_t* linked);
};

const NearLoops& near_loops();

}  // namespace settlements
