#include "vector_file.hpp"

#include <gdal/cpl_conv.h>
#include <gdal/cpl_string.h>
#include <gdal/ogrsf_frmts.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "geojson_scan.hpp"
#include "geometry.hpp"
#include "ingest/encoding.hpp"
#include "map_library.hpp"
#include "unpacked_shapefiles.hpp"

namespace reader {
namespace {

using ingest::CellKind;
using ingest::FileKind;

constexpr std::size_t layers_max = 500;

[[noreturn]] void refuse(const std::string& file, const base::Text& message,
                         const std::string& details = {}) {
    throw base::Error(
        base::ErrorKind::invalid_input,
        {"文件“" + file + "”" + message.zh, "The file \"" + file + "\" " + message.en}, details);
}

[[noreturn]] void refuse_damaged(const std::string& file) {
    refuse(
        file,
        {"已损坏或不完整，无法读取。请在 QGIS 中打开并另存后再导入。",
         "is damaged or incomplete and cannot be read. Open it in QGIS, save it again, then import "
         "it."},
        CPLGetLastErrorMsg());
}

const char* driver_of(FileKind kind) {
    if (kind == FileKind::geopackage) return "GPKG";
    return kind == FileKind::geojson ? "GeoJSON" : "ESRI Shapefile";
}

/// The library takes a reference system that it does not know for WGS 84.
void check_reference(const std::string& name, const std::string& file) {
    OGRSpatialReference reference;
    CPLStringList options;
    options.SetNameValue("ALLOW_NETWORK_ACCESS", "NO");
    options.SetNameValue("ALLOW_FILE_ACCESS", "NO");
    if (reference.SetFromUserInput(name.c_str(), options.List()) == OGRERR_NONE) return;
    const std::string shown = base::is_valid_utf8(name) ? name : "?";
    refuse(file, {"的坐标系“" + shown + "”无法识别。请在 QGIS 中另存为 EPSG:4490 后再导入。",
                  "uses the reference system \"" + shown +
                      "\", which is not known. Save it as EPSG:4490 in QGIS, then import it."});
}

void scan_geojson(const std::filesystem::path& path, const std::string& file,
                  const ingest::ReadLimits& limits) {
    // Names of the format itself come on top of the properties'.
    constexpr std::int64_t own_names = 100;
    GeoJsonScan scan(static_cast<std::size_t>(limits.columns_max + own_names));
    std::ifstream stream(path, std::ios::binary);
    std::vector<char> buffer(std::size_t{1} << 16);
    while (stream) {
        stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        const auto count = static_cast<std::size_t>(stream.gcount());
        const GeoJsonScan::Verdict verdict = scan.feed({buffer.data(), count});
        if (verdict == GeoJsonScan::Verdict::too_deep)
            refuse(file, {"已损坏：嵌套超过 64 层。请在 QGIS 中打开并另存后再导入。",
                          "is damaged: it is nested more than 64 deep. Open it in QGIS, save it "
                          "again, then import it."});
        if (verdict == GeoJsonScan::Verdict::too_many_names)
            refuse(file, {"超过 " + std::to_string(limits.columns_max) + " 列的上限。",
                          "has more than " + std::to_string(limits.columns_max) + " columns."});
    }
    if (scan.has_reference()) check_reference(scan.reference_name(), file);
}

/// A journal beside a database holds changes that its own file lacks, or lacks only in part.
void refuse_open_elsewhere(const std::filesystem::path& path, const std::string& file) {
    std::error_code ignored;
    for (const char* ending : {"-wal", "-journal"})
        if (std::filesystem::exists(path.string() + ending, ignored))
            refuse(file, {"正被其他程序使用（旁边有 " + std::string(ending) +
                              " 文件）。请先在 QGIS 等程序中关闭它，再导入。",
                          "is in use by another program (a " + std::string(ending) +
                              " file lies beside it). Close it in QGIS or the like, then import "
                              "it."});
}

void refuse_layers(const std::string& file) {
    refuse(file, {"超过 " + std::to_string(layers_max) + " 个图层的上限。请分成几个文件导入。",
                  "has more than the limit of " + std::to_string(layers_max) +
                      " layers. Split it into several files."});
}

GDALDatasetUniquePtr open_dataset(const std::string& path, FileKind kind, bool raw_texts) {
    const std::array<const char*, 2> drivers = {driver_of(kind), nullptr};
    CPLStringList options;
    // Nothing is locked, and no journal beside the file is looked for.
    if (kind == FileKind::geopackage) options.SetNameValue("IMMUTABLE", "YES");
    if (raw_texts) options.SetNameValue("ENCODING", "");
    return GDALDatasetUniquePtr(GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY,
                                                  drivers.data(), options.List(), nullptr));
}

bool declares_encoding(OGRLayer& layer) {
    for (const char* item : {"ENCODING_FROM_CPG", "ENCODING_FROM_LDID"}) {
        const char* encoding = layer.GetMetadataItem(item, "SHAPEFILE");
        // Programs write ISO-8859-1 when they do not know better.
        if (encoding != nullptr && *encoding != '\0' && !EQUAL(encoding, "ISO-8859-1")) return true;
    }
    return false;
}

class LayerReader {
public:
    LayerReader(OGRLayer& layer, const std::string& file, const ingest::ReadLimits& limits,
                ingest::TableSink& sink)
        : layer_(layer), file_(file), limits_(limits), sink_(sink) {}

    /// Finds out in which encoding the texts are; without it they are UTF-8 already.
    void detect_encoding() {
        ingest::Utf8Check check;
        const OGRFeatureDefn& fields = *layer_.GetLayerDefn();
        for (int i = 0; i < fields.GetFieldCount(); ++i)
            check.feed(fields.GetFieldDefn(i)->GetNameRef());
        const std::array<const char*, 2> without_shapes = {"OGR_GEOMETRY", nullptr};
        layer_.SetIgnoredFields(const_cast<const char**>(without_shapes.data()));
        layer_.ResetReading();
        std::int64_t rows = 0;
        while (check.is_valid() && ++rows <= limits_.rows_max) {
            const OGRFeatureUniquePtr feature{layer_.GetNextFeature()};
            if (!feature) break;
            for (int i = 0; i < fields.GetFieldCount() && check.is_valid(); ++i)
                if (fields.GetFieldDefn(i)->GetType() == OFTString)
                    check.feed(feature->GetFieldAsString(i));
        }
        layer_.SetIgnoredFields(nullptr);
        if (!check.is_whole()) decoder_ = std::make_unique<ingest::Decoder>("GB18030");
    }

    std::int64_t read() {
        // A reference system that the library cannot make out is as good as none.
        const GeometryReader geometries(layer_.GetSpatialRef(), file_);
        CPLErrorReset();
        layer_.ResetReading();
        std::int64_t rows = 0;
        while (const OGRFeatureUniquePtr feature{layer_.GetNextFeature()}) {
            if (++rows > limits_.rows_max)
                refuse(file_,
                       {"超过 " + std::to_string(limits_.rows_max) + " 行的上限。请分成几个文件。",
                        "has more than " + std::to_string(limits_.rows_max) +
                            " rows. Split it into several files."});
            if (rows == 1) begin(geometries.datum());
            ingest::TableRow row;
            row.number = rows;
            row.geometry_wkb = geometries.wkb(feature->GetGeometryRef());
            for (int i = 0; i < feature->GetFieldCount(); ++i)
                row.cells.push_back(cell(*feature, i));
            sink_.row(std::move(row));
        }
        if (CPLGetLastErrorType() >= CE_Failure) refuse_damaged(file_);
        return rows;
    }

private:
    void begin(const std::string& datum) {
        const OGRFeatureDefn& fields = *layer_.GetLayerDefn();
        if (fields.GetFieldCount() > limits_.columns_max)
            refuse(file_, {"超过 " + std::to_string(limits_.columns_max) + " 列的上限。",
                           "has more than " + std::to_string(limits_.columns_max) + " columns."});
        ingest::SheetInfo sheet;
        sheet.name = base::is_valid_utf8(layer_.GetName()) ? layer_.GetName() : "";
        sheet.has_header_row = false;
        sheet.datum = datum;
        for (int i = 0; i < fields.GetFieldCount(); ++i)
            sheet.columns.push_back(text(fields.GetFieldDefn(i)->GetNameRef()));
        sink_.begin_sheet(sheet);
    }

    std::string text(const char* bytes) const {
        if (!decoder_) {
            if (base::is_valid_utf8(bytes)) return bytes;
            refuse_text();
        }
        std::string utf8;
        if (!decoder_->feed(bytes, utf8) || !decoder_->finish()) refuse_text();
        return utf8;
    }

    [[noreturn]] void refuse_text() const {
        refuse(file_,
               {"的文字既不是 UTF-8 也不是 GB18030 编码。请在 QGIS 中另存为 UTF-8 后再导入。",
                "holds text that is neither UTF-8 nor GB18030. Save it as UTF-8 in QGIS, then "
                "import it."});
    }

    ingest::Cell cell(const OGRFeature& feature, int index) const {
        ingest::Cell cell;
        if (feature.IsFieldSetAndNotNull(index) == 0) return cell;
        const OGRFieldDefn& field = *feature.GetFieldDefnRef(index);
        switch (field.GetType()) {
            case OFTBinary:
                return cell;
            case OFTInteger:
            case OFTInteger64:
                cell = number(feature, index, field);
                break;
            case OFTReal:
                cell = real(feature.GetFieldAsDouble(index));
                break;
            case OFTDate:
            case OFTDateTime:
                cell = date(feature, index);
                break;
            default:
                cell.text = text(feature.GetFieldAsString(index));
                cell.kind = CellKind::text;
        }
        if (cell.text.empty()) cell.kind = CellKind::empty;
        if (base::count_characters(cell.text) >
            static_cast<std::size_t>(limits_.cell_characters_max))
            refuse(file_, {"有一格文字过长。", "has a text that is too long."});
        return cell;
    }

    static ingest::Cell number(const OGRFeature& feature, int index, const OGRFieldDefn& field) {
        ingest::Cell cell;
        const GIntBig value = feature.GetFieldAsInteger64(index);
        const bool is_boolean = field.GetSubType() == OFSTBoolean;
        cell.kind = is_boolean ? CellKind::boolean : CellKind::number;
        cell.text = is_boolean ? (value != 0 ? "yes" : "no") : std::to_string(value);
        return cell;
    }

    /// The 15 digits that a decimal number keeps in a double.
    static ingest::Cell real(double value) {
        ingest::Cell cell;
        std::array<char, 64> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%.15g", value);
        cell.text = buffer.data();
        cell.kind = CellKind::number;
        return cell;
    }

    static ingest::Cell date(const OGRFeature& feature, int index) {
        int year = 0;
        int month = 0;
        int day = 0;
        int hour = 0;
        int minute = 0;
        float second = 0;
        int zone = 0;
        feature.GetFieldAsDateTime(index, &year, &month, &day, &hour, &minute, &second, &zone);
        ingest::Cell cell;
        cell.kind = CellKind::date;
        std::array<char, 64> buffer{};
        std::snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02d", year, month, day);
        cell.text = buffer.data();
        const int whole_seconds = static_cast<int>(second);
        if (hour == 0 && minute == 0 && whole_seconds == 0) return cell;
        std::snprintf(buffer.data(), buffer.size(), " %02d:%02d:%02d", hour, minute, whole_seconds);
        cell.text += buffer.data();
        return cell;
    }

    OGRLayer& layer_;
    const std::string& file_;
    const ingest::ReadLimits& limits_;
    ingest::TableSink& sink_;
    std::unique_ptr<ingest::Decoder> decoder_;
};

}  // namespace

void read_vector_file(const std::filesystem::path& path, FileKind kind,
                      const ingest::ReadLimits& limits, ingest::TableSink& sink) {
    const std::string file = path.filename().string();
    const bool is_shape = kind == FileKind::shapefile || kind == FileKind::zipped_shapefile;
    prepare_map_library(path, layers_max);
    if (kind == FileKind::geojson) scan_geojson(path, file, limits);
    if (kind == FileKind::geopackage) refuse_open_elsewhere(path, file);
    std::unique_ptr<UnpackedShapefiles> unpacked;
    if (kind == FileKind::zipped_shapefile)
        unpacked = std::make_unique<UnpackedShapefiles>(path, limits);
    const std::vector<std::string> places =
        unpacked ? unpacked->paths() : std::vector<std::string>{path.string()};
    if (places.size() > layers_max) refuse_layers(file);
    std::int64_t rows = 0;
    for (const std::string& place : places) {
        GDALDatasetUniquePtr dataset = open_dataset(place, kind, false);
        if (!dataset) refuse_damaged(file);
        bool raw = false;
        if (is_shape && dataset->GetLayerCount() > 0 && !declares_encoding(*dataset->GetLayer(0))) {
            raw = true;
            dataset = open_dataset(place, kind, true);
            if (!dataset) refuse_damaged(file);
        }
        if (static_cast<std::size_t>(dataset->GetLayerCount()) > layers_max) refuse_layers(file);
        for (int i = 0; i < dataset->GetLayerCount(); ++i) {
            LayerReader layer(*dataset->GetLayer(i), file, limits, sink);
            if (raw) layer.detect_encoding();
            rows += layer.read();
        }
    }
    if (rows == 0)
        refuse(file, {"中没有任何要素。请检查是否选对了文件。",
                      "has no features. Check that it is the right file."});
}

}  // namespace reader
