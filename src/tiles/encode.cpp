#include "tiles/encode.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>

#include "tiles/clip.hpp"
#include "writer.hpp"

namespace tiles {
namespace {

constexpr int world_bits = 32;
constexpr int extent_bits = 12;
static_assert(extent == 1 << extent_bits);

struct Stretch {
    std::size_t first = 0, last = 0;
};

// The points of a tile are one stretch of the curve.
Stretch stretch_of(const Layer& layer, TileName tile) {
    const int shift = world_bits - tile.zoom;
    const std::uint64_t from = curve_place(
        {static_cast<std::int64_t>(tile.x) << shift, static_cast<std::int64_t>(tile.y) << shift});
    const auto first = std::lower_bound(layer.curve.begin(), layer.curve.end(), from);
    auto last = layer.curve.end();
    if (tile.zoom > 0) {
        const std::uint64_t most = from + ((std::uint64_t{1} << (2 * shift)) - 1);
        last = std::upper_bound(first, layer.curve.end(), most);
    }
    return {static_cast<std::size_t>(first - layer.curve.begin()),
            static_cast<std::size_t>(last - layer.curve.begin())};
}

int grid_shift(TileName tile) {
    return world_bits - tile.zoom - extent_bits;
}

GridPoint on_grid(WorldPoint at, TileName tile) {
    const int shift = grid_shift(tile);
    return {(at.x >> shift) - (static_cast<std::int64_t>(tile.x) << extent_bits),
            (at.y >> shift) - (static_cast<std::int64_t>(tile.y) << extent_bits)};
}

std::uint32_t zigzag(std::int64_t value) {
    return static_cast<std::uint32_t>((value << 1) ^ (value >> 63));
}

// Commands of MVT 2.1 section 4.3: 1 MoveTo, 2 LineTo, 7 ClosePath, with their count above.
class Commands {
public:
    void path(const GridPath& path, bool closed) {
        words_.push_back((1U << 3U) | 1U);
        move(path[0]);
        words_.push_back((static_cast<std::uint32_t>(path.size() - 1) << 3U) | 2U);
        for (std::size_t i = 1; i < path.size(); ++i) move(path[i]);
        if (closed) words_.push_back((1U << 3U) | 7U);
    }
    [[nodiscard]] const std::vector<std::uint32_t>& words() const { return words_; }

private:
    void move(GridPoint to) {
        words_.push_back(zigzag(to.x - at_.x));
        words_.push_back(zigzag(to.y - at_.y));
        at_ = to;
    }
    std::vector<std::uint32_t> words_;
    GridPoint at_;
};

constexpr Square square{-buffer_units, extent + buffer_units};

GridPath grid_path(const Layer& layer, const Layer::Stretch& stretch, TileName tile) {
    GridPath path;
    path.reserve(stretch.count);
    for (std::uint32_t i = 0; i < stretch.count; ++i)
        path.push_back(on_grid(layer.vertices[stretch.first + i], tile));
    return path;
}

void add_line(Commands& commands, const GridPath& line) {
    for (const GridPath& part : clipped_line(line, square)) {
        const GridPath simple = simplified_line(part);
        if (simple.size() > 1) commands.path(simple, false);
    }
}

// An outer ring with its holes, cut to the square, each turned the way it must be
// (section 4.3.3.3).
class Area {
public:
    explicit Area(Commands& commands) : commands_(commands) {}
    ~Area() { draw(); }
    Area(const Area&) = delete;
    Area& operator=(const Area&) = delete;

    void add(const GridPath& path, bool is_hole) {
        if (!is_hole) draw();
        if (is_hole && rings_.empty()) return;
        GridPath ring = simplified_ring(clipped_ring(path, square));
        const std::int64_t area = doubled_area(ring);
        if (area == 0) return;
        if ((area > 0) == is_hole) std::reverse(ring.begin(), ring.end());
        constexpr std::int64_t side = square.high - square.low;
        is_all_hole_ = is_all_hole_ || (is_hole && std::abs(area) == 2 * side * side);
        rings_.push_back(std::move(ring));
    }

private:
    void draw() {
        if (!is_all_hole_)
            for (const GridPath& ring : rings_) commands_.path(ring, true);
        rings_.clear();
        is_all_hole_ = false;
    }
    Commands& commands_;
    std::vector<GridPath> rings_;
    bool is_all_hole_ = false;
};

std::vector<std::uint32_t> line_geometry(const Layer& layer, const Layer::Shape& shape,
                                         TileName tile) {
    Commands commands;
    for (std::uint32_t i = 0; i < shape.count; ++i)
        add_line(commands, grid_path(layer, layer.stretches[shape.first + i], tile));
    return commands.words();
}

std::vector<std::uint32_t> area_geometry(const Layer& layer, const Layer::Shape& shape,
                                         TileName tile) {
    Commands commands;
    {
        Area area(commands);
        for (std::uint32_t i = 0; i < shape.count; ++i) {
            const Layer::Stretch& stretch = layer.stretches[shape.first + i];
            area.add(grid_path(layer, stretch, tile), stretch.is_hole);
        }
    }
    return commands.words();
}

bool touches(const Layer::Shape& shape, TileName tile) {
    const GridPoint low = on_grid(shape.low, tile);
    const GridPoint high = on_grid(shape.high, tile);
    return high.x >= square.low && low.x <= square.high && high.y >= square.low &&
           low.y <= square.high;
}

std::string encode_shapes(const Layer& layer, TileName tile) {
    LayerWriter writer(layer, 0);
    for (std::size_t i = 0; i < layer.shapes.size(); ++i) {
        if (!touches(layer.shapes[i], tile)) continue;
        const auto geometry = layer.kind == Kind::line
                                  ? line_geometry(layer, layer.shapes[i], tile)
                                  : area_geometry(layer, layer.shapes[i], tile);
        if (!geometry.empty()) writer.shape(i, geometry);
    }
    return writer.finish();
}

void write_point(LayerWriter& writer, const Layer& layer, std::size_t feature, TileName tile) {
    const GridPoint at = on_grid(curve_point(layer.curve[feature]), tile);
    writer.point(feature, static_cast<std::uint32_t>(at.x), static_cast<std::uint32_t>(at.y));
}

// string_value: tag 0x0a, length, bytes.
std::optional<std::string> text_of(const std::string& word) {
    if (word.empty() || word[0] != '\x0a') return std::nullopt;
    std::size_t at = 1;
    while (at < word.size() && (static_cast<unsigned char>(word[at]) & 0x80U) != 0) ++at;
    return word.substr(at + 1);
}

class Clusters {
public:
    Clusters(const Layer& layer, TileName tile, std::string_view tally)
        : layer_(layer), tile_(tile), tally_(tally) {
        const auto found = std::find(layer.columns.begin(), layer.columns.end(), tally);
        if (!tally.empty() && found != layer.columns.end())
            column_ = static_cast<std::size_t>(found - layer.columns.begin());
    }

    void write(LayerWriter& writer, Stretch cell) const {
        if (cell.last - cell.first == 1) return write_point(writer, layer_, cell.first, tile_);
        const auto count = static_cast<std::int64_t>(cell.last - cell.first);
        std::int64_t x = 0, y = 0;  // below 2^21 points of 2^32 units: no overflow below 2^31
        for (std::size_t i = cell.first; i < cell.last; ++i) {
            const WorldPoint at = curve_point(layer_.curve[i]);
            x += at.x;
            y += at.y;
        }
        const GridPoint middle = on_grid({x / count, y / count}, tile_);
        writer.cluster(static_cast<std::uint32_t>(middle.x), static_cast<std::uint32_t>(middle.y),
                       numbers(cell, count));
    }

private:
    [[nodiscard]] LayerWriter::Numbers numbers(Stretch cell, std::int64_t count) const {
        LayerWriter::Numbers result{{"count", count}};
        if (!column_) return result;
        std::map<std::string, std::int64_t> tally;
        std::map<std::uint32_t, std::int64_t> by_word;
        for (std::size_t i = cell.first; i < cell.last; ++i)
            ++by_word[layer_.word_of[i * layer_.columns.size() + *column_]];
        for (const auto& [word, number] : by_word)
            if (const auto text = word > 0 ? text_of(layer_.words[word - 1]) : std::nullopt)
                tally[tally_ + ":" + *text] = number;
        result.insert(result.end(), tally.begin(), tally.end());
        return result;
    }

    const Layer& layer_;
    TileName tile_;
    std::string tally_;
    std::optional<std::size_t> column_;
};

}  // namespace

std::string encode(const Layer& layer, TileName tile) {
    if (layer.kind != Kind::point) return encode_shapes(layer, tile);
    const Stretch stretch = stretch_of(layer, tile);
    if (stretch.first == stretch.last) return {};
    LayerWriter writer(layer, stretch.last - stretch.first);
    for (std::size_t i = stretch.first; i < stretch.last; ++i) write_point(writer, layer, i, tile);
    return writer.finish();
}

std::string encode_clusters(const Layer& layer, TileName tile, std::string_view tally) {
    const Stretch stretch = stretch_of(layer, tile);
    if (stretch.first == stretch.last) return {};
    LayerWriter writer(layer, std::size_t{1} << (2 * cell_bits));
    const Clusters clusters(layer, tile, tally);
    const int shift = 2 * (world_bits - tile.zoom - cell_bits);
    for (std::size_t first = stretch.first; first < stretch.last;) {
        const std::uint64_t cell = layer.curve[first] >> shift;
        std::size_t last = first + 1;
        while (last < stretch.last && layer.curve[last] >> shift == cell) ++last;
        clusters.write(writer, {first, last});
        first = last;
    }
    return writer.finish();
}

std::size_t count_in(const Layer& layer, TileName tile) {
    const Stretch stretch = stretch_of(layer, tile);
    return stretch.last - stretch.first;
}

}  // namespace tiles
