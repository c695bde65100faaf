#include "vector_file.hpp"

#include <gdal/cpl_conv.h>
#include <gdal/cpl_string.h>
#include <gdal/ogrsf_frmts.h>
#include <sqlite3.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "geometry.hpp"
#include "ingest/encoding.hpp"

namespace reader {
namespace {

using ingest::CellKind;
using ingest::FileKind;

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

/// Runs on every database connection that GDAL and PROJ open; PROJ's own database lies under /usr
/// and needs its views.
int harden(sqlite3* database, const char** /*message*/, const void* /*routines*/) {
    const char* name = sqlite3_db_filename(database, "main");
    if (name != nullptr && std::string_view(name).starts_with("/usr/")) return SQLITE_OK;
    for (const auto& [option, value] :
         std::array<std::pair<int, int>, 4>{{{SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                             {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                             {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                             {SQLITE_DBCONFIG_DEFENSIVE, 1}}})
        sqlite3_db_config(database, option, value, nullptr);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, 128 << 20);
    return SQLITE_OK;
}

void prepare_library() {
    CPLSetErrorHandler(CPLQuietErrorHandler);
    CPLSetConfigOption("GDAL_DISABLE_READDIR_ON_OPEN", "TRUE");
    CPLSetConfigOption("OGR_SQLITE_LOAD_EXTENSIONS", nullptr);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(&harden));
    RegisterOGRShape();
    RegisterOGRGeoJSON();
    RegisterOGRGeoPackage();
}

const char* driver_of(FileKind kind) {
    if (kind == FileKind::geopackage) return "GPKG";
    return kind == FileKind::geojson ? "GeoJSON" : "ESRI Shapefile";
}

std::vector<std::string> paths_of(const std::filesystem::path& file, FileKind kind) {
    if (kind != FileKind::zipped_shapefile) return {file.string()};
    const std::string root = "/vsizip/{" + file.string() + "}";
    const CPLStringList names(VSIReadDirRecursive(root.c_str()));
    std::vector<std::string> paths;
    for (int i = 0; i < names.size(); ++i)
        if (EQUAL(CPLGetExtension(names[i]), "shp")) paths.push_back(root + "/" + names[i]);
    return paths;
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
        layer_.ResetReading();
        while (const OGRFeatureUniquePtr feature{layer_.GetNextFeature()})
            for (int i = 0; i < fields.GetFieldCount() && check.is_valid(); ++i)
                if (fields.GetFieldDefn(i)->GetType() == OFTString)
                    check.feed(feature->GetFieldAsString(i));
        if (!check.is_whole()) decoder_ = std::make_unique<ingest::Decoder>("GB18030");
    }

    std::int64_t read() {
        CPLErrorReset();
        const GeometryReader geometries(layer_.GetSpatialRef(), file_);
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
    prepare_library();
    std::int64_t rows = 0;
    for (const std::string& place : paths_of(path, kind)) {
        GDALDatasetUniquePtr dataset = open_dataset(place, kind, false);
        if (!dataset) refuse_damaged(file);
        bool raw = false;
        if (is_shape && dataset->GetLayerCount() > 0 && !declares_encoding(*dataset->GetLayer(0))) {
            raw = true;
            dataset = open_dataset(place, kind, true);
            if (!dataset) refuse_damaged(file);
        }
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
