#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "ingest/table.hpp"

namespace ingest {

/// A file out of an archive. Its name is data, never a path: it may hold anything.
struct UnpackedFile {
    std::string name;
    std::string bytes;
};

constexpr std::int64_t unpacked_shapefile_bytes_max = std::int64_t{128} << 20;

/// The parts of shapefiles (.shp .shx .dbf .prj .cpg) in a zip file, with checked sums, in memory.
/// Throws invalid_input when the archive is damaged or encrypted, and when they come to more than
/// unpacked_shapefile_bytes_max or than an archive of its size may hold
/// (ReadLimits::expansion_max).
std::vector<UnpackedFile> unpack_shapefiles(const std::filesystem::path& file,
                                            const ReadLimits& limits);

}  // namespace ingest
