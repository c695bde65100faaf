#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "registers/value.hpp"

namespace app {

struct RowReading {
    const registers::RegionIndex& regions;
    base::Date today{};
};

/// A row from field name -> text, as a person would type it into cells; fields that are not given
/// are missing, facts unknown. Throws invalid_input naming a field that does not exist or cannot be
/// read.
registers::Row read_row(const RowReading& reading, const registers::Declaration& declaration,
                        const nlohmann::json& values);

/// The position among the values (lon, lat, datum) as WKB on CGCS2000, or empty.
std::string read_position(const nlohmann::json& values);

/// Which fields of the declaration the values speak of.
std::vector<bool> present_fields(const registers::Declaration& declaration,
                                 const nlohmann::json& values);

}  // namespace app
