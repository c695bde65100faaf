#include "point_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.hpp"
#include "header.hpp"
#include "registers/geometry.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

constexpr int degree_places = 7;
constexpr int metre_places = 6;

std::optional<std::int64_t> scaled_exponent(std::string_view text, int places) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const double scaled = value * std::pow(10.0, places);
    if (error != std::errc() || end != text.data() + text.size() || !(std::abs(scaled) < 1e18))
        return std::nullopt;
    return std::llround(scaled);
}

std::string_view trimmed(std::string_view text) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    const std::string folded = base::fold(name);
    return std::ranges::find(names, folded) != names.end();
}

}  // namespace

std::optional<std::int64_t> scaled_number(std::string_view text, int places) {
    text = trimmed(text);
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    std::int64_t value = 0;
    int digits = 0;
    int after_point = -1;
    bool round_up = false;
    for (const char c : rest) {
        if (c == '.' && after_point < 0) {
            after_point = 0;
            continue;
        }
        if (c == 'e' || c == 'E') return scaled_exponent(text, places);
        if (c < '0' || c > '9') return std::nullopt;
        ++digits;
        if (after_point >= places) {
            if (after_point++ == places) round_up = c >= '5';
            continue;
        }
        if (value >= 100'000'000'000'000'000) return std::nullopt;
        value = value * 10 + (c - '0');
        if (after_point >= 0) ++after_point;
    }
    if (digits == 0) return std::nullopt;
    for (int place = std::max(after_point, 0); place < places; ++place) {
        if (value >= 100'000'000'000'000'000) return std::nullopt;
        value *= 10;
    }
    if (round_up) ++value;
    return negative ? -value : value;
}

PointHeader point_header(const std::vector<std::string_view>& names, const PointOptions& options,
                         bool has_geometry) {
    PointHeader header;
    bool has_degrees = false;
    bool has_metres = false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string_view name = names[i];
        const bool lon = is_one_of(name, {"lon", "lng", "longitude", "经度"});
        const bool lat = is_one_of(name, {"lat", "latitude", "纬度"});
        const bool x = is_one_of(name, {"x", "x_m", "x坐标"});
        const bool y = is_one_of(name, {"y", "y_m", "y坐标"});
        has_degrees |= lon;
        has_metres |= x;
        if (is_one_of(name, {"id", "编号", "户编号", "户号", "number"}) && !header.id)
            header.id = i;
        if (is_one_of(name, {"datum", "坐标系"})) header.datum = i;
        if (options.is_plane ? x : lon) header.first = i;
        if (options.is_plane ? y : lat) header.second = i;
    }
    if (!options.is_plane && !has_degrees && has_metres)
        refuse_file(options.file_name,
                    "的坐标列是 x、y（米）。请用 --crs 说明坐标系，如 --crs EPSG:4545。",
                    "has its coordinates in columns x and y (metres). Say their system with --crs, "
                    "such as --crs EPSG:4545.");
    if (options.is_plane && has_degrees && !has_metres)
        refuse_file(options.file_name,
                    "的坐标列是经纬度，不是米。请去掉 --crs，用 --datum 说明坐标系。",
                    "has longitudes and latitudes, not metres. Leave out --crs and say the datum "
                    "with --datum.");
    const bool has_place = has_geometry || (header.first && header.second);
    if (header.id && has_place) return header;
    const std::string wanted = options.is_plane ? "id, x, y" : "id, lon, lat";
    refuse_file(options.file_name, "的第一行应写明列名：" + wanted + "。",
                "must name its columns in the first line: " + wanted + ".");
}

void PointCollector::refuse(std::int64_t line, const std::string& zh, const std::string& en) const {
    const std::string at = std::to_string(line);
    refuse_file(options_.file_name, "第 " + at + " 行：" + zh, "line " + at + ": " + en);
}

std::int64_t PointCollector::number(std::int64_t line, std::string_view text, int places,
                                    const char* zh, const char* en) const {
    if (const auto value = scaled_number(text, places)) return *value;
    const std::string shown = quotable(printable(text));
    refuse(line, std::string(zh) + "“" + shown + "”不是十进制数字。请更正后再运行。",
           std::string(en) + " \"" + shown +
               "\" is not a decimal number. Correct it, then run again.");
}

void PointCollector::set_file_datum(std::string_view datum, std::int64_t line) {
    if (datum == datum_text_ && datum_) return;
    const auto parsed = parse_datum(base::normalise_cell(datum));
    const std::string shown = quotable(printable(datum));
    if (!parsed)
        refuse(line, "坐标系“" + shown + "”无法识别，可用 wgs84、cgcs2000、gcj02、bd09。",
               "the datum \"" + shown + "\" is not known; use wgs84, cgcs2000, gcj02 or bd09.");
    const auto before = datum_ ? datum_ : options_.datum;
    if (before && *before != *parsed)
        refuse(
            line,
            "坐标系混用：此行为“" + shown +
                "”，与此前或 --datum 所说不同。一个文件只能用一种坐标系。",
            "datums are mixed: this line says \"" + shown +
                "\", before it or with --datum another was said. One file may use one datum only.");
    datum_ = parsed;
    datum_text_ = datum;
}

void PointCollector::take(std::int64_t line, std::string_view first, std::string_view second,
                          std::string_view datum) {
    if (options_.is_plane) {
        columns_.x_um.push_back(number(line, first, metre_places, "横坐标", "x"));
        columns_.y_um.push_back(number(line, second, metre_places, "纵坐标", "y"));
        return;
    }
    if (!datum.empty() || datum_) set_file_datum(datum, line);
    const std::int64_t lon = number(line, first, degree_places, "经度", "the longitude");
    const std::int64_t lat = number(line, second, degree_places, "纬度", "the latitude");
    take_position(line, {static_cast<double>(lon) / 1e7, static_cast<double>(lat) / 1e7});
}

void PointCollector::take_position(std::int64_t line, geo::Position position) {
    if (!registers::is_in_china(position)) {
        if (registers::is_in_china({position.lat_deg, position.lon_deg}))
            refuse(line, "经度和纬度写反了，请对调。", "longitude and latitude are swapped.");
        refuse(line, "坐标不在中国境内（经度 73–136，纬度 3–54）。请检查后再运行。",
               "the position is not in China (longitude 73–136, latitude 3–54). Check it, then run "
               "again.");
    }
    columns_.lon_e7.push_back(static_cast<std::int32_t>(std::llround(position.lon_deg * 1e7)));
    columns_.lat_e7.push_back(static_cast<std::int32_t>(std::llround(position.lat_deg * 1e7)));
}

void PointCollector::finish(PointColumns& columns) {
    const geo::Datum datum = datum_.value_or(options_.datum.value_or(geo::Datum::cgcs2000));
    columns.x_um = std::move(columns_.x_um);
    columns.y_um = std::move(columns_.y_um);
    columns.lon_e7 = std::move(columns_.lon_e7);
    columns.lat_e7 = std::move(columns_.lat_e7);
    if (options_.is_plane) return;
    columns.datum = datum == geo::Datum::wgs84   ? "wgs84"
                    : datum == geo::Datum::gcj02 ? "gcj02"
                    : datum == geo::Datum::bd09  ? "bd09"
                                                 : "cgcs2000";
    if (datum != geo::Datum::gcj02 && datum != geo::Datum::bd09) return;
    for (std::size_t i = 0; i < columns.lon_e7.size(); ++i) {
        const geo::Position moved =
            geo::to_cgcs2000({columns.lon_e7[i] / 1e7, columns.lat_e7[i] / 1e7}, datum);
        columns.lon_e7[i] = static_cast<std::int32_t>(std::llround(moved.lon_deg * 1e7));
        columns.lat_e7[i] = static_cast<std::int32_t>(std::llround(moved.lat_deg * 1e7));
    }
}

}  // namespace ingest
