#pragma once

#include <gdal/ogrsf_frmts.h>

#include <memory>
#include <string>

namespace reader {

/// Brings a layer's geometries to longitude and latitude in degrees.
class GeometryReader {
public:
    /// `reference` may be null: then coordinates are taken as they stand and datum() is empty.
    /// Throws invalid_input for a reference system that has no exact way to CGCS2000.
    GeometryReader(const OGRSpatialReference* reference, const std::string& file);
    ~GeometryReader();
    GeometryReader(const GeometryReader&) = delete;
    GeometryReader& operator=(const GeometryReader&) = delete;

    /// `wgs84`, `cgcs2000` or empty.
    [[nodiscard]] const std::string& datum() const { return datum_; }
    /// ISO WKB, two-dimensional, little-endian; empty for no geometry. Throws invalid_input when it
    /// cannot be converted or is larger than 32 MiB.
    [[nodiscard]] std::string wkb(OGRGeometry* geometry) const;

private:
    std::string file_;
    std::string datum_;
    OGRCoordinateTransformation* transformation_ = nullptr;
};

}  // namespace reader
