#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "geo/datum.hpp"
#include "tiles/tile.hpp"

namespace tiles {

enum class Kind { point, line, polygon };

/// A value of one column; monostate: the feature has none.
using Value = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A line, or a ring of an area (closed or not). `is_hole`: it lies in the ring before it that is
/// none.
struct Path {
    std::vector<geo::Position> positions;
    bool is_hole = false;
};

/// Features of one layer, ready to be cut into tiles. Made by LayerBuilder; does not change.
struct Layer {
    struct Stretch {
        std::uint32_t first = 0, count = 0;  // of `vertices`
        bool is_hole = false;
    };
    struct Shape {
        WorldPoint low, high;
        std::uint32_t first = 0, count = 0;  // of `stretches`
    };

    std::string name;
    Kind kind = Kind::point;
    std::vector<std::string> columns;
    std::vector<std::string> words;      ///< every value once, as MVT writes it
    std::vector<std::uint32_t> word_of;  ///< feature by feature, column by column; 0: none
    std::vector<std::int64_t> ids;
    std::vector<std::uint64_t> curve;  ///< points: place on the Morton curve, rising
    std::vector<Shape> shapes;         ///< lines and areas, by id
    std::vector<Stretch> stretches;
    std::vector<WorldPoint> vertices;

    [[nodiscard]] std::size_t size() const { return ids.size(); }
    /// Memory held, about.
    [[nodiscard]] std::size_t bytes() const;
};

/// At most this many columns a layer.
constexpr std::size_t columns_max = 40;

/// Takes features in any order; equal sets make equal layers when their ids differ.
class LayerBuilder {
public:
    LayerBuilder(std::string name, Kind kind, std::vector<std::string> columns);
    /// One value a column. A point layer takes the first position.
    void add(std::int64_t id, std::span<const Path> paths, std::span<const Value> values);
    void add_point(std::int64_t id, geo::Position position, std::span<const Value> values);
    [[nodiscard]] Layer finish();

private:
    void add_values(std::int64_t id, std::span<const Value> values);
    std::uint32_t word(const Value& value);

    Layer layer_;
    std::unordered_map<std::string, std::uint32_t> words_;
};

/// The Morton code of a world point: y's bits above x's.
std::uint64_t curve_place(WorldPoint point);
WorldPoint curve_point(std::uint64_t place);

}  // namespace tiles
