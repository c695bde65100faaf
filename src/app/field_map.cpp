#include "field_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "registers/geometry.hpp"
#include "store/map_store.hpp"
#include "text_json.hpp"
#include "tiles/clip.hpp"

namespace app {
namespace {

using nlohmann::ordered_json;
using registers::Declaration;
using tiles::GridPath;
using tiles::GridPoint;

// All of it in 1e-7 degrees, as rows are stored.
constexpr double parts = 1e7;
constexpr std::int64_t around = 50'000;    // 0.005°: about 500 m beside the outermost stop
constexpr std::int64_t finest_step = 100;  // about a metre
constexpr std::int64_t side_steps_max = 8192;

GridPoint in_parts(geo::Position at) {
    return {std::llround(at.lon_deg * parts), std::llround(at.lat_deg * parts)};
}

std::vector<GridPath> paths_of(std::string_view wkb) {
    std::vector<GridPath> paths;
    for (const auto& part : registers::wkb_paths(wkb)) {
        GridPath& path = paths.emplace_back();
        for (const geo::Position at : part.positions) path.push_back(in_parts(at));
    }
    return paths;
}

struct Box {
    GridPoint low{std::numeric_limits<std::int64_t>::max(),
                  std::numeric_limits<std::int64_t>::max()};
    GridPoint high{std::numeric_limits<std::int64_t>::min(),
                   std::numeric_limits<std::int64_t>::min()};

    void take(GridPoint point) {
        low = {std::min(low.x, point.x), std::min(low.y, point.y)};
        high = {std::max(high.x, point.x), std::max(high.y, point.y)};
    }
    [[nodiscard]] bool is_empty() const { return high.x < low.x; }
};

/// The square that is drawn.
struct Frame {
    GridPoint corner;
    std::int64_t side = 0;

    [[nodiscard]] registers::Envelope envelope() const {
        const auto degrees = [](std::int64_t value) { return static_cast<double>(value) / parts; };
        return {degrees(corner.x), degrees(corner.x + side), degrees(corner.y),
                degrees(corner.y + side)};
    }
};

Frame frame_of(const Box& box) {
    const std::int64_t width = box.high.x - box.low.x, height = box.high.y - box.low.y;
    const std::int64_t side = std::max(width, height) + 2 * around;
    return {{box.low.x - (side - width) / 2, box.low.y - (side - height) / 2}, side};
}

/// A row of a register with what it is called, before it is drawn.
struct Shape {
    std::int64_t id = 0;
    std::string name;
    std::vector<GridPath> paths;
};

// By id: the same rows in the same order, whichever database they come from.
std::vector<Shape> shapes_of(store::Connection& connection, const Declaration& declaration,
                             const char* name_field, const store::MapQuery& query,
                             const people::Access& who) {
    std::vector<std::size_t> fields;
    if (const auto name = declaration.find(name_field);
        name && !registers::is_personal(declaration.fields[*name]))
        fields.push_back(*name);
    people::Target about;
    about.register_name = declaration.name;
    std::vector<Shape> shapes;
    store::for_each_placed(
        connection, declaration, fields, query, people::reach(who, people::Right::read, about),
        [&](std::int64_t id, std::string_view wkb, std::span<const registers::Value> values) {
            const auto* name = values.empty() ? nullptr : std::get_if<std::string>(&values[0]);
            shapes.push_back({id, name ? *name : std::string{}, paths_of(wkb)});
        });
    std::ranges::sort(shapes, {}, &Shape::id);
    return shapes;
}

bool is_line(const Declaration& declaration) {
    return !declaration.is_ledger && declaration.geometry == registers::GeometryType::line;
}

const registers::Region* village_named(const Catalogue& catalogue, const std::string& code) {
    const auto* region = catalogue.regions.find_latest(code);
    return region && region->level == registers::RegionLevel::village ? region : nullptr;
}

/// What a frame shows, as fine as it is stored.
struct Content {
    Frame frame;
    std::vector<Shape> areas;
    struct Lines {
        const Declaration* declaration = nullptr;
        std::map<std::string, std::vector<GridPath>> by_name;
    };
    std::vector<Lines> lines;
};

std::optional<Frame> frame_around(store::Connection& connection, const Catalogue& catalogue,
                                  const people::Access& who, const TeamWork& work) {
    Box box;
    for (const geo::Position stop : work.stops) box.take(in_parts(stop));
    store::MapQuery own;
    own.scopes.emplace();
    for (const std::string& region : work.regions)
        if (village_named(catalogue, region)) own.scopes->push_back(region);
    for (const char* name : {"village", "boundary"})
        for (const Shape& shape :
             shapes_of(connection, catalogue.declaration(name), "region", own, who))
            for (const GridPath& path : shape.paths)
                for (const GridPoint point : path) box.take(point);
    if (box.is_empty()) return std::nullopt;
    return frame_of(box);
}

Content read_content(store::Connection& connection, const Catalogue& catalogue,
                     const people::Access& who, const TeamWork& work, const Frame& frame) {
    Content content{frame, {}, {}};
    store::MapQuery query;
    query.box = frame.envelope();
    for (const Declaration& declaration : catalogue.declarations) {
        if (!is_line(declaration)) continue;
        Content::Lines lines{&declaration, {}};
        for (Shape& shape : shapes_of(connection, declaration, "name", query, who))
            for (GridPath& path : shape.paths) lines.by_name[shape.name].push_back(std::move(path));
        content.lines.push_back(std::move(lines));
    }
    std::set<std::string> townships;
    for (const std::string& region : work.regions)
        if (const auto* village = village_named(catalogue, region))
            townships.insert(village->parent);
    query.scopes.emplace(townships.begin(), townships.end());
    content.areas = shapes_of(connection, catalogue.declaration("boundary"), "region", query, who);
    return content;
}

/// The content as coarse as a step.
class Drawing {
public:
    Drawing(const Content& content, std::int64_t step)
        : content_(content), step_(step), side_(content.frame.side / step + 1) {}

    [[nodiscard]] ordered_json json() const {
        return {{"west", content_.frame.corner.x},
                {"south", content_.frame.corner.y},
                {"step", step_},
                {"side", side_},
                {"areas", areas()},
                {"lines", lines()}};
    }

private:
    [[nodiscard]] GridPath on_grid(const GridPath& path) const {
        GridPath result;
        for (const GridPoint point : path)
            result.push_back({nearest(point.x - content_.frame.corner.x),
                              nearest(point.y - content_.frame.corner.y)});
        return result;
    }
    [[nodiscard]] std::int64_t nearest(std::int64_t value) const {
        const std::int64_t twice = 2 * value + step_;
        const std::int64_t whole = twice / (2 * step_);
        return whole - (twice % (2 * step_) < 0 ? 1 : 0);
    }

    static void add(ordered_json& paths, const GridPath& path) {
        ordered_json numbers = ordered_json::array();
        GridPoint before;
        for (const GridPoint point : path) {
            numbers.push_back(point.x - before.x);
            numbers.push_back(point.y - before.y);
            before = point;
        }
        paths.push_back(std::move(numbers));
    }

    // Cut a whole side outside the frame, where nobody sees it.
    [[nodiscard]] ordered_json areas() const {
        const tiles::Square wide{-side_, 2 * side_};
        ordered_json areas = ordered_json::array();
        for (const Shape& shape : content_.areas) {
            ordered_json area = ordered_json::array({shape.name});
            for (const GridPath& path : shape.paths)
                if (const GridPath ring =
                        tiles::simplified_ring(tiles::clipped_ring(on_grid(path), wide));
                    !ring.empty())
                    add(area, ring);
            if (area.size() > 1) areas.push_back(std::move(area));
        }
        return areas;
    }

    // Stretches that go on where the one before ends are one.
    [[nodiscard]] std::vector<GridPath> joined(const std::vector<GridPath>& paths) const {
        std::vector<GridPath> ways;
        for (const GridPath& path : paths) {
            const GridPath next = on_grid(path);
            if (next.empty()) continue;
            if (ways.empty() || ways.back().back() != next.front())
                ways.push_back(next);
            else
                ways.back().insert(ways.back().end(), next.begin() + 1, next.end());
        }
        return ways;
    }

    [[nodiscard]] ordered_json lines() const {
        ordered_json all = ordered_json::array();
        for (const auto& [declaration, by_name] : content_.lines) {
            ordered_json ways = ordered_json::array();
            for (const auto& [name, paths] : by_name) {
                ordered_json way = ordered_json::array({name});
                for (const GridPath& path : joined(paths))
                    for (const GridPath& part : tiles::clipped_line(path, {0, side_}))
                        if (const GridPath line = tiles::simplified_line(part); line.size() > 1)
                            add(way, line);
                if (way.size() > 1) ways.push_back(std::move(way));
            }
            if (!ways.empty())
                all.push_back({{"name", declaration->name},
                               {"label", text_json(declaration->label)},
                               {"ways", std::move(ways)}});
        }
        return all;
    }

    const Content& content_;
    std::int64_t step_, side_;
};

}  // namespace

ordered_json team_map_json(store::Connection& connection, const Catalogue& catalogue,
                           const people::Access& who, const TeamWork& work) {
    const auto frame = frame_around(connection, catalogue, who, work);
    if (!frame) return nullptr;
    const Content content = read_content(connection, catalogue, who, work, *frame);
    std::int64_t step = finest_step;
    while (frame->side / step >= side_steps_max) step *= 2;
    // Ends: what is smaller than a step is not drawn, and at last everything is.
    for (;; step *= 2) {
        auto map = Drawing(content, step).json();
        if (map.dump().size() <= team_map_bytes_max) return map;
    }
}

bool may_have_changed(store::Connection& connection, const Catalogue& catalogue,
                      const TeamWork& work, std::int64_t since) {
    return std::ranges::any_of(catalogue.declarations, [&](const Declaration& declaration) {
        const bool is_drawn = is_line(declaration) || declaration.name == "boundary" ||
                              declaration.name == "village" ||
                              work.ledgers.contains(declaration.name);
        return is_drawn && store::changed_sequence(connection, declaration.name) > since;
    });
}

}  // namespace app
