#include "stored_geometry.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <cstring>

#include "registers/geometry.hpp"

namespace store {
namespace {

constexpr std::int32_t srs_cgcs2000 = 4490;
constexpr std::uint32_t wkb_point = 1;
constexpr std::uint32_t ewkb_has_srid = 0x20000000U;
constexpr std::size_t envelope_bytes = 32;

std::uint32_t wkb_type(std::string_view wkb) {
    std::uint32_t type = 0;
    if (wkb.size() >= 5) std::memcpy(&type, wkb.data() + 1, 4);
    return type;
}

std::string to_multi(std::string_view wkb) {
    const std::uint32_t type = wkb_type(wkb);
    if (type != 2 && type != 3) return std::string(wkb);
    std::string bytes("\x01", 1);
    const std::uint32_t multi = type + 3;
    const std::uint32_t parts = 1;
    bytes.append(reinterpret_cast<const char*>(&multi), 4);
    bytes.append(reinterpret_cast<const char*>(&parts), 4);
    return bytes.append(wkb);
}

std::optional<registers::Envelope> envelope_of(sqlite3_value* value) {
    const auto* data = static_cast<const char*>(sqlite3_value_blob(value));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(value));
    if (!data) return std::nullopt;
    return registers::wkb_envelope(from_geopackage_blob({data, size}));
}

template <double registers::Envelope::* bound>
void envelope_bound(sqlite3_context* context, int, sqlite3_value** values) {
    if (const auto box = envelope_of(values[0])) sqlite3_result_double(context, (*box).*bound);
}

void is_empty(sqlite3_context* context, int, sqlite3_value** values) {
    sqlite3_result_int(context, envelope_of(values[0]) ? 0 : 1);
}

}  // namespace

std::string to_geopackage_blob(std::string_view wkb) {
    const auto box = registers::wkb_envelope(wkb);
    if (!box) return {};
    const bool is_point = wkb_type(wkb) == wkb_point;
    std::string blob("GP\0", 3);
    blob += is_point ? '\x01' : '\x03';  // little-endian; an envelope except for points
    blob.append(reinterpret_cast<const char*>(&srs_cgcs2000), 4);
    if (!is_point)
        for (const double bound :
             {box->lon_min_deg, box->lon_max_deg, box->lat_min_deg, box->lat_max_deg})
            blob.append(reinterpret_cast<const char*>(&bound), 8);
    return blob + to_multi(wkb);
}

std::string_view from_geopackage_blob(std::string_view blob) {
    if (blob.size() < 8 || blob[0] != 'G' || blob[1] != 'P') return {};
    const int envelope = (blob[3] >> 1) & 7;
    constexpr std::size_t sizes[] = {0, envelope_bytes, 48, 48, 64, 0, 0, 0};
    const std::size_t header = 8 + sizes[envelope];
    return blob.size() < header ? std::string_view{} : blob.substr(header);
}

std::string to_ewkb(std::string_view wkb) {
    if (!registers::wkb_envelope(wkb)) return {};
    std::string bytes = to_multi(wkb);
    const std::uint32_t type = wkb_type(bytes) | ewkb_has_srid;
    std::memcpy(bytes.data() + 1, &type, 4);
    return bytes.insert(5, reinterpret_cast<const char*>(&srs_cgcs2000), 4);
}

std::string to_stored_geometry(std::string_view wkb, Dialect dialect) {
    return dialect == Dialect::sqlite ? to_geopackage_blob(wkb) : to_ewkb(wkb);
}

std::string from_stored_geometry(std::string_view bytes) {
    if (bytes.starts_with("GP")) return std::string(from_geopackage_blob(bytes));
    std::string wkb(bytes);
    const std::uint32_t type = wkb_type(wkb);
    if ((type & ewkb_has_srid) == 0) return wkb;
    const std::uint32_t plain = type & ~ewkb_has_srid;
    std::memcpy(wkb.data() + 1, &plain, 4);
    return wkb.erase(5, 4);
}

void register_stored_geometry(sqlite3* handle) {
    constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    const auto add = [&](const char* name,
                         void (*function)(sqlite3_context*, int, sqlite3_value**)) {
        sqlite3_create_function_v2(handle, name, 1, flags, nullptr, function, nullptr, nullptr,
                                   nullptr);
    };
    add("ST_IsEmpty", is_empty);
    add("ST_MinX", envelope_bound<&registers::Envelope::lon_min_deg>);
    add("ST_MaxX", envelope_bound<&registers::Envelope::lon_max_deg>);
    add("ST_MinY", envelope_bound<&registers::Envelope::lat_min_deg>);
    add("ST_MaxY", envelope_bound<&registers::Envelope::lat_max_deg>);
}

}  // namespace store
