#include <cmath>
#include <cstring>
#include <map>

#include "base/error.hpp"
#include "tiles/relief.hpp"

namespace tiles {
namespace {

[[noreturn]] void refuse(const char* zh, const char* en) {
    throw base::Error(
        base::ErrorKind::invalid_input,
        {std::string("高程文件不能用：") + zh +
             "。请用 gdal_translate -ot Int16 -co COMPRESS=NONE 转成经纬度的 GeoTIFF。",
         std::string("The elevation file cannot be used: ") + en +
             ". Make it a GeoTIFF in degrees with gdal_translate -ot Int16 -co COMPRESS=NONE."});
}

// TIFF 6.0 section 2: the tags of the first image, both byte orders.
class Tiff {
public:
    explicit Tiff(std::string_view bytes) : bytes_(bytes) {
        if (bytes.size() < 8) refuse("不是 TIFF", "it is not a TIFF");
        big_ = bytes[0] == 'M';
        if ((bytes.substr(0, 2) != "II" && bytes.substr(0, 2) != "MM") || whole(2, 2) != 42)
            refuse("不是 TIFF", "it is not a TIFF");
        const std::uint64_t at = whole(4, 4);
        const std::uint64_t count = whole(at, 2);
        for (std::uint64_t i = 0; i < count; ++i) {
            const std::uint64_t entry = at + 2 + i * 12;
            entries_[whole(entry, 2)] = {whole(entry + 2, 2), whole(entry + 4, 4), entry + 8};
        }
    }

    [[nodiscard]] bool has(std::uint64_t tag) const { return entries_.contains(tag); }
    [[nodiscard]] std::uint64_t number(std::uint64_t tag, std::uint64_t otherwise) const {
        return has(tag) ? number_at(tag, 0) : otherwise;
    }
    [[nodiscard]] std::uint64_t count(std::uint64_t tag) const {
        return has(tag) ? entries_.at(tag).count : 0;
    }
    [[nodiscard]] std::uint64_t number_at(std::uint64_t tag, std::uint64_t index) const {
        const Entry& entry = entries_.at(tag);
        const std::uint64_t width = entry.type == 3 ? 2 : 4;  // SHORT or LONG
        if (index >= entry.count) refuse("标签不完整", "a tag is incomplete");
        return whole(place(entry, width) + index * width, width);
    }
    [[nodiscard]] double real_at(std::uint64_t tag, std::uint64_t index) const {
        const Entry& entry = entries_.at(tag);
        if (entry.type != 12 || index >= entry.count) refuse("标签不完整", "a tag is incomplete");
        const std::uint64_t bits = whole(place(entry, 8) + index * 8, 8);
        double value = 0;
        std::memcpy(&value, &bits, 8);
        return value;
    }
    [[nodiscard]] std::uint64_t whole(std::uint64_t at, std::uint64_t width) const {
        if (at > bytes_.size() || bytes_.size() - at < width)
            refuse("文件不完整", "it is incomplete");
        std::uint64_t value = 0;
        for (std::uint64_t i = 0; i < width; ++i) {
            const auto byte = static_cast<unsigned char>(bytes_[at + (big_ ? i : width - 1 - i)]);
            value = value << 8U | byte;
        }
        return value;
    }

private:
    struct Entry {
        std::uint64_t type = 0, count = 0, at = 0;
    };
    [[nodiscard]] std::uint64_t place(const Entry& entry, std::uint64_t width) const {
        return entry.count * width <= 4 ? entry.at : whole(entry.at, 4);
    }
    std::string_view bytes_;
    bool big_ = false;
    std::map<std::uint64_t, Entry> entries_;
};

constexpr std::uint64_t cells_max = std::uint64_t{100} << 20;

void check_form(const Tiff& tiff) {
    if (tiff.number(259, 1) != 1) refuse("有压缩", "it is compressed");
    if (tiff.number(258, 1) != 16 || tiff.number(277, 1) != 1 || tiff.number(339, 1) > 2)
        refuse("不是 16 位整数的单波段", "it is not one band of 16-bit whole numbers");
    if (!tiff.has(273) || !tiff.has(33550) || !tiff.has(33922))
        refuse("缺少条带或坐标", "strips or coordinates are missing");
}

// GeoTIFF 1.1: keys are four SHORTs each; 1024 model type (2: degrees), 1025 raster type (2:
// pixels are points), 2048 the geographic system.
std::uint64_t geo_key(const Tiff& tiff, std::uint64_t key) {
    for (std::uint64_t i = 4; i + 3 < tiff.count(34735); i += 4)
        if (tiff.number_at(34735, i) == key) return tiff.number_at(34735, i + 3);
    return 0;
}

}  // namespace

Elevation read_geotiff(std::string_view bytes) {
    const Tiff tiff(bytes);
    check_form(tiff);
    const std::uint64_t system = geo_key(tiff, 2048);
    if (geo_key(tiff, 1024) != 2 || (system != 4490 && system != 4326))
        refuse("坐标系不是 CGCS2000 或 WGS 84 经纬度",
               "it is not in degrees of CGCS2000 or WGS 84");
    Elevation grid;
    grid.columns = tiff.number(256, 0);
    grid.rows = tiff.number(257, 0);
    if (grid.columns < 2 || grid.rows < 2 || grid.columns > cells_max ||
        grid.rows > cells_max / grid.columns)
        refuse("太小或太大（至多一亿格）",
               "it is too small or too large (100 million cells at most)");
    if (bytes.size() / 2 < grid.columns * grid.rows) refuse("文件不完整", "it is incomplete");
    grid.step_lon_deg = tiff.real_at(33550, 0);
    grid.step_lat_deg = tiff.real_at(33550, 1);
    if (!(grid.step_lon_deg > 0) || !(grid.step_lat_deg > 0) ||
        !std::isfinite(grid.step_lon_deg + grid.step_lat_deg))
        refuse("坐标有误", "its coordinates are wrong");
    const double half = geo_key(tiff, 1025) == 2 ? 0 : 0.5;
    grid.west_deg = tiff.real_at(33922, 3) + (half - tiff.real_at(33922, 0)) * grid.step_lon_deg;
    grid.north_deg = tiff.real_at(33922, 4) - (half - tiff.real_at(33922, 1)) * grid.step_lat_deg;
    if (!std::isfinite(grid.west_deg + grid.north_deg))
        refuse("坐标有误", "its coordinates are wrong");
    const std::uint64_t strip_rows = tiff.number(278, grid.rows);
    if (strip_rows == 0 || tiff.count(273) * strip_rows < grid.rows)
        refuse("条带不完整", "its strips are incomplete");
    grid.metres.reserve(grid.columns * grid.rows);
    for (std::uint64_t row = 0; row < grid.rows; ++row) {
        const std::uint64_t at =
            tiff.number_at(273, row / strip_rows) + row % strip_rows * grid.columns * 2;
        for (std::uint64_t column = 0; column < grid.columns; ++column)
            grid.metres.push_back(static_cast<std::int16_t>(tiff.whole(at + column * 2, 2)));
    }
    return grid;
}

}  // namespace tiles
