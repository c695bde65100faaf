#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/environment.hpp"
#include "settlements/delineate.hpp"

namespace app {

/// Households of a file, to be delineated into settlements.
struct SettleRequest {
    std::filesystem::path file;  ///< csv, binary columns, or anything that is read as a table
    std::filesystem::path out;   ///< csv: id,settlement,role, in the order of the file
    /// csv: settlement,households,core,lon,lat,hull (or x,y), the centre and the convex hull as
    /// WKT; empty: not written.
    std::filesystem::path hulls;
    std::filesystem::path reader;  ///< the wanjia-read program
    settlements::Rule rule;
    std::string datum;  ///< wgs84, cgcs2000, gcj02, bd09; empty: as the file says, else cgcs2000
    std::string crs;    ///< EPSG:n of a metric plane for columns x and y; empty: degrees
    int threads = 0;    ///< 0: one a processor
};

struct SettleReport {
    std::int64_t households = 0, settlements = 0, core = 0, border = 0, none = 0;
    std::int64_t largest = 0;  ///< households of the largest settlement
    std::string datum, crs;    ///< that the coordinates were read as
    double read_s = 0, compute_s = 0, write_s = 0;
};

/// Needs no database. Throws invalid_input when the file, the rule or the coordinate system cannot
/// be used, and when an id stands twice.
SettleReport settle_file(base::Environment& environment, const SettleRequest& request);

/// Metres, up to three decimals, as thousandths; invalid_input when it is no such number.
std::int64_t parse_radius_mm(const std::string& text);

std::string to_json(const SettleReport& report, const settlements::Rule& rule);

}  // namespace app
