#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "ingest/table.hpp"
#include "ingest/unpack.hpp"

namespace reader {

/// Zipped shapefiles, unpacked into the map library's memory files, so that limits count real bytes
/// and nothing is sought for in packed data.
class UnpackedShapefiles {
public:
    /// Throws as ingest::unpack_shapefiles.
    UnpackedShapefiles(const std::filesystem::path& archive, const ingest::ReadLimits& limits);
    UnpackedShapefiles(const UnpackedShapefiles&) = delete;
    UnpackedShapefiles& operator=(const UnpackedShapefiles&) = delete;
    /// Of the .shp files, for GDAL; valid as long as this object.
    [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }

private:
    std::vector<ingest::UnpackedFile> files_;
    std::vector<std::string> paths_;
};

}  // namespace reader
