#include "app/crossing_search.hpp"
#include "base/error.hpp"
#include "crossing_shapes.hpp"
#include "geo/degrees.hpp"
#include "ingest/table.hpp"
#include "payload.hpp"
#include "registers/geometry.hpp"

namespace app {
namespace {

/// Keeps the geometry of each row that has one, on CGCS2000.
class GeometrySink final : public ingest::TableSink {
public:
    explicit GeometrySink(const std::string& stated) : stated_(stated) {}
    void begin_sheet(const ingest::SheetInfo& sheet) override {
        const std::string& name = sheet.datum.empty() ? stated_ : sheet.datum;
        if (name.empty())
            throw base::Error(base::ErrorKind::invalid_input,
                              {"文件没有写明坐标系，请用 --datum 指定。",
                               "The file states no datum; give it with --datum."});
        datum_ = parse_datum(name);
    }
    void row(ingest::TableRow&& row) override {
        if (row.geometry_wkb.empty()) return;
        const std::string wkb = registers::move_to_cgcs2000(row.geometry_wkb, *datum_);
        const auto envelope = registers::wkb_envelope(wkb);
        const auto in_china = [&](double lon, double lat) {
            return registers::is_in_china({lon, lat});
        };
        if (envelope && !(in_china(envelope->lon_min_deg, envelope->lat_min_deg) &&
                          in_china(envelope->lon_max_deg, envelope->lat_max_deg))) {
            const std::string number = std::to_string(row.number);
            throw base::Error(
                base::ErrorKind::invalid_input,
                {"第" + number + "个图形超出中国范围，请检查经纬度是否填反。",
                 "Feature " + number +
                     " lies outside China; check whether longitude and latitude are swapped."});
        }
        rows.push_back(row.number);
        geometries.push_back(wkb);
    }

    std::vector<std::int64_t> rows;
    std::vector<std::string> geometries;

private:
    std::string stated_;
    std::optional<geo::Datum> datum_;
};

GeometrySink read(const CrossingFiles& files, const std::filesystem::path& file) {
    GeometrySink sink(files.datum);
    ingest::read_table(files.reader, file, {}, sink);
    if (sink.rows.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + file.filename().string() + "”中没有图形。",
                           "\"" + file.filename().string() + "\" holds no geometry."});
    return sink;
}

std::string metres(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

}  // namespace

std::vector<FoundCrossing> find_crossings(const CrossingFiles& files) {
    const GeometrySink lines = read(files, files.lines), objects = read(files, files.objects);
    LineSpans spans;
    for (std::size_t i = 0; i < lines.rows.size(); ++i) spans.add(i, lines.geometries[i]);
    crossings::Shapes shapes;
    for (const std::string& wkb : objects.geometries) add_shape(shapes, wkb);
    const crossings::Search search{files.buffer_um, {}, files.threads};
    std::vector<FoundCrossing> result;
    for (const auto& pair : crossings::find_pairs(spans.all, shapes, search))
        result.push_back({lines.rows[spans.lines[pair.span]], spans.numbers[pair.span],
                          objects.rows[pair.shape], pair.meets,
                          crossings::describe(spans.all[pair.span], shapes, pair.shape, {})});
    return result;
}

std::string to_csv(const std::vector<FoundCrossing>& found) {
    std::string csv = "line,span,object,relation,lon,lat,along_m,over_m,apart_m,angle_deg\n";
    for (const FoundCrossing& each : found) {
        const crossings::Detail& detail = each.detail;
        csv += std::to_string(each.line) + "," + std::to_string(each.span) + "," +
               std::to_string(each.object) + (each.meets ? ",crosses," : ",near,") +
               geo::degrees_text(detail.at.lon_deg) + "," + geo::degrees_text(detail.at.lat_deg) +
               "," + metres(detail.along_m) + "," + metres(detail.over_m) + "," +
               metres(detail.apart_m) + "," + metres(detail.angle_deg) + "\n";
    }
    return csv;
}

}  // namespace app
