#include "row_values.hpp"

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "geo/datum.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

// What a field holds in a new row that does not speak of it: a fact is unverified.
registers::Value absent_value(const registers::Field& field) {
    if (field.type == registers::FieldType::fact) return std::string("unknown");
    return {};
}

}  // namespace

registers::Row read_row(const RowReading& reading, const registers::Declaration& declaration,
                        const nlohmann::json& values) {
    for (const auto& [name, value] : values.items())
        if (!declaration.find(name) && name != "lon" && name != "lat" && name != "datum")
            throw base::Error(
                base::ErrorKind::invalid_input,
                {"底册“" + declaration.label.zh + "”没有字段“" + name + "”。",
                 "The register " + declaration.name + " has no field \"" + name + "\"."});
    registers::Row row;
    for (const auto& field : declaration.fields) {
        if (!values.contains(field.name)) {
            row.values.push_back(absent_value(field));
            continue;
        }
        auto parsed = registers::parse_value(field, text_of(values, field.name), reading.regions,
                                             reading.today);
        if (const auto* complaint = std::get_if<registers::Complaint>(&parsed))
            throw base::Error(base::ErrorKind::invalid_input, complaint->message);
        row.values.push_back(std::get<registers::Value>(std::move(parsed)));
    }
    return row;
}

std::string read_position(const nlohmann::json& values) {
    const std::string lon = text_of(values, "lon");
    const std::string lat = text_of(values, "lat");
    if (lon.empty() && lat.empty()) return {};
    const auto datum = parse_datum(text_of(values, "datum"));
    const auto lon_deg = base::parse_rational(lon);
    const auto lat_deg = base::parse_rational(lat);
    if (!datum || !lon_deg || !lat_deg)
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"经纬度应为十进制度数，并注明坐标系（wgs84、cgcs2000、gcj02、bd09）。",
             "Longitude and latitude must be decimal degrees with their datum (wgs84, "
             "cgcs2000, gcj02, bd09)."});
    const geo::Position position = geo::to_cgcs2000({lon_deg->get_d(), lat_deg->get_d()}, *datum);
    if (!registers::is_in_china(position))
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"坐标不在中国境内，请检查经纬度是否填反。",
             "The position is outside China; check whether longitude and latitude are "
             "swapped."});
    return registers::point_wkb(position);
}

std::vector<bool> present_fields(const registers::Declaration& declaration,
                                 const nlohmann::json& values) {
    std::vector<bool> present;
    for (const auto& field : declaration.fields) present.push_back(values.contains(field.name));
    return present;
}

}  // namespace app
