#include "registers/geometry.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.hpp"

namespace registers {
namespace {

static_assert(std::endian::native == std::endian::little, "WKB is written little-endian");

constexpr std::uint32_t wkb_point = 1;
constexpr std::uint32_t wkb_line = 2;
constexpr std::uint32_t wkb_polygon = 3;
constexpr std::uint32_t wkb_multi_offset = 3;  // multi forms are 4, 5, 6
constexpr int nesting_max = 2;

double round_coordinate(double degrees) {
    return std::round(degrees * 1e7) / 1e7;
}

// Walks a WKB geometry, checking every length against what is there. `Visitor` is told of the
// structure and of the byte offset of each position.
template <class Visitor>
class Walker {
public:
    Walker(std::string_view bytes, Visitor& visitor) : bytes_(bytes), visitor_(visitor) {}

    bool walk() { return geometry(0) && at_ == bytes_.size(); }

private:
    bool geometry(int depth) {
        if (depth > nesting_max || at_ >= bytes_.size() || bytes_[at_] != 1) return false;
        ++at_;
        std::uint32_t type = 0;
        if (!count(type)) return false;
        visitor_.begin(type);
        const bool good = type > wkb_multi_offset ? parts(type, depth) : simple(type);
        visitor_.end(type);
        return good;
    }

    bool simple(std::uint32_t type) {
        if (type == wkb_point) return position();
        if (type == wkb_line) return positions();
        if (type != wkb_polygon) return false;
        std::uint32_t rings = 0;
        if (!count(rings)) return false;
        for (std::uint32_t i = 0; i < rings; ++i) {
            visitor_.begin_ring();
            if (!positions()) return false;
            visitor_.end_ring();
        }
        return true;
    }

    bool parts(std::uint32_t type, int depth) {
        std::uint32_t parts = 0;
        if (type > 6 || !count(parts)) return false;
        for (std::uint32_t i = 0; i < parts; ++i)
            if (!geometry(depth + 1)) return false;
        return true;
    }

    bool positions() {
        std::uint32_t points = 0;
        if (!count(points)) return false;
        for (std::uint32_t i = 0; i < points; ++i)
            if (!position()) return false;
        return true;
    }

    bool position() {
        if (bytes_.size() - at_ < 16) return false;
        geo::Position p;
        std::memcpy(&p.lon_deg, bytes_.data() + at_, 8);
        std::memcpy(&p.lat_deg, bytes_.data() + at_ + 8, 8);
        if (!std::isfinite(p.lon_deg) || !std::isfinite(p.lat_deg)) return false;
        visitor_.position(at_, p);
        at_ += 16;
        return true;
    }

    bool count(std::uint32_t& value) {
        if (bytes_.size() - at_ < 4) return false;
        std::memcpy(&value, bytes_.data() + at_, 4);
        at_ += 4;
        return true;
    }

    std::string_view bytes_;
    Visitor& visitor_;
    std::size_t at_ = 0;
};

struct Ignore {
    void begin(std::uint32_t) {}
    void end(std::uint32_t) {}
    void begin_ring() {}
    void end_ring() {}
    void position(std::size_t, geo::Position) {}
};

struct EnvelopeVisitor : Ignore {
    std::optional<Envelope> box;
    void position(std::size_t, geo::Position p) {
        if (!box) box = Envelope{p.lon_deg, p.lon_deg, p.lat_deg, p.lat_deg};
        box->lon_min_deg = std::min(box->lon_min_deg, p.lon_deg);
        box->lon_max_deg = std::max(box->lon_max_deg, p.lon_deg);
        box->lat_min_deg = std::min(box->lat_min_deg, p.lat_deg);
        box->lat_max_deg = std::max(box->lat_max_deg, p.lat_deg);
    }
};

struct FirstVisitor : Ignore {
    std::optional<geo::Position> first;
    void position(std::size_t, geo::Position p) {
        if (!first) first = p;
    }
};

struct PathsVisitor : Ignore {
    std::vector<WkbPath> paths;
    int rings = 0;
    void begin(std::uint32_t type) {
        rings = 0;
        if (type == wkb_point || type == wkb_line) paths.emplace_back();
    }
    void begin_ring() { paths.push_back({{}, rings++ > 0}); }
    void position(std::size_t, geo::Position p) { paths.back().positions.push_back(p); }
};

struct MoveVisitor : Ignore {
    std::string& bytes;
    geo::Datum datum;
    MoveVisitor(std::string& target, geo::Datum from) : bytes(target), datum(from) {}
    void position(std::size_t at, geo::Position p) {
        const geo::Position moved = geo::to_cgcs2000(p, datum);
        const double lon = round_coordinate(moved.lon_deg);
        const double lat = round_coordinate(moved.lat_deg);
        std::memcpy(bytes.data() + at, &lon, 8);
        std::memcpy(bytes.data() + at + 8, &lat, 8);
    }
};

std::string format_coordinate(double degrees) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7f", degrees);
    std::string result = text;
    while (result.ends_with('0')) result.pop_back();
    if (result.ends_with('.')) result.pop_back();
    return result == "-0" ? "0" : result;
}

struct GeoJsonVisitor : Ignore {
    std::string text;
    std::vector<bool> is_first{true};
    bool outermost = true;

    void separate() {
        if (!is_first.back()) text += ',';
        is_first.back() = false;
    }
    void open() {
        text += '[';
        is_first.push_back(true);
    }
    void close() {
        text += ']';
        is_first.pop_back();
    }
    void begin(std::uint32_t type) {
        constexpr const char* names[] = {"",           "Point",           "LineString",  "Polygon",
                                         "MultiPoint", "MultiLineString", "MultiPolygon"};
        if (outermost) {
            text +=
                std::string(R"({"type":")") + names[type <= 6 ? type : 0] + R"(","coordinates":)";
        } else {
            separate();
        }
        outermost = false;
        if (type != wkb_point) open();
    }
    void end(std::uint32_t type) {
        if (type != wkb_point) close();
    }
    void begin_ring() {
        separate();
        open();
    }
    void end_ring() { close(); }
    void position(std::size_t, geo::Position p) {
        separate();
        text += '[' + format_coordinate(p.lon_deg) + ',' + format_coordinate(p.lat_deg) + ']';
    }
};

template <class Visitor>
bool walk(std::string_view wkb, Visitor& visitor) {
    return Walker<Visitor>(wkb, visitor).walk();
}

}  // namespace

std::string point_wkb(geo::Position position) {
    std::string bytes(21, '\0');
    bytes[0] = 1;
    bytes[1] = static_cast<char>(wkb_point);
    const double lon = round_coordinate(position.lon_deg);
    const double lat = round_coordinate(position.lat_deg);
    std::memcpy(bytes.data() + 5, &lon, 8);
    std::memcpy(bytes.data() + 13, &lat, 8);
    return bytes;
}

std::optional<geo::Position> first_position(std::string_view wkb) {
    FirstVisitor visitor;
    return walk(wkb, visitor) ? visitor.first : std::nullopt;
}

std::vector<WkbPath> wkb_paths(std::string_view wkb) {
    PathsVisitor visitor;
    return walk(wkb, visitor) ? std::move(visitor.paths) : std::vector<WkbPath>{};
}

std::optional<Envelope> wkb_envelope(std::string_view wkb) {
    EnvelopeVisitor visitor;
    return walk(wkb, visitor) ? visitor.box : std::nullopt;
}

std::string move_to_cgcs2000(std::string_view wkb, geo::Datum datum) {
    std::string bytes(wkb);
    MoveVisitor visitor(bytes, datum);
    if (!walk(wkb, visitor))
        throw base::Error(base::ErrorKind::invalid_input,
                          {"图形数据不完整或不是二维点、线、面。",
                           "The geometry is damaged or is not a two-dimensional point, line or "
                           "polygon."});
    return bytes;
}

bool has_geometry_type(std::string_view wkb, GeometryType type) {
    if (wkb.size() < 5 || type == GeometryType::none) return false;
    std::uint32_t number = 0;
    std::memcpy(&number, wkb.data() + 1, 4);
    const auto wanted = static_cast<std::uint32_t>(type);
    return number == wanted || number == wanted + wkb_multi_offset;
}

std::string to_geojson(std::string_view wkb) {
    GeoJsonVisitor visitor;
    if (!walk(wkb, visitor)) return "null";
    return visitor.text + '}';
}

bool is_in_china(geo::Position p) {
    return p.lon_deg >= 73 && p.lon_deg <= 136 && p.lat_deg >= 3 && p.lat_deg <= 54;
}

}  // namespace registers
