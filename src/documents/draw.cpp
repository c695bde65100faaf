#include "documents/draw.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.hpp"
#include "base/rational.hpp"
#include "base/text.hpp"
#include "drawing_parts.hpp"
#include "route_map.hpp"

namespace documents {
namespace {

using nlohmann::json;

constexpr Colour target_ink = 0xC00000;
constexpr Colour palette[] = {0x2F6DB5, 0xE08A1E, 0x3C9A5F, 0x8A5BB5, 0xB5473C, 0x5B7F8A};

struct LightColour {
    const char* light;
    Colour colour;
};
constexpr LightColour lights[] = {{"green", 0x4CAF50},
                                  {"blue", 0x2F6DB5},
                                  {"yellow", 0xF2C037},
                                  {"red", 0xD9352B},
                                  {"grey", 0xBDBDBD}};

Colour colour_of(const std::string& light) {
    for (const auto& known : lights)
        if (light == known.light) return known.colour;
    return 0xBDBDBD;
}

std::optional<double> value_of(const json& value) {
    if (value.is_number()) return value.get<double>();
    if (!value.is_string()) return std::nullopt;
    const auto text = value.get<std::string>();
    const auto slash = text.find('/');
    const auto top = base::parse_rational(text.substr(0, slash));
    if (!top || slash == std::string::npos) return top ? std::optional(top->get_d()) : std::nullopt;
    const auto bottom = base::parse_rational(text.substr(slash + 1));
    if (!bottom || *bottom == 0) return std::nullopt;
    return base::Rational(*top / *bottom).get_d();
}

std::string shown(double value, const std::string& unit) {
    const bool is_share = unit == "%";
    const double scaled = is_share ? value * 100 : value;
    std::string text = base::format_fixed(base::Rational(scaled), 2);
    while (text.find('.') != std::string::npos && (text.ends_with('0') || text.ends_with('.'))) {
        const bool was_point = text.ends_with('.');
        text.pop_back();
        if (was_point) break;
    }
    return text + unit;
}

// The smallest 1, 2 or 5 times a power of ten that is not below.
double round_up(double value) {
    if (value <= 0) return 1;
    const double power = std::pow(10, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 2.5, 5.0, 10.0})
        if (value <= step * power * (1 + 1e-12)) return step * power;
    return 10 * power;
}

struct Frame {
    Spot low, high;  // upper left, lower right
    [[nodiscard]] std::int32_t width() const { return high.x - low.x; }
    [[nodiscard]] std::int32_t height() const { return high.y - low.y; }
};

void draw_bars(Metafile& file, const json& drawing, DrawingSize size) {
    struct Bar {
        std::string label;
        std::optional<double> value;
    };
    std::vector<Bar> bars;
    double most = 0;
    bool is_empty = true;
    std::int32_t label_width = 0;
    for (const json& item : drawing.value("items", json::array())) {
        const auto value = value_of(item.value("value", json(nullptr)));
        bars.push_back({item.value("label", ""), value});
        most = std::max(most, value.value_or(0));
        is_empty = is_empty && !value;
        label_width = std::max(label_width, width_of(bars.back().label));
    }
    if (is_empty) return draw_empty(file, size);
    const auto target = value_of(drawing.value("target", json(nullptr)));
    const std::string unit = drawing.value("unit", "");
    if (target) most = std::max(most, *target);
    if (most <= 0) most = 1;
    const std::int32_t left = std::min(label_width, size.width / 2) + 250;
    const Frame frame{{left, 150}, {size.width - 1'500, size.height - 150}};
    const double step = static_cast<double>(frame.height()) / static_cast<double>(bars.size());
    const auto thick = static_cast<std::int32_t>(std::clamp(step * 0.62, 60.0, 700.0));
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const auto middle =
            frame.low.y + static_cast<std::int32_t>(step * (static_cast<double>(i) + 0.5));
        const double value = std::max(0.0, bars[i].value.value_or(0));
        const auto length =
            static_cast<std::int32_t>(value / most * static_cast<double>(frame.width()));
        file.rectangle({frame.low.x, middle - thick / 2},
                       {frame.low.x + length, middle + thick / 2}, palette[0]);
        file.text({frame.low.x - 120, middle}, bars[i].label, text_height, Align::right, ink);
        file.text({frame.low.x + length + 100, middle}, bars[i].value ? shown(value, unit) : "—",
                  text_height, Align::left, ink);
    }
    file.line({frame.low, {frame.low.x, frame.high.y}}, ink, 20);
    if (!target) return;
    const auto x = frame.low.x +
                   static_cast<std::int32_t>(*target / most * static_cast<double>(frame.width()));
    file.line({{x, frame.low.y}, {x, frame.high.y}}, target_ink, 20, true);
}

struct Series {
    std::string label;
    std::vector<std::optional<double>> values;
};

std::vector<Series> series_of(const json& drawing, double& most) {
    std::vector<Series> all;
    for (const json& one : drawing.value("series", json::array())) {
        all.push_back({one.value("label", ""), {}});
        for (const json& value : one.value("values", json::array())) {
            all.back().values.push_back(value_of(value));
            most = std::max(most, all.back().values.back().value_or(0));
        }
    }
    return all;
}

void draw_axes(Metafile& file, const Frame& frame, const std::vector<std::string>& labels,
               double top, const std::string& unit) {
    constexpr int parts = 4;
    for (int i = 0; i <= parts; ++i) {
        const auto y = frame.high.y - frame.height() * i / parts;
        file.line({{frame.low.x, y}, {frame.high.x, y}}, i == 0 ? ink : grid_ink, i == 0 ? 20 : 10);
        file.text({frame.low.x - 120, y}, shown(top * i / parts, unit), text_height, Align::right,
                  ink);
    }
    const auto count = static_cast<std::int32_t>(labels.size());
    for (std::int32_t i = 0; i < count; ++i)
        file.text({frame.low.x + (2 * i + 1) * frame.width() / (2 * count), frame.high.y + 350},
                  labels[static_cast<std::size_t>(i)], text_height, Align::centre, ink);
}

void draw_lines(Metafile& file, const json& drawing, DrawingSize size) {
    double most = 0;
    const auto all = series_of(drawing, most);
    const auto labels = drawing.value("labels", std::vector<std::string>{});
    const bool is_empty = std::none_of(all.begin(), all.end(), [](const Series& one) {
        return std::any_of(one.values.begin(), one.values.end(),
                           [](const auto& value) { return value.has_value(); });
    });
    if (is_empty || labels.empty()) return draw_empty(file, size);
    const double top = round_up(most);
    const Frame frame{{1'700, 800}, {size.width - 300, size.height - 800}};
    draw_axes(file, frame, labels, top, drawing.value("unit", ""));
    std::int32_t legend = frame.low.x;
    const auto count = static_cast<std::int32_t>(labels.size());
    for (std::size_t s = 0; s < all.size(); ++s) {
        const Colour colour = palette[s % std::size(palette)];
        std::vector<Spot> spots;
        for (std::int32_t i = 0; i < count; ++i) {
            const auto index = static_cast<std::size_t>(i);
            if (index >= all[s].values.size() || !all[s].values[index]) continue;
            spots.push_back({frame.low.x + (2 * i + 1) * frame.width() / (2 * count),
                             frame.high.y - static_cast<std::int32_t>(*all[s].values[index] / top *
                                                                      frame.height())});
        }
        file.line(spots, colour, 40);
        for (const Spot& spot : spots) file.dot(spot, 70, colour);
        file.rectangle({legend, 250}, {legend + 350, 450}, colour);
        file.text({legend + 450, 350}, all[s].label, text_height, Align::left, ink);
        legend += width_of(all[s].label) + 900;
    }
}

// Longitude and latitude to the frame, keeping the shape at the places' middle latitude.
class Projection {
public:
    void take(const json& at) {
        const double lon = at.at(0).get<double>(), lat = at.at(1).get<double>();
        if (is_empty_) lon_min_ = lon_max_ = lon, lat_min_ = lat_max_ = lat;
        is_empty_ = false;
        lon_min_ = std::min(lon_min_, lon), lon_max_ = std::max(lon_max_, lon);
        lat_min_ = std::min(lat_min_, lat), lat_max_ = std::max(lat_max_, lat);
    }
    [[nodiscard]] bool is_empty() const { return is_empty_; }
    void fit(const Frame& frame) {
        constexpr double radians = 3.14159265358979323846 / 180;
        shrink_ = std::cos((lat_min_ + lat_max_) / 2 * radians);
        const double wide = std::max((lon_max_ - lon_min_) * shrink_, 1e-6);
        const double high = std::max(lat_max_ - lat_min_, 1e-6);
        scale_ = std::min(frame.width() / wide, frame.height() / high);
        left_ = frame.low.x + (frame.width() - wide * scale_) / 2;
        top_ = frame.low.y + (frame.height() - high * scale_) / 2;
    }
    [[nodiscard]] Spot spot(const json& at) const {
        return {static_cast<std::int32_t>(
                    std::lround(left_ + (at.at(0).get<double>() - lon_min_) * shrink_ * scale_)),
                static_cast<std::int32_t>(
                    std::lround(top_ + (lat_max_ - at.at(1).get<double>()) * scale_))};
    }

private:
    bool is_empty_ = true;
    double lon_min_ = 0, lon_max_ = 0, lat_min_ = 0, lat_max_ = 0;
    double shrink_ = 1, scale_ = 1, left_ = 0, top_ = 0;
};

void draw_place(Metafile& file, const json& place, const Projection& projection) {
    const Colour colour = colour_of(place.value("light", "grey"));
    if (place.contains("at") && place["at"].is_array())
        return file.dot(projection.spot(place["at"]), 130, colour);
    std::vector<std::vector<Spot>> rings;
    for (const json& ring : place.value("rings", json::array())) {
        rings.emplace_back();
        for (const json& at : ring) rings.back().push_back(projection.spot(at));
    }
    file.area(rings, colour, 0xFFFFFF);
}

void draw_map(Metafile& file, const json& drawing, DrawingSize size) {
    const json places = drawing.value("places", json::array());
    Projection projection;
    for (const json& place : places) {
        if (place.contains("at") && place["at"].is_array()) projection.take(place["at"]);
        for (const json& ring : place.value("rings", json::array()))
            for (const json& at : ring) projection.take(at);
    }
    if (projection.is_empty()) return draw_empty(file, size);
    projection.fit({{300, 300}, {size.width - 300, size.height - 900}});
    for (const json& place : places) draw_place(file, place, projection);
    std::int32_t x = 300;
    for (const json& entry : drawing.value("legend", json::array())) {
        const std::string label = entry.value("label", "");
        const auto y = size.height - 350;
        file.rectangle({x, y - 150}, {x + 400, y + 150}, colour_of(entry.value("light", "")));
        file.text({x + 500, y}, label, text_height, Align::left, ink);
        x += width_of(label) + 1'000;
    }
}

}  // namespace

std::string draw(std::string_view drawing_json, DrawingSize size) {
    const json drawing = json::parse(drawing_json, nullptr, false);
    const std::string kind = drawing.is_object() ? drawing.value("kind", "") : "";
    Metafile file(size);
    if (kind == "bars") {
        draw_bars(file, drawing, size);
    } else if (kind == "lines") {
        draw_lines(file, drawing, size);
    } else if (kind == "map") {
        draw_map(file, drawing, size);
    } else if (kind == "route") {
        draw_route(file, drawing, size);
    } else {
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"不认识的图“" + kind + "”，应为 bars、lines、map 或 route。",
             "The drawing \"" + kind + "\" is unknown; it must be bars, lines, map or route."});
    }
    return file.finish();
}

}  // namespace documents
