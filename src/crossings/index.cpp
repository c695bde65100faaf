#include "index.hpp"

#include <array>

namespace crossings {
namespace {

constexpr std::uint32_t few_edges = 64;
constexpr std::uint64_t rows_max = std::int64_t{1} << 20;

std::uint32_t size_of(const exact::Box& box) {
    return static_cast<std::uint32_t>(
        std::max(std::int64_t{box.x_max} - box.x_min, std::int64_t{box.y_max} - box.y_min));
}

/// Three quarters of the shapes are no larger.
std::uint32_t usual_size(const std::vector<exact::Box>& boxes) {
    std::vector<std::uint32_t> sizes;
    const std::size_t step = boxes.size() / 4096 + 1;
    for (std::size_t i = 0; i < boxes.size(); i += step) sizes.push_back(size_of(boxes[i]));
    if (sizes.empty()) return 0;
    const auto at = sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() * 3 / 4);
    std::nth_element(sizes.begin(), at, sizes.end());
    return *at;
}

}  // namespace

void sort_by_key(std::vector<Keyed>& all) {
    std::uint64_t most = 0;
    for (const Keyed& each : all) most = std::max(most, each.key);
    std::vector<Keyed> other(all.size());
    for (unsigned shift = 0; shift < 64 && (most >> shift) != 0; shift += 11) {
        std::array<std::uint32_t, 2049> starts{};
        for (const Keyed& each : all) ++starts[((each.key >> shift) & 2047) + 1];
        for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
        for (const Keyed& each : all) other[starts[(each.key >> shift) & 2047]++] = each;
        all.swap(other);
    }
}

Index::Index(const Shapes& shapes, std::uint32_t least_side)
    : all_(shapes), boxes_(shapes.size()), bands_of_(shapes.size(), one_path) {
    for (std::uint32_t shape = 0; shape < shapes.size(); ++shape) {
        const std::uint32_t first = shapes.path_starts[shapes.shape_starts[shape]];
        const std::uint32_t end = shapes.path_starts[shapes.shape_starts[shape + 1]];
        exact::Box box;
        for (std::uint32_t i = first; i < end; ++i) box.add(shapes.points[i]);
        boxes_[shape] = box;
        if (first == end) continue;
        extent_.add({box.x_min, box.y_min});
        extent_.add({box.x_max, box.y_max});
        if (shapes.shape_starts[shape + 1] - shapes.shape_starts[shape] > 1)
            bands_of_[shape] = many_paths;
        if (end - first > few_edges) cut_into_bands(shape);
    }
    fill_levels(least_side);
}

void Index::fill_levels(std::uint32_t least_side) {
    if (extent_.x_min > extent_.x_max) return;
    // Wide enough that a search sees few rows and most shapes share the first level.
    const std::uint64_t side =
        std::max({std::uint64_t{4} * least_side, std::uint64_t{4} * usual_size(boxes_),
                  std::uint64_t{size_of(extent_)} / rows_max});
    while ((std::uint64_t{1} << base_shift_) < side) ++base_shift_;
    std::vector<std::vector<std::uint32_t>> members;
    for (std::uint32_t shape = 0; shape < boxes_.size(); ++shape) {
        if (boxes_[shape].x_min > boxes_[shape].x_max) continue;
        std::size_t level = 0;
        while ((std::uint64_t{1} << (base_shift_ + 2 * level)) < size_of(boxes_[shape])) ++level;
        if (members.size() <= level) members.resize(level + 1);
        members[level].push_back(shape);
    }
    for (unsigned level = 0; level < members.size(); ++level) {
        if (members[level].empty()) continue;
        levels_.emplace_back().shift = base_shift_ + 2 * level;
        fill(levels_.back(), members[level]);
    }
}

void Index::fill(Level& level, const std::vector<std::uint32_t>& members) const {
    const std::int64_t width = std::int64_t{extent_.x_max} - extent_.x_min;
    level.rows = ((std::int64_t{extent_.y_max} - extent_.y_min) >> level.shift) + 1;
    do {
        level.columns = (width >> (level.shift + level.column_shift)) + 1;
        // Two entries a shape keep the table in the cache; a row has one at least.
        if (level.rows * level.columns <= 2 * static_cast<std::int64_t>(members.size())) break;
        ++level.column_shift;
    } while (level.columns > 1);
    const auto cell = [&](std::uint32_t shape) {
        const std::int64_t row = (std::int64_t{boxes_[shape].y_min} - extent_.y_min) >> level.shift;
        const std::int64_t column = (std::int64_t{boxes_[shape].x_min} - extent_.x_min) >>
                                    (level.shift + level.column_shift);
        return static_cast<std::size_t>(row * level.columns + column);
    };
    level.starts.assign(static_cast<std::size_t>(level.rows * level.columns) + 1, 0);
    for (const std::uint32_t shape : members) {
        level.reach = std::max<std::int64_t>(level.reach, size_of(boxes_[shape]));
        ++level.starts[cell(shape) + 1];
    }
    for (std::size_t i = 1; i < level.starts.size(); ++i) level.starts[i] += level.starts[i - 1];
    level.boxes.resize(members.size());
    level.entries.resize(members.size());
    std::vector<std::uint32_t> next(level.starts.begin(), level.starts.end() - 1);
    for (const std::uint32_t shape : members) {
        const std::uint32_t at = next[cell(shape)]++;
        level.boxes[at] = boxes_[shape];
        level.entries[at] = entry_of(shape);
    }
}

Index::Entry Index::entry_of(std::uint32_t shape) const {
    return {shape, all_.path_starts[all_.shape_starts[shape]],
            all_.path_starts[all_.shape_starts[shape + 1]], bands_of_[shape]};
}

// As many bands as keep the edges, counted once a band, below five times their number.
void Index::cut_into_bands(std::uint32_t shape) {
    const exact::Box& box = boxes_[shape];
    std::vector<std::uint32_t> edges;
    std::int64_t rise = 1;
    for (std::uint32_t path = all_.shape_starts[shape]; path < all_.shape_starts[shape + 1];
         ++path) {
        // A path of one point is no edge: such shapes keep to the plain walk.
        if (all_.path(path).size() == 1) return;
        for (std::uint32_t i = all_.path_starts[path]; i + 1 < all_.path_starts[path + 1]; ++i) {
            edges.push_back(i);
            rise += std::abs(std::int64_t{all_.points[i + 1].y} - all_.points[i].y);
        }
    }
    const std::int64_t height = std::int64_t{box.y_max} - box.y_min + 1;
    const auto count = static_cast<std::int64_t>(edges.size());
    const std::int64_t wanted = std::clamp<std::int64_t>(
        static_cast<std::int64_t>(4.0 * static_cast<double>(count) * static_cast<double>(height) /
                                  static_cast<double>(rise)),
        1, count);
    Bands bands;
    bands.y_min = box.y_min;
    bands.height = (height + wanted - 1) / wanted;
    bands.count = static_cast<std::uint32_t>((height + bands.height - 1) / bands.height);
    bands.first = static_cast<std::uint32_t>(band_starts_.size());
    const auto range = [&](std::uint32_t edge) {
        const auto [low, high] = std::minmax(all_.points[edge].y, all_.points[edge + 1].y);
        return std::pair((std::int64_t{low} - box.y_min) / bands.height,
                         (std::int64_t{high} - box.y_min) / bands.height);
    };
    std::vector<std::uint32_t> starts(bands.count + 1, 0);
    for (const std::uint32_t edge : edges) {
        const auto [low, high] = range(edge);
        for (auto band = low; band <= high; ++band) ++starts[static_cast<std::size_t>(band) + 1];
    }
    for (std::size_t band = 0; band < bands.count; ++band) starts[band + 1] += starts[band];
    const auto base = static_cast<std::uint32_t>(band_edges_.size());
    band_edges_.resize(base + starts.back());
    for (const std::uint32_t start : starts) band_starts_.push_back(base + start);
    for (const std::uint32_t edge : edges) {
        const auto [low, high] = range(edge);
        for (auto band = low; band <= high; ++band)
            band_edges_[base + starts[static_cast<std::size_t>(band)]++] = edge;
    }
    bands_of_[shape] = static_cast<std::int32_t>(bands_.size());
    bands_.push_back(bands);
}

std::uint64_t Index::cell_key(Point p) const {
    const auto cell = [&](std::int32_t value, std::int32_t least) {
        return static_cast<std::uint64_t>(std::clamp<std::int64_t>(
            (std::int64_t{value} - least) >> base_shift_, 0, std::int64_t{rows_max}));
    };
    const auto columns = static_cast<std::uint64_t>(
        ((std::int64_t{extent_.x_max} - extent_.x_min) >> base_shift_) + 2);
    return cell(p.y, extent_.y_min) * columns + std::min(cell(p.x, extent_.x_min), columns - 1);
}

}  // namespace crossings
