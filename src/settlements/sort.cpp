#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "grid.hpp"
#include "parallel.hpp"

namespace settlements {
namespace {

constexpr std::size_t band_households = std::size_t{1} << 15;
constexpr std::size_t few_households = std::size_t{1} << 12;  // in a band, where there are few
constexpr std::size_t bands_shared = 16;                      // enough for threads to share alike
constexpr std::size_t bands_max = 2048;
constexpr unsigned digit_bits = 12;

// Of a household: its steps east and north. Once a band is in order its records become its cells:
// the western edge, the row, the first household. Without initial values: many are made at once,
// and each is set before it is read.
struct Record {
    std::uint32_t east, north;
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
            records[next[part][band_of(north)]++] = {source.east(i), north,
                                                     static_cast<std::uint32_t>(i)};
        }
    });
    return records;
}

template <class Key>
struct Keyed {
    Key key = 0;
    Place place = 0;
    std::uint32_t id = 0;
};

// Least significant digit first; stable.
template <class Key>
void sort_by_key(std::vector<Keyed<Key>>& keyed, std::vector<Keyed<Key>>& spare, Key key_max) {
    const auto bits = static_cast<unsigned>(std::bit_width(key_max));
    const unsigned passes = std::max(1U, (bits + digit_bits - 1) / digit_bits);
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

// `Key` holds the number of every cell of a band.
template <class Key>
class BandSorter {
public:
    BandSorter(Grid& grid, const Bands& bands, Record* records)
        : grid_(grid), bands_(bands), records_(records), columns_(grid.frame.columns()) {}

    BandCounts sort(std::size_t band) {
        begin_ = bands_.begin[band];
        size_ = bands_.begin[band + 1] - begin_;
        row_first_ = static_cast<std::uint32_t>(band) * bands_.rows_each;
        row_end_ = 0;
        counts_ = {};
        const std::uint64_t cells = std::uint64_t{bands_.rows_each} * columns_;
        if (cells / 4 < size_)
            sort_by_counting(static_cast<std::uint32_t>(cells));
        else
            sort_by_digits(static_cast<Key>(cells - 1));
        return counts_;
    }

private:
    [[nodiscard]] Key key_of(const Record& record, std::uint32_t row) const {
        return static_cast<Key>((row - row_first_) * columns_ +
                                grid_.frame.column_of(record.east, row));
    }

    // Where the cells are few beside the households: each household goes where it belongs at once.
    void sort_by_counting(std::uint32_t cells) {
        ends_.assign(cells, 0);
        cell_of_.resize(size_);
        Record* records = records_ + begin_;
        for (std::uint32_t i = 0; i < size_; ++i) {
            Record& record = records[i];
            const std::uint32_t row = grid_.frame.row_of(record.north);
            const auto cell = static_cast<std::uint32_t>(key_of(record, row));
            record.east =
                static_cast<std::uint32_t>(grid_.frame.place_of(record.east, record.north, row));
            cell_of_[i] = cell;
            ++ends_[cell];
        }
        std::uint32_t total = begin_;
        for (std::uint32_t& end : ends_) total += std::exchange(end, total);
        for (std::uint32_t i = 0; i < size_; ++i) {
            const std::uint32_t at = ends_[cell_of_[i]]++;
            grid_.place[at] = static_cast<Place>(records[i].east);
            grid_.id[at] = records[i].id;
        }
        std::uint32_t first = begin_;
        for (std::uint32_t cell = 0; cell < cells; ++cell) {
            if (ends_[cell] == first) continue;
            add_cell(cell, first);
            first = ends_[cell];
        }
    }

    void sort_by_digits(Key key_max) {
        keyed_.resize(size_);
        for (std::uint32_t i = 0; i < size_; ++i) {
            const Record& record = records_[begin_ + i];
            const std::uint32_t row = grid_.frame.row_of(record.north);
            keyed_[i] = {key_of(record, row), grid_.frame.place_of(record.east, record.north, row),
                         record.id};
        }
        sort_by_key(keyed_, spare_, key_max);
        for (std::uint32_t i = 0; i < size_; ++i) {
            grid_.place[begin_ + i] = keyed_[i].place;
            grid_.id[begin_ + i] = keyed_[i].id;
            if (i == 0 || keyed_[i].key != keyed_[i - 1].key) add_cell(keyed_[i].key, begin_ + i);
        }
    }

    // Cells come in their order; each is written over a record of the band that is done with.
    void add_cell(std::uint64_t key, std::uint32_t first) {
        if (key >= row_end_) {
            ++counts_.rows;
            row_ = row_first_ + static_cast<std::uint32_t>(key / columns_);
            row_end_ = (key / columns_ + 1) * columns_;
        }
        const auto column = static_cast<std::uint32_t>(key - (row_end_ - columns_));
        records_[begin_ + counts_.cells++] = {column * grid_.frame.width_of(row_), row_, first};
    }

    Grid& grid_;
    const Bands& bands_;
    Record* records_;
    std::uint64_t columns_;
    std::uint32_t begin_ = 0, size_ = 0, row_first_ = 0, row_ = 0;
    std::uint64_t row_end_ = 0;
    BandCounts counts_;
    std::vector<std::uint32_t> ends_, cell_of_;
    std::vector<Keyed<Key>> keyed_, spare_;
};

template <class Key>
std::vector<BandCounts> sort_bands(Grid& grid, const Bands& bands, Record* records, Team& team) {
    std::vector<BandCounts> counts(bands.count);
    std::atomic<std::size_t> next = 0;
    team.for_each(team.size(), [&](std::size_t) {
        BandSorter<Key> sorter(grid, bands, records);
        for (std::size_t band = next++; band < bands.count; band = next++)
            if (bands.begin[band] < bands.begin[band + 1]) counts[band] = sorter.sort(band);
    });
    return counts;
}

GridRow row_at(const Frame& frame, std::uint32_t row, std::uint32_t first_cell) {
    const auto reach = [&](std::uint32_t other) {
        return static_cast<std::int32_t>(frame.reach_of(row, other));
    };
    return {row, first_cell, {reach(row), reach(row + 1), reach(row + 2)}};
}

void list_cells(Grid& grid, const Bands& bands, const std::vector<BandCounts>& counts,
                const Record* cells, Team& team) {
    std::vector<BandCounts> before(bands.count + 1);
    for (std::size_t band = 0; band < bands.count; ++band)
        before[band + 1] = {before[band].cells + counts[band].cells,
                            before[band].rows + counts[band].rows};
    const BandCounts all = before.back();
    grid.cell_first = Buffer<std::uint32_t>(all.cells + 1);
    grid.cell_west = Buffer<std::int32_t>(all.cells + read_beyond);
    std::fill_n(grid.cell_west.data() + all.cells, read_beyond, 0);
    grid.rows.resize(all.rows + 1);
    grid.cell_first[all.cells] = bands.begin.back();
    grid.rows[all.rows].first_cell = all.cells;
    team.for_each(bands.count, [&](std::size_t band) {
        const Record* cell = cells + bands.begin[band];
        std::uint32_t row_index = before[band].rows;
        for (std::uint32_t i = before[band].cells; i < before[band + 1].cells; ++i, ++cell) {
            if (i == before[band].cells || cell->north != cell[-1].north)
                grid.rows[row_index++] = row_at(grid.frame, cell->north, i);
            grid.cell_first[i] = cell->id;
            grid.cell_west[i] = static_cast<std::int32_t>(cell->east);
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
    grid.place = Buffer<Place>(households + read_beyond);
    std::fill_n(grid.place.data() + households, read_beyond, 0);
    grid.id = Buffer<std::uint32_t>(households);
    grid.mark = Buffer<std::uint8_t>(households + read_beyond);
    std::fill_n(grid.mark.data() + households, read_beyond, 0);
    const bool short_keys =
        std::uint64_t{bands.rows_each} * grid.frame.columns() <= std::uint64_t{1} << 32;
    const auto counts = short_keys ? sort_bands<std::uint32_t>(grid, bands, records.data(), team)
                                   : sort_bands<std::uint64_t>(grid, bands, records.data(), team);
    list_cells(grid, bands, counts, records.data(), team);
    return grid;
}

}  // namespace settlements
