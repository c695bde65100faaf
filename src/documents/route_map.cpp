// 1. what is said becomes places on a plane; 2. the square around the stops and their villages is
// laid on the paper; 3. areas, lines and legs; 4. stops, beside their place where they are crowded;
// 5. names where nothing else stands; 6. north, scale and legend.
#include "route_map.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <optional>

#include "drawing_parts.hpp"
#include "route_content.hpp"
#include "tiles/clip.hpp"

namespace documents {
namespace {

using nlohmann::json;
using tiles::GridPath;
using tiles::GridPoint;

// Hundredths of a millimetre.
constexpr std::int32_t pin_half = 270, pin_gap = 40, margin = 900, dot_radius = 55;
constexpr std::int32_t legend_above = 250, legend_row = 480, legend_sign = 620, legend_gap = 280;
constexpr double metres_least = 200;  // across the map, also when all stops are one place

constexpr Colour black = 0x000000, white = 0xFFFFFF, own_fill = 0xE8E8E8, border = 0x707070;

/// A stretch of paper.
struct Box {
    GridPoint low, high;

    [[nodiscard]] bool meets(const Box& other) const {
        return low.x < other.high.x && other.low.x < high.x && low.y < other.high.y &&
               other.low.y < high.y;
    }
    [[nodiscard]] bool lies_within(std::int64_t side) const {
        return low.x >= 0 && low.y >= 0 && high.x <= side && high.y <= side;
    }
};

Box box_around(GridPoint middle, std::int64_t half_width, std::int64_t half_height) {
    return {{middle.x - half_width, middle.y - half_height},
            {middle.x + half_width, middle.y + half_height}};
}

double length_of(const GridPath& path) {
    double length = 0;
    for (std::size_t i = 1; i < path.size(); ++i)
        length += std::hypot(static_cast<double>(path[i].x - path[i - 1].x),
                             static_cast<double>(path[i].y - path[i - 1].y));
    return length;
}

/// Where half of a line's length lies behind.
GridPoint half_way(const GridPath& path) {
    double left = length_of(path) / 2;
    for (std::size_t i = 1; i < path.size(); ++i) {
        const GridPoint from = path[i - 1], to = path[i];
        const double length = length_of({from, to});
        if (length >= left && length > 0)
            return {from.x + std::llround(static_cast<double>(to.x - from.x) * left / length),
                    from.y + std::llround(static_cast<double>(to.y - from.y) * left / length)};
        left -= length;
    }
    return path.back();
}

/// The square that is drawn: from metres to the paper.
class View {
public:
    View(const RouteContent& content, std::int32_t side) : side_(side) {
        for (const Stop& stop : content.stops) take(stop.at);
        const bool is_any_own = std::ranges::any_of(content.areas, &Area::own);
        for (const Area& area : content.areas)
            for (const Path& ring : area.rings)
                if (area.own || (!is_any_own && content.stops.empty()))
                    for (const Place& at : ring) take(at);
        const double across = std::max({high_.x - low_.x, high_.y - low_.y, metres_least});
        scale_ = (side - 2.0 * margin) / across;
    }
    [[nodiscard]] bool is_empty() const { return high_.x < low_.x; }
    [[nodiscard]] std::int32_t side() const { return side_; }
    /// Hundredths of a millimetre for a metre.
    [[nodiscard]] double scale() const { return scale_; }
    [[nodiscard]] GridPoint on_paper(const Place& at) const {
        return {std::llround(side_ / 2.0 + (at.x - (low_.x + high_.x) / 2) * scale_),
                std::llround(side_ / 2.0 - (at.y - (low_.y + high_.y) / 2) * scale_)};
    }
    [[nodiscard]] GridPath on_paper(const Path& path) const {
        GridPath result;
        for (const Place& at : path) result.push_back(on_paper(at));
        return result;
    }

private:
    void take(const Place& at) {
        low_ = {std::min(low_.x, at.x), std::min(low_.y, at.y)};
        high_ = {std::max(high_.x, at.x), std::max(high_.y, at.y)};
    }

    static constexpr double far = std::numeric_limits<double>::infinity();
    std::int32_t side_;
    Place low_{far, far}, high_{-far, -far};
    double scale_ = 1;
};

/// A stroke that stays what it is on every printer: dashes are lines of their own, since a wide
/// dashed pen is drawn whole by some programs.
struct Stroke {
    Colour colour = black;
    std::int32_t width = 20;
    double on = 0, off = 0;  ///< both 0: whole
    bool cased = false;      ///< white within, as roads are drawn
};

Stroke stroke_of(const std::string& kind) {
    if (kind == "road") return {0x404040, 90, 0, 0, true};
    if (kind == "river") return {0x9A9A9A, 60};
    if (kind == "power_line") return {0x404040, 25, 260, 110};
    return {0x404040, 25, 60, 90};
}
constexpr Stroke leg_stroke{black, 45, 150, 100};

class Drawing {
public:
    Drawing(Metafile& file, const RouteContent& content, const View& view, Spot corner)
        : file_(file), content_(content), view_(view), corner_(corner) {}

    void run() {
        file_.rectangle(spot({0, 0}), spot({view_.side(), view_.side()}), white);
        for (const bool own : {false, true})
            for (const Area& area : content_.areas)
                if (area.own == own) draw_area(area);
        for (const Way& way : content_.ways)
            for (const Path& path : way.paths) draw_path(path, stroke_of(way.kind));
        for (const Path& leg : content_.legs) draw_path(leg, leg_stroke);
        draw_north();
        draw_scale();
        draw_stops();
        draw_names();
        draw_frame();
    }

    void stroke(const GridPath& path, const Stroke& stroke) {
        for (const auto& part : pieces(path, stroke)) file_.line(part, stroke.colour, stroke.width);
        if (stroke.cased) file_.line(spots(path), white, stroke.width - 50);
    }
    void pin(GridPoint middle, bool round, const std::string& label) {
        std::vector<Spot> outline;
        constexpr int corners = 24;
        for (int i = 0; i < (round ? corners : 4); ++i) {
            const double turn =
                2 * std::numbers::pi * (round ? i : i + 0.5) / (round ? corners : 4);
            const double reach = round ? pin_half : pin_half * std::numbers::sqrt2;
            outline.push_back(spot({middle.x + std::llround(reach * std::cos(turn)),
                                    middle.y + std::llround(reach * std::sin(turn))}));
        }
        file_.area({outline}, white, black);
        outline.push_back(outline.front());
        file_.line(outline, black, 30);
        file_.text(spot(middle), label, text_height, Align::centre, black);
    }

private:
    [[nodiscard]] Spot spot(GridPoint at) const {
        return {corner_.x + static_cast<std::int32_t>(at.x),
                corner_.y + static_cast<std::int32_t>(at.y)};
    }
    [[nodiscard]] std::vector<Spot> spots(const GridPath& path) const {
        std::vector<Spot> result;
        for (const GridPoint at : path) result.push_back(spot(at));
        return result;
    }
    [[nodiscard]] tiles::Square square() const { return {0, view_.side()}; }

    // The dashes of a path, going on over its corners.
    [[nodiscard]] std::vector<std::vector<Spot>> pieces(const GridPath& path,
                                                        const Stroke& stroke) const {
        if (stroke.on <= 0) return {spots(path)};
        std::vector<std::vector<Spot>> dashes;
        bool is_on = true;
        double left = stroke.on;
        std::vector<Spot> dash{spot(path.front())};
        for (std::size_t i = 1; i < path.size(); ++i) {
            const GridPoint from = path[i - 1], to = path[i];
            const double dx = static_cast<double>(to.x - from.x),
                         dy = static_cast<double>(to.y - from.y), length = std::hypot(dx, dy);
            double at = 0;
            for (; length - at > left; is_on = !is_on, left = is_on ? stroke.on : stroke.off) {
                at += left;
                const Spot turn = spot({from.x + std::llround(dx * at / length),
                                        from.y + std::llround(dy * at / length)});
                if (is_on) {
                    dash.push_back(turn);
                    dashes.push_back(std::move(dash));
                    dash = {};
                } else {
                    dash = {turn};
                }
            }
            left -= length - at;
            if (is_on) dash.push_back(spot(to));
        }
        if (dash.size() > 1) dashes.push_back(std::move(dash));
        return dashes;
    }

    void draw_area(const Area& area) {
        std::vector<std::vector<Spot>> rings;
        for (const Path& ring : area.rings)
            if (GridPath part = tiles::clipped_ring(view_.on_paper(ring), square());
                part.size() > 2)
                rings.push_back(spots(part));
        file_.area(rings, area.own ? own_fill : white, border);
        if (!area.own) return;
        for (auto& ring : rings) {
            ring.push_back(ring.front());
            file_.line(ring, border, 40);
        }
    }

    void draw_path(const Path& path, const Stroke& how) {
        for (const GridPath& part : tiles::clipped_line(view_.on_paper(path), square()))
            if (part.size() > 1) stroke(part, how);
    }

    void draw_north() {
        const GridPoint top{view_.side() - 450, 200};
        file_.area({{spot(top), spot({top.x + 150, top.y + 450}), spot({top.x, top.y + 340}),
                     spot({top.x - 150, top.y + 450})}},
                   black, black);
        file_.text(spot({top.x, top.y + 660}), "北", text_height, Align::centre, black);
        taken_.push_back({{top.x - 250, 0}, {view_.side(), top.y + 900}});
    }

    // The longest of 1, 2 or 5 times a power of ten that is at most a third of the map.
    void draw_scale() {
        const double most = view_.side() / 3.0 / view_.scale();
        const double power = std::pow(10, std::floor(std::log10(most)));
        double metres = power;
        for (const double step : {2.0, 5.0})
            if (step * power <= most) metres = step * power;
        const std::string words = metres >= 1000
                                      ? std::to_string(std::llround(metres / 1000)) + "公里"
                                      : std::to_string(std::llround(metres)) + "米";
        const std::int64_t length = std::llround(metres * view_.scale());
        const GridPoint low{300, view_.side() - 300};
        const Box box{{0, low.y - 720},
                      {low.x + std::max<std::int64_t>(length, 800) + 300, view_.side()}};
        file_.rectangle(spot(box.low), spot(box.high), white);
        file_.line(spots({{low.x, low.y - 150},
                          low,
                          {low.x + length, low.y},
                          {low.x + length, low.y - 150}}),
                   black, 35);
        file_.text(spot({low.x + length / 2, low.y - 380}), words, text_height, Align::centre,
                   black);
        taken_.push_back(box);
    }

    [[nodiscard]] bool is_free(const Box& box) const {
        return box.lies_within(view_.side()) &&
               std::ranges::none_of(taken_, [&](const Box& other) { return other.meets(box); });
    }

    // Rings of places around; the nearest free one.
    [[nodiscard]] GridPoint pin_place(GridPoint at, const std::vector<Box>& places) const {
        std::optional<GridPoint> covering;
        for (int ring = 1; ring <= 12; ++ring)
            for (int turn = 0; turn < 16; ++turn) {
                const double angle = std::numbers::pi * (turn + 0.5) / 8,
                             reach = 450.0 + 200 * ring;
                const GridPoint middle{at.x + std::llround(reach * std::cos(angle)),
                                       at.y + std::llround(reach * std::sin(angle))};
                const Box box = box_around(middle, pin_half + pin_gap, pin_half + pin_gap);
                if (!is_free(box)) continue;
                if (std::ranges::none_of(places, [&](const Box& b) { return b.meets(box); }))
                    return middle;
                if (!covering) covering = middle;
            }
        return covering.value_or(at);
    }

    void draw_stops() {
        std::vector<GridPoint> at;
        std::vector<Box> places;
        for (const Stop& stop : content_.stops) {
            at.push_back(view_.on_paper(stop.at));
            places.push_back(box_around(at.back(), 2 * dot_radius, 2 * dot_radius));
        }
        std::vector<GridPoint> middles;
        for (std::size_t i = 0; i < at.size(); ++i) {
            const auto is_near = [&](const GridPoint& other) {
                return &other != &at[i] && std::abs(other.x - at[i].x) < 2 * (pin_half + pin_gap) &&
                       std::abs(other.y - at[i].y) < 2 * (pin_half + pin_gap);
            };
            const Box own = box_around(at[i], pin_half + pin_gap, pin_half + pin_gap);
            const bool is_alone = std::ranges::none_of(at, is_near) && is_free(own);
            middles.push_back(is_alone ? at[i] : pin_place(at[i], places));
            taken_.push_back(box_around(middles[i], pin_half + pin_gap, pin_half + pin_gap));
            if (is_alone) continue;
            file_.line({spot(at[i]), spot(middles[i])}, black, 15);
            file_.dot(spot(at[i]), dot_radius, black);
        }
        for (std::size_t i = 0; i < at.size(); ++i)
            pin(middles[i], content_.stops[i].round, content_.stops[i].label);
        taken_.insert(taken_.end(), places.begin(), places.end());
    }

    // At its place or the nearest free one around, so many rings away.
    void put_name(const std::string& name, GridPoint around, Colour colour, int rings) {
        if (name.empty()) return;
        const std::int64_t half_width = width_of(name) / 2 + 60, half_height = text_height / 2 + 30;
        for (int ring = 0; ring <= rings; ++ring)
            for (int turn = 0; turn < (ring == 0 ? 1 : 16); ++turn) {
                const double angle = std::numbers::pi * turn / 8;
                const GridPoint middle{around.x + std::llround(250 * ring * std::cos(angle)),
                                       around.y + std::llround(160 * ring * std::sin(angle))};
                const Box box = box_around(middle, half_width, half_height);
                if (!is_free(box)) continue;
                taken_.push_back(box);
                file_.rectangle(spot(box.low), spot(box.high), white);
                return file_.text(spot(middle), name, text_height, Align::centre, colour);
            }
    }

    // Of the villages visited also farther off, of everything else where there is room.
    void draw_names() {
        for (const bool own : {true, false})
            for (const Area& area : content_.areas) {
                if (area.own != own || area.rings.empty()) continue;
                if (const auto middle = middle_of(area.rings.front()))
                    put_name(area.name, *middle, own ? black : border, own ? 16 : 3);
            }
        for (const Way& way : content_.ways) {
            GridPath longest;
            for (const Path& path : way.paths)
                for (GridPath& part : tiles::clipped_line(view_.on_paper(path), square()))
                    if (length_of(part) > length_of(longest)) longest = std::move(part);
            if (length_of(longest) > 2.0 * width_of(way.name))
                put_name(way.name, half_way(longest), ink, 2);
        }
    }

    // Of what is seen of a ring.
    [[nodiscard]] std::optional<GridPoint> middle_of(const Path& ring) const {
        const GridPath part = tiles::clipped_ring(view_.on_paper(ring), square());
        if (part.empty()) return std::nullopt;
        const auto [left, right] = std::ranges::minmax(part, {}, &GridPoint::x);
        const auto [top, bottom] = std::ranges::minmax(part, {}, &GridPoint::y);
        return GridPoint{(left.x + right.x) / 2, (top.y + bottom.y) / 2};
    }

    void draw_frame() {
        const std::int64_t side = view_.side();
        file_.line(spots({{0, 0}, {side, 0}, {side, side}, {0, side}, {0, 0}}), black, 30);
    }

    Metafile& file_;
    const RouteContent& content_;
    const View& view_;
    Spot corner_;
    std::vector<Box> taken_;
};

/// A sign of the legend and where it stands.
struct LegendItem {
    std::string label, kind;  // square, round, own, or of a line
    GridPoint at{};
};

/// Laid out in rows; the number of rows is that of the last.
std::vector<LegendItem> legend_of(const json& drawing, const RouteContent& content,
                                  std::int32_t width) {
    std::vector<LegendItem> items;
    for (const json& shape : list_in(drawing, "shapes"))
        items.push_back(
            {shape.value("label", ""), shape.value("round", false) ? "round" : "square"});
    if (!content.legs.empty()) items.push_back({"路线（直线）", "leg"});
    if (std::ranges::any_of(content.areas, &Area::own)) items.push_back({"核查的村", "own"});
    for (const json& line : list_in(drawing, "lines"))
        items.push_back({line.value("label", ""), line.value("name", "")});
    std::int64_t x = 0, row = 0;
    for (LegendItem& item : items) {
        const std::int64_t wide = legend_sign + width_of(item.label) + legend_gap;
        if (x > 0 && x + wide > width) x = 0, ++row;
        item.at = {x, row * legend_row};
        x += wide;
    }
    return items;
}

void draw_legend(Metafile& file, Drawing& drawing, const std::vector<LegendItem>& items,
                 Spot corner, Spot map_corner) {
    // Signs are drawn where the map's own are: from the map's corner.
    const std::int64_t dx = corner.x - map_corner.x, dy = corner.y - map_corner.y;
    for (const LegendItem& item : items) {
        const GridPoint left{item.at.x + dx, item.at.y + dy},
            middle{left.x + pin_half + 15, left.y};
        if (item.kind == "square" || item.kind == "round") {
            drawing.pin(middle, item.kind == "round", "");
        } else if (item.kind == "own") {
            const auto at = [&](std::int64_t x, std::int64_t y) {
                return Spot{map_corner.x + static_cast<std::int32_t>(x),
                            map_corner.y + static_cast<std::int32_t>(y)};
            };
            file.area({{at(left.x, left.y - 130), at(left.x + 500, left.y - 130),
                        at(left.x + 500, left.y + 130), at(left.x, left.y + 130)}},
                      own_fill, border);
        } else {
            drawing.stroke({left, {left.x + 500, left.y}},
                           item.kind == "leg" ? leg_stroke : stroke_of(item.kind));
        }
        file.text({corner.x + static_cast<std::int32_t>(item.at.x) + legend_sign,
                   corner.y + static_cast<std::int32_t>(item.at.y)},
                  item.label, text_height, Align::left, black);
    }
}

}  // namespace

void draw_route(Metafile& file, const json& drawing, DrawingSize size) {
    const RouteContent content(drawing);
    const auto legend = legend_of(drawing, content, size.width);
    const auto rows =
        legend.empty() ? 0 : static_cast<std::int32_t>(legend.back().at.y) / legend_row + 1;
    const std::int32_t below = rows == 0 ? 0 : rows * legend_row + legend_above + 50;
    const std::int32_t side = std::min(size.width, size.height - below);
    const View view(content, side);
    if (view.is_empty() || side <= 4 * margin) return draw_empty(file, size);
    const Spot corner{(size.width - side) / 2, 0};
    Drawing map(file, content, view, corner);
    map.run();
    draw_legend(file, map, legend, {0, side + legend_above + legend_row / 2}, corner);
}

}  // namespace documents
