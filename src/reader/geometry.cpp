#include "geometry.hpp"

#include <gdal/cpl_error.h>

#include "base/error.hpp"

namespace reader {
namespace {

constexpr std::size_t wkb_bytes_max = std::size_t{32} << 20;
constexpr int epsg_wgs84 = 4326;
constexpr int epsg_cgcs2000 = 4490;

bool is_same_datum(const OGRSpatialReference& reference, int epsg) {
    OGRSpatialReference known;
    known.importFromEPSG(epsg);
    return reference.IsSameGeogCS(&known) != 0;
}

bool is_undefined(const OGRSpatialReference& reference) {
    const char* name = reference.GetName();
    return reference.IsEmpty() || reference.IsLocal() != 0 ||
           (name != nullptr && std::string(name).starts_with("Undefined"));
}

[[noreturn]] void refuse(const std::string& file, const base::Text& message) {
    throw base::Error(base::ErrorKind::invalid_input, {"文件“" + file + "”" + message.zh,
                                                       "The file \"" + file + "\" " + message.en});
}

}  // namespace

GeometryReader::GeometryReader(const OGRSpatialReference* given, const std::string& file)
    : file_(file) {
    if (given == nullptr || is_undefined(*given)) return;
    OGRSpatialReference source = *given;
    source.DemoteTo2D(nullptr);
    source.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const std::unique_ptr<OGRSpatialReference> degrees(source.CloneGeogCS());
    if (degrees && is_same_datum(*degrees, epsg_cgcs2000))
        datum_ = "cgcs2000";
    else if (degrees && is_same_datum(*degrees, epsg_wgs84))
        datum_ = "wgs84";
    if (!datum_.empty() && source.IsGeographic() != 0) return;

    OGRSpatialReference target;
    target.importFromEPSG(datum_ == "wgs84" ? epsg_wgs84 : epsg_cgcs2000);
    target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationOptions options;
    // Without known parameters PROJ would pretend that two datums are the same: off by 100 m.
    options.SetBallparkAllowed(false);
    transformation_ = OGRCreateCoordinateTransformation(&source, &target, options);
    const std::string name = source.GetName() != nullptr ? source.GetName() : "?";
    if (transformation_ == nullptr)
        refuse(file,
               {"的坐标系“" + name +
                    "”无法准确转换为 CGCS2000。请在 QGIS 中转换为 EPSG:4490 后再导入。",
                "uses the reference system \"" + name +
                    "\", which cannot be converted exactly to CGCS2000. Convert it to EPSG:4490 "
                    "in QGIS, then import it."});
    if (datum_.empty()) datum_ = "cgcs2000";
}

GeometryReader::~GeometryReader() {
    if (transformation_ != nullptr) OGRCoordinateTransformation::DestroyCT(transformation_);
}

std::string GeometryReader::wkb(OGRGeometry* given) const {
    if (given == nullptr || given->IsEmpty()) return {};
    std::unique_ptr<OGRGeometry> linear;
    if (given->hasCurveGeometry() != 0) linear.reset(given->getLinearGeometry());
    OGRGeometry* geometry = linear ? linear.get() : given;
    geometry->flattenTo2D();
    if (transformation_ != nullptr && geometry->transform(transformation_) != OGRERR_NONE)
        refuse(file_, {"有图形无法转换为经纬度，坐标可能有误。请在 QGIS 中检查。",
                       "has a geometry that cannot be converted to degrees; its coordinates may be "
                       "wrong. Check it in QGIS."});
    const std::size_t size = geometry->WkbSize();
    if (size > wkb_bytes_max)
        refuse(file_, {"有图形超过 32 MB。请在 QGIS 中简化后再导入。",
                       "has a geometry of more than 32 MB. Simplify it in QGIS, then import it."});
    std::string bytes(size, '\0');
    geometry->exportToWkb(wkbNDR, reinterpret_cast<unsigned char*>(bytes.data()), wkbVariantIso);
    return bytes;
}

}  // namespace reader
