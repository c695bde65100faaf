#include "picture.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "exif.hpp"
#include "jpeg.hpp"

namespace reader {
namespace {

constexpr std::size_t thumbnail_side = 512;
constexpr int thumbnail_quality = 80;

std::string degrees_text(double degrees) {
    char text[32];
    std::snprintf(text, sizeof text, "%.7f", degrees);
    return text;
}

std::string hexadecimal(std::uint64_t bits) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return text;
}

}  // namespace

std::string describe_picture(std::string_view bytes) {
    const Jpeg jpeg = read_jpeg(bytes, thumbnail_side);
    const Exif exif = parse_exif(jpeg.exif);
    const Pixels thumbnail = turn_upright(shrink(jpeg.pixels, thumbnail_side), exif.orientation);
    nlohmann::ordered_json json{{"width", jpeg.width},
                                {"height", jpeg.height},
                                {"orientation", exif.orientation},
                                {"taken_at", exif.taken_at},
                                {"device", exif.device}};
    if (exif.position) {
        const geo::Position at = geo::to_cgcs2000(*exif.position, geo::Datum::wgs84);
        json["lon"] = degrees_text(at.lon_deg);
        json["lat"] = degrees_text(at.lat_deg);
    }
    if (const auto likeness = likeness_of(thumbnail)) json["likeness"] = hexadecimal(*likeness);
    return json.dump() + "\n" + write_jpeg(thumbnail, thumbnail_quality);
}

}  // namespace reader
