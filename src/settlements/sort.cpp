#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "grid.hpp"
#include "parallel.hpp"

namespace settlements {
namespace {

constexpr std::size_t band_households = std::size_t{1} << 15;
constexpr std::size_t few_households = std::size_t{1} << 13;  // in a band, where there are few
constexpr std::size_t bands_shared = 8;                       // enough for threads to share alike
constexpr std::size_t bands_max = 2048;
constexpr unsigned digit_bits_max = 12;

// Without initial values: many are made at once, and each is set before it is read.
struct Record {
    std::int32_t east, north;
    std::uint32_t id;
};

struct GeographicSource {
    const std::int32_t* lon;
    const std::int32_t* lat;
    std::int32_t west, south;

    GeographicSource(const GeographicPoints& points, const Frame& frame)
        : lon(points.lon_e7.data()),
          lat(points.lat_e7.data()),
          west(static_cast<std::int32_t>(frame.west())),
          south(static_cast<std::int32_t>(frame.south())) {}
    // As unsigned numbers: around half the world is more than a signed one holds.
    [[nodiscard]] std::uint32_t east(std::size_t i) const {
        return static_cast<std::uint32_t>(lon[i]) - static_cast<std::uint32_t>(west);
    }
    [[nodiscard]] std::uint32_t north(std::size_t i) const {
        return static_cast<std::uint32_t>(lat[i]) - static_cast<std::uint32_t>(south);
    }
};

struct PlaneSource {
    const std::int64_t* x;
    const std::int64_t* y;
    std::int64_t west, south;
    double steps;

    PlaneSource(const PlanePoints& points, const Frame& frame)
        : x(points.x_um.data()),
          y(points.y_um.data()),
          west(frame.west()),
          south(frame.south()),
          steps(frame.steps_per_um()) {}
    [[nodiscard]] std::uint32_t east(std::size_t i) const {
        return static_cast<std::uint32_t>(static_cast<double>(x[i] - west) * steps);
    }
    [[nodiscard]] std::uint32_t north(std::size_t i) const {
        return static_cast<std::uint32_t>(static_cast<double>(y[i] - south) * steps);
    }
};

// Whole rows in bands, so that a band fits the cache.
struct Bands {
    std::uint32_t rows_each = 1;
    std::size_t count = 1;
    std::vector<std::uint32_t> begin;  // by band, and one more

    Bands(const Frame& frame, std::size_t households) {
        const std::size_t least = std::min(households / few_households, bands_shared);
        const std::size_t wanted =
            std::clamp<std::size_t>(std::max(households / band_households, least), 1, bands_max);
        rows_each = static_cast<std::uint32_t>((frame.rows() + wanted - 1) / wanted);
        count = (frame.rows() + rows_each - 1) / rows_each;
    }
};

class BandOf {
public:
    BandOf(const Frame& frame, const Bands& bands)
        : inverse_(1.0 / (double(frame.row_height()) * bands.rows_each)) {}
    std::uint32_t operator()(std::uint32_t north) const {
        return static_cast<std::uint32_t>((north + 0.5) * inverse_);
    }

private:
    double inverse_;
};

// Each thread sets its own stretch of new memory first: two that came to the same huge page at once
// would both clear one, for one to be thrown away.
void touch(Buffer<Record>& records, Team& team) {
    if (team.size() == 1) return;
    constexpr std::size_t stretch = 4 * huge_page_bytes / sizeof(Record);
    team.for_each((records.size() + stretch - 1) / stretch, [&](std::size_t part) {
        const std::size_t end = std::min(records.size(), (part + 1) * stretch);
        for (std::size_t i = part * stretch; i < end; i += 4096 / sizeof(Record)) records[i].id = 0;
    });
}

template <class Source>
Buffer<Record> partition(const Source& source, const Frame& frame, Bands& bands,
                         std::size_t households, Team& team) {
    const auto parts = team.size();
    const std::size_t each = (households + parts - 1) / parts;
    const BandOf band_of(frame, bands);
    std::vector<std::vector<std::uint32_t>> next(parts);
    team.for_each(parts, [&](std::size_t part) {
        next[part].assign(bands.count, 0);
        const std::size_t end = std::min(households, (part + 1) * each);
        for (std::size_t i = part * each; i < end; ++i) ++next[part][band_of(source.north(i))];
    });
    std::uint32_t total = 0;
    for (std::size_t band = 0; band < bands.count; ++band) {
        bands.begin.push_back(total);
        for (auto& counts : next) total += std::exchange(counts[band], total);
    }
    bands.begin.push_back(total);
    Buffer<Record> records(households);
    touch(records, team);
    team.for_each(parts, [&](std::size_t part) {
        const std::size_t end = std::min(households, (part + 1) * each);
        for (std::size_t i = part * each; i < end; ++i) {
            const std::uint32_t north = source.north(i);
            records[next[part][band_of(north)]++] = {static_cast<std::int32_t>(source.east(i)),
                                                     static_cast<std::int32_t>(north),
                                                     static_cast<std::uint32_t>(i)};
        }
    });
    return records;
}

template <class Key>
struct Keyed {
    Key key = 0;
    std::uint32_t place = 0;
};

// Least significant digit first; stable.
template <class Key>
void sort_by_key(std::vector<Keyed<Key>>& keyed, std::vector<Keyed<Key>>& spare, Key key_max) {
    const auto bits = static_cast<unsigned>(std::bit_width(key_max));
    const unsigned passes = std::max(1U, (bits + digit_bits_max - 1) / digit_bits_max);
    const unsigned digit = std::max(1U, (bits + passes - 1) / passes);
    spare.resize(keyed.size());
    std::vector<std::uint32_t> count(std::size_t{1} << digit);
    for (unsigned pass = 0; pass < passes; ++pass) {
        const unsigned shift = pass * digit;
        const auto mask = static_cast<Key>(count.size() - 1);
        std::ranges::fill(count, 0);
        for (const auto& one : keyed) ++count[(one.key >> shift) & mask];
        std::uint32_t total = 0;
        for (auto& one : count) total += std::exchange(one, total);
        for (const auto& one : keyed) spare[count[(one.key >> shift) & mask]++] = one;
        keyed.swap(spare);
    }
}

struct BandCounts {
    std::uint32_t cells = 0, rows = 0;
};

constexpr std::uint8_t starts_cell = 1;
constexpr std::uint8_t starts_row = 2;

// `Key` holds the number of every cell of a band.
template <class Key>
class BandSorter {
public:
    BandSorter(Grid& grid, const Bands& bands) : grid_(grid), bands_(bands) {}

    BandCounts sort(std::size_t band, const Record* records) {
        const std::uint32_t begin = bands_.begin[band];
        const std::uint32_t size = bands_.begin[band + 1] - begin;
        const auto row_first = static_cast<std::uint32_t>(band) * bands_.rows_each;
        const auto columns = static_cast<Key>(grid_.frame.columns());
        keyed_.resize(size);
        for (std::uint32_t i = 0; i < size; ++i) {
            const Record& record = records[begin + i];
            const std::uint32_t row = grid_.frame.row_of(static_cast<std::uint32_t>(record.north));
            const std::uint32_t column =
                grid_.frame.column_of(static_cast<std::uint32_t>(record.east), row);
            keyed_[i] = {static_cast<Key>((row - row_first) * columns + column), begin + i};
        }
        sort_by_key(keyed_, spare_, static_cast<Key>(bands_.rows_each * columns - 1));
        return place(begin, records, columns);
    }

private:
    BandCounts place(std::uint32_t begin, const Record* records, Key columns) {
        BandCounts counts;
        std::uint64_t before = ~std::uint64_t{0};
        std::uint64_t row_end = 0;
        std::uint32_t at = begin;
        for (const auto& one : keyed_) {
            const Record& record = records[one.place];
            grid_.east[at] = record.east;
            grid_.north[at] = record.north;
            grid_.id[at] = record.id;
            std::uint8_t mark = 0;
            if (one.key != before) {
                mark = starts_cell;
                ++counts.cells;
                if (one.key >= row_end || before == ~std::uint64_t{0}) {
                    mark |= starts_row;
                    ++counts.rows;
                    row_end = (std::uint64_t{one.key} / columns + 1) * columns;
                }
                before = one.key;
            }
            grid_.mark[at++] = mark;
        }
        return counts;
    }

    Grid& grid_;
    const Bands& bands_;
    std::vector<Keyed<Key>> keyed_, spare_;
};

template <class Key>
std::vector<BandCounts> sort_bands(Grid& grid, const Bands& bands, const Record* records,
                                   Team& team) {
    std::vector<BandCounts> counts(bands.count);
    std::atomic<std::size_t> next = 0;
    team.for_each(team.size(), [&](std::size_t) {
        BandSorter<Key> sorter(grid, bands);
        for (std::size_t band = next++; band < bands.count; band = next++)
            if (bands.begin[band] < bands.begin[band + 1])
                counts[band] = sorter.sort(band, records);
    });
    return counts;
}

void list_cells(Grid& grid, const Bands& bands, const std::vector<BandCounts>& counts, Team& team) {
    std::vector<BandCounts> before(bands.count + 1);
    for (std::size_t band = 0; band < bands.count; ++band)
        before[band + 1] = {before[band].cells + counts[band].cells,
                            before[band].rows + counts[band].rows};
    const BandCounts all = before.back();
    grid.cell_first = Buffer<std::uint32_t>(all.cells + 1);
    grid.cell_west = Buffer<std::int32_t>(all.cells + lanes_max);
    std::fill_n(grid.cell_west.data() + all.cells, lanes_max, 0);
    grid.rows.resize(all.rows + 1);
    grid.cell_first[all.cells] = bands.begin.back();
    grid.rows[all.rows] = {0, all.cells};
    team.for_each(bands.count, [&](std::size_t band) {
        std::uint32_t cell = before[band].cells;
        std::uint32_t row_index = before[band].rows;
        std::uint32_t row = 0;
        for (std::uint32_t i = bands.begin[band]; i < bands.begin[band + 1]; ++i) {
            if (grid.mark[i] == 0) continue;
            if (grid.mark[i] & starts_row) {
                row = grid.frame.row_of(static_cast<std::uint32_t>(grid.north[i]));
                grid.rows[row_index++] = {row, cell};
            }
            grid.cell_first[cell] = i;
            grid.cell_west[cell++] = static_cast<std::int32_t>(
                grid.frame.column_of(static_cast<std::uint32_t>(grid.east[i]), row) *
                grid.frame.width_of(row));
        }
    });
}

}  // namespace

Grid make_grid(const Points& points, std::int64_t radius_mm, Team& team) {
    Grid grid(points, radius_mm, team);
    const std::size_t households = count_of(points);
    Bands bands(grid.frame, households);
    Buffer<Record> records;
    if (const auto* plane = std::get_if<PlanePoints>(&points))
        records = partition(PlaneSource(*plane, grid.frame), grid.frame, bands, households, team);
    else
        records = partition(GeographicSource(std::get<GeographicPoints>(points), grid.frame),
                            grid.frame, bands, households, team);
    for (auto* column : {&grid.east, &grid.north}) {
        *column = Buffer<std::int32_t>(households + lanes_max);
        std::fill_n(column->data() + households, lanes_max, 0);
    }
    grid.id = Buffer<std::uint32_t>(households);
    grid.mark = Buffer<std::uint8_t>(households);
    const bool short_keys =
        std::uint64_t{bands.rows_each} * grid.frame.columns() <= std::uint64_t{1} << 32;
    const auto counts = short_keys ? sort_bands<std::uint32_t>(grid, bands, records.data(), team)
                                   : sort_bands<std::uint64_t>(grid, bands, records.data(), team);
    records.clear();
    list_cells(grid, bands, counts, team);
    return grid;
}

}  // namespace settlements
