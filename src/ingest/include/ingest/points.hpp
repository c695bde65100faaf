#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "geo/datum.hpp"

namespace ingest {

struct PointOptions {
    std::string file_name;  ///< for the sentences
    bool is_plane = false;  ///< columns x and y in metres, else longitude and latitude
    std::optional<geo::Datum> datum = {};  ///< as declared; CGCS2000 where nobody says
};

/// Households by their ids, as columns. Degrees are on CGCS2000 × 10⁷, metres × 10⁶, both rounded
/// half away from zero; only the columns of one kind are filled.
struct PointColumns {
    std::vector<std::int32_t> lon_e7, lat_e7;
    std::vector<std::int64_t> x_um, y_um;
    std::string
        datum;  ///< that the file was read as: wgs84, cgcs2000, gcj02, bd09; empty for metres

    /// As it stands in the file, with its quotes; of a binary file the number from 1.
    [[nodiscard]] std::string id(std::size_t row) const;
    [[nodiscard]] std::size_t size() const { return lon_e7.size() + x_um.size(); }

    struct IdPlace {
        std::uint64_t begin = 0;
        std::uint32_t size = 0;
    };
    std::string text;                ///< on which the ids stand
    std::vector<IdPlace> id_places;  ///< empty: the ids are the numbers from 1
    [[nodiscard]] std::string_view id_text(std::size_t row) const {
        return std::string_view(text).substr(id_places[row].begin, id_places[row].size);
    }
};

/// Csv text in UTF-8, GB18030 or any encoding that keeps ASCII: a header names the columns id, lon
/// and lat, or id, x and y (中文 names are known), and perhaps datum (坐标系), in any order; others
/// are passed over. Separated by `,`, `;` or TAB. Throws invalid_input naming the line: a column
/// that is missing, a cell that is no number, a position outside China or with longitude and
/// latitude swapped, datums that are mixed.
PointColumns read_point_csv(std::string text, const PointOptions& options);

/// `WANJIAP1`, the number of households as 8 bytes, then all longitudes and all latitudes in
/// degrees × 10⁷ on CGCS2000, 4 bytes each; little-endian. Throws invalid_input when the size or a
/// position is wrong, or when metres are asked for.
PointColumns read_point_binary(std::string_view bytes, const PointOptions& options);
bool is_point_binary(const std::filesystem::path& file);

/// Any other file that `read_table` reads: the same columns, or points of a vector file with an id
/// column.
PointColumns read_point_table(const std::filesystem::path& reader,
                              const std::filesystem::path& file, const PointOptions& options);

}  // namespace ingest
