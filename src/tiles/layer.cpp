#include "tiles/layer.hpp"

#include <algorithm>
#include <numeric>
#include <protozero/pbf_writer.hpp>
#include <stdexcept>
#include <utility>

namespace tiles {
namespace {

// MVT 2.1 section 4.4: string_value = 1, double_value = 3, int_value = 4, sint_value = 6.
std::string encoded(const Value& value) {
    std::string bytes;
    protozero::pbf_writer writer(bytes);
    if (const auto* text = std::get_if<std::string>(&value)) {
        writer.add_string(1, *text);
    } else if (const auto* number = std::get_if<double>(&value)) {
        writer.add_double(3, *number);
    } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
        if (*whole < 0)
            writer.add_sint64(6, *whole);
        else
            writer.add_int64(4, *whole);
    }
    return bytes;
}

std::uint64_t spread(std::uint64_t value) {
    value = (value | (value << 16U)) & 0x0000FFFF0000FFFFU;
    value = (value | (value << 8U)) & 0x00FF00FF00FF00FFU;
    value = (value | (value << 4U)) & 0x0F0F0F0F0F0F0F0FU;
    value = (value | (value << 2U)) & 0x3333333333333333U;
    return (value | (value << 1U)) & 0x5555555555555555U;
}

std::uint64_t gathered(std::uint64_t value) {
    value &= 0x5555555555555555U;
    value = (value | (value >> 1U)) & 0x3333333333333333U;
    value = (value | (value >> 2U)) & 0x0F0F0F0F0F0F0F0FU;
    value = (value | (value >> 4U)) & 0x00FF00FF00FF00FFU;
    value = (value | (value >> 8U)) & 0x0000FFFF0000FFFFU;
    return (value | (value >> 16U)) & 0x00000000FFFFFFFFU;
}

template <class T>
std::vector<T> arranged(const std::vector<T>& values, const std::vector<std::uint32_t>& order,
                        std::size_t width = 1) {
    std::vector<T> result;
    result.reserve(values.size());
    for (const std::uint32_t index : order)
        for (std::size_t i = 0; i < width; ++i) result.push_back(values[index * width + i]);
    return result;
}

}  // namespace

std::uint64_t curve_place(WorldPoint point) {
    return spread(static_cast<std::uint64_t>(point.x)) |
           (spread(static_cast<std::uint64_t>(point.y)) << 1U);
}

WorldPoint curve_point(std::uint64_t place) {
    return {static_cast<std::int64_t>(gathered(place)),
            static_cast<std::int64_t>(gathered(place >> 1U))};
}

std::size_t Layer::bytes() const {
    std::size_t total = sizeof(Layer);
    for (const auto& word : words) total += sizeof(std::string) + word.capacity();
    return total + word_of.capacity() * sizeof(std::uint32_t) + ids.capacity() * 8 +
           curve.capacity() * 8 + shapes.capacity() * sizeof(Shape) +
           stretches.capacity() * sizeof(Stretch) + vertices.capacity() * sizeof(WorldPoint);
}

LayerBuilder::LayerBuilder(std::string name, Kind kind, std::vector<std::string> columns) {
    if (columns.size() > columns_max) throw std::invalid_argument("a layer has 40 columns at most");
    layer_.name = std::move(name);
    layer_.kind = kind;
    layer_.columns = std::move(columns);
}

std::uint32_t LayerBuilder::word(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return 0;
    std::string bytes = encoded(value);
    const auto [found, is_new] =
        words_.try_emplace(std::move(bytes), static_cast<std::uint32_t>(words_.size() + 1));
    if (is_new) layer_.words.push_back(found->first);
    return found->second;
}

void LayerBuilder::add_values(std::int64_t id, std::span<const Value> values) {
    layer_.ids.push_back(id);
    for (const Value& value : values) layer_.word_of.push_back(word(value));
}

void LayerBuilder::add_point(std::int64_t id, geo::Position position,
                             std::span<const Value> values) {
    layer_.curve.push_back(curve_place(world_point(position)));
    add_values(id, values);
}

void LayerBuilder::add(std::int64_t id, std::span<const Path> paths,
                       std::span<const Value> values) {
    if (layer_.kind == Kind::point) {
        if (!paths.empty() && !paths[0].positions.empty())
            add_point(id, paths[0].positions[0], values);
        return;
    }
    Layer::Shape shape;
    shape.first = static_cast<std::uint32_t>(layer_.stretches.size());
    for (const Path& path : paths) {
        if (path.positions.empty()) continue;
        layer_.stretches.push_back({static_cast<std::uint32_t>(layer_.vertices.size()),
                                    static_cast<std::uint32_t>(path.positions.size()),
                                    path.is_hole});
        for (const geo::Position position : path.positions) {
            const WorldPoint at = world_point(position);
            const bool is_first = shape.count == 0;
            shape.low = is_first
                            ? at
                            : WorldPoint{std::min(shape.low.x, at.x), std::min(shape.low.y, at.y)};
            shape.high =
                is_first ? at
                         : WorldPoint{std::max(shape.high.x, at.x), std::max(shape.high.y, at.y)};
            shape.count = 1;
            layer_.vertices.push_back(at);
        }
    }
    shape.count = static_cast<std::uint32_t>(layer_.stretches.size()) - shape.first;
    if (shape.count == 0) return;
    layer_.shapes.push_back(shape);
    add_values(id, values);
}

Layer LayerBuilder::finish() {
    std::vector<std::uint32_t> order(layer_.ids.size());
    std::iota(order.begin(), order.end(), 0U);
    const bool points = layer_.kind == Kind::point;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
        if (points && layer_.curve[a] != layer_.curve[b]) return layer_.curve[a] < layer_.curve[b];
        return layer_.ids[a] < layer_.ids[b];
    });
    layer_.ids = arranged(layer_.ids, order);
    layer_.word_of = arranged(layer_.word_of, order, layer_.columns.size());
    if (points)
        layer_.curve = arranged(layer_.curve, order);
    else
        layer_.shapes = arranged(layer_.shapes, order);
    words_.clear();
    return std::move(layer_);
}

}  // namespace tiles
