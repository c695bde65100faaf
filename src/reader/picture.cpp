#include "picture.hpp"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "exif.hpp"
#include "geo/degrees.hpp"
#include "jpeg.hpp"
#include "mark.hpp"
#include "photo.hpp"

namespace reader {
namespace {

constexpr std::size_t thumbnail_side = 512;
constexpr std::size_t copy_side = 2048;
constexpr int quality = 80;

std::string hexadecimal(std::uint64_t bits) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(bits));
    return text;
}

}  // namespace

std::string describe_picture(std::string_view bytes, std::string_view mark) {
    const std::size_t side = mark.empty() ? thumbnail_side : copy_side;
    const Photo photo = read_photo(bytes, side);
    const Exif exif = parse_exif(photo.exif);
    const int orientation = photo.is_upright ? 1 : exif.orientation;
    Pixels shown = turn_upright(shrink(photo.pixels, side), orientation);
    nlohmann::ordered_json json{{"width", photo.width},
                                {"height", photo.height},
                                {"orientation", orientation},
                                {"taken_at", exif.taken_at},
                                {"device", exif.device}};
    if (exif.position) {
        const geo::Position at = geo::to_cgcs2000(*exif.position, geo::Datum::wgs84);
        json["lon"] = geo::degrees_text(at.lon_deg);
        json["lat"] = geo::degrees_text(at.lat_deg);
    }
    if (const auto likeness = likeness_of(shown)) json["likeness"] = hexadecimal(*likeness);
    write_mark(shown, mark);
    return json.dump() + "\n" + write_jpeg(shown, quality);
}

}  // namespace reader
