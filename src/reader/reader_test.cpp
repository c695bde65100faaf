#include <gdal/ogrsf_frmts.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ingest/table.hpp"
#include "places_for_tests.hpp"

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Sheet {
    ingest::SheetInfo info;
    std::vector<ingest::TableRow> rows;
};

class Collector final : public ingest::TableSink {
public:
    void begin_sheet(const ingest::SheetInfo& sheet) override { sheets.push_back({sheet, {}}); }
    void row(ingest::TableRow&& row) override { sheets.back().rows.push_back(std::move(row)); }
    std::vector<Sheet> sheets;
};

class Reader : public ::testing::Test {
protected:
    Reader() {
        std::string name = (std::filesystem::temp_directory_path() / "reader-XXXXXX").string();
        folder = mkdtemp(name.data());
        GDALAllRegister();
        CPLSetErrorHandler(CPLQuietErrorHandler);
    }
    ~Reader() override { std::filesystem::remove_all(folder); }

    std::filesystem::path write(const std::string& name, const std::string& bytes) {
        std::ofstream(folder / name, std::ios::binary) << bytes;
        return folder / name;
    }
    static std::vector<Sheet> read(const std::filesystem::path& file,
                                   const ingest::ReadLimits& limits = {}) {
        Collector collector;
        ingest::read_table(places::built("wanjia-read"), file, limits, collector);
        return collector.sheets;
    }
    static std::string refusal(const std::filesystem::path& file,
                               const ingest::ReadLimits& limits = {}) {
        try {
            read(file, limits);
        } catch (const base::Error& error) {
            EXPECT_FALSE(error.message().en.empty());
            return error.message().zh;
        }
        ADD_FAILURE() << "no error for " << file;
        return {};
    }

    /// One point layer with a text field, written by GDAL.
    std::filesystem::path layer(const std::string& name, const char* driver, int epsg, double x,
                                double y, const std::string& text, const char* encoding = nullptr) {
        const std::filesystem::path path = folder / name;
        GDALDataset* dataset = GetGDALDriverManager()->GetDriverByName(driver)->Create(
            path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
        OGRSpatialReference reference;
        if (epsg != 0) reference.importFromEPSG(epsg);
        reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        std::string option = std::string("ENCODING=") + (encoding == nullptr ? "" : encoding);
        char* options[] = {encoding == nullptr ? nullptr : option.data(), nullptr};
        OGRLayer* made =
            dataset->CreateLayer("村", epsg == 0 ? nullptr : &reference, wkbPoint, options);
        OGRFieldDefn field("name", OFTString);
        made->CreateField(&field);
        OGRFieldDefn amount("amount", OFTReal);
        made->CreateField(&amount);
        const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(made->GetLayerDefn()));
        feature->SetField(0, text.c_str());
        feature->SetField(1, 0.3);
        OGRPoint point(x, y);
        feature->SetGeometry(&point);
        EXPECT_EQ(made->CreateFeature(feature.get()), OGRERR_NONE);
        GDALClose(dataset);
        return path;
    }

    static std::vector<double> position(const ingest::TableRow& row) {
        std::vector<double> values(2);
        if (row.geometry_wkb.size() == 21)
            std::memcpy(values.data(), row.geometry_wkb.data() + 5, 16);
        return values;
    }

    std::filesystem::path folder;
};

TEST_F(Reader, Streams_a_spreadsheet_from_the_child) {
    std::string csv = "村代码,户数\n";
    for (int i = 0; i < 50'000; ++i) csv += "431224101201," + std::to_string(i) + "\n";
    const auto sheets = read(write("表.csv", csv));
    ASSERT_EQ(sheets.at(0).rows.size(), 50'001U);
    EXPECT_EQ(sheets[0].rows.back().cells[1].text, "49999");
    EXPECT_EQ(sheets[0].info.encoding, "UTF-8");
}

TEST_F(Reader, Reads_gb18030_inside_the_sandbox) {
    EXPECT_EQ(read(write("表.csv", "\xB4\xE5,a\n"))[0].rows[0].cells[0].text, "村");
}

TEST_F(Reader, Passes_on_the_child_s_sentence) {
    EXPECT_THAT(refusal(write("表.csv", "a,\"b\n")), HasSubstr("“表.csv”第 1 行的双引号不成对"));
    EXPECT_THAT(refusal(folder / "没有.csv"), HasSubstr("找不到文件“没有.csv”"));
    EXPECT_THAT(refusal(write("表.xlsx", "PK\x03\x04")), HasSubstr("已损坏"));
    EXPECT_THAT(
        refusal(write("a.gpkg", std::string("SQLite format 3\0", 16) + std::string(4'000, 'x'))),
        HasSubstr("已损坏"));
}

TEST_F(Reader, A_child_that_ends_early_or_cannot_start_is_an_error) {
    Collector collector;
    const auto file = write("表.csv", "a\n");
    for (const char* program : {"/bin/true", "/bin/false", "/nowhere", "/bin/echo"})
        EXPECT_THROW(ingest::read_table(program, file, {}, collector), base::Error) << program;
}

TEST_F(Reader, A_sink_that_throws_stops_the_child) {
    class Refuser final : public ingest::TableSink {
        void begin_sheet(const ingest::SheetInfo& /*sheet*/) override {
            throw std::runtime_error("no");
        }
        void row(ingest::TableRow&& /*row*/) override {}
    } refuser;
    const auto file = write("表.csv", std::string(std::size_t{1} << 20, '1').replace(500, 1, "\n"));
    EXPECT_THROW(ingest::read_table(places::built("wanjia-read"), file, {}, refuser),
                 std::exception);
}

TEST_F(Reader, Reads_a_geopackage_with_the_datum_of_its_layer) {
    const auto sheets = read(layer("a.gpkg", "GPKG", 4490, 110.59, 27.9, "石坝村"));
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(sheets[0].info.name, "村");
    EXPECT_FALSE(sheets[0].info.has_header_row);
    EXPECT_THAT(sheets[0].info.columns, ElementsAre("name", "amount"));
    EXPECT_EQ(sheets[0].info.datum, "cgcs2000");
    EXPECT_EQ(sheets[0].rows.at(0).cells[0].text, "石坝村");
    EXPECT_EQ(sheets[0].rows[0].cells[1].text, "0.3");
    EXPECT_THAT(position(sheets[0].rows[0]), ElementsAre(110.59, 27.9));
}

TEST_F(Reader, Projected_coordinates_become_degrees_of_their_own_datum) {
    // CGCS2000 / 3-degree Gauss-Kruger zone 37 (EPSG:4525): the central meridian is 111° E.
    const auto sheets = read(layer("a.gpkg", "GPKG", 4525, 37'500'000, 3'000'000, "x"));
    EXPECT_EQ(sheets.at(0).info.datum, "cgcs2000");
    EXPECT_NEAR(position(sheets[0].rows[0])[0], 111.0, 1e-9);
    EXPECT_NEAR(position(sheets[0].rows[0])[1], 27.11, 0.01);
}

TEST_F(Reader, X_15_a_datum_without_an_exact_way_to_cgcs2000_is_refused) {
    EXPECT_THAT(refusal(layer("a.gpkg", "GPKG", 4610, 110.59, 27.9, "x")),
                HasSubstr("无法准确转换"));
}

TEST_F(Reader, A_shapefile_without_a_reference_system_has_no_datum) {
    EXPECT_EQ(read(layer("a.shp", "ESRI Shapefile", 0, 110.59, 27.9, "x")).at(0).info.datum, "");
    EXPECT_EQ(read(layer("b.shp", "ESRI Shapefile", 4326, 110.59, 27.9, "x")).at(0).info.datum,
              "wgs84");
}

TEST_F(Reader, A_shapefile_s_texts_are_read_as_declared_else_as_utf8_or_gb18030) {
    const auto text = [](const std::filesystem::path& path) {
        return read(path).at(0).rows.at(0).cells[0].text;
    };
    EXPECT_EQ(text(layer("a.shp", "ESRI Shapefile", 4326, 110, 28, "石坝村", "GB18030")), "石坝村");
    EXPECT_EQ(text(layer("b.shp", "ESRI Shapefile", 4326, 110, 28, "石坝村", "UTF-8")), "石坝村");
    for (const char* encoding : {"GB18030", "UTF-8"}) {
        const std::string name = std::string(encoding) + ".shp";
        const auto path = layer(name, "ESRI Shapefile", 4326, 110, 28, "石坝村", encoding);
        std::filesystem::remove(folder / (std::string(encoding) + ".cpg"));
        // Byte 29 of a dBASE file is its language: as if the writing program knew none.
        std::fstream dbf(folder / (std::string(encoding) + ".dbf"),
                         std::ios::in | std::ios::out | std::ios::binary);
        dbf.seekp(29);
        dbf.put('\0');
        dbf.close();
        EXPECT_EQ(text(path), "石坝村") << encoding;
    }
}

TEST_F(Reader, Reads_a_zipped_shapefile) {
    layer("a.shp", "ESRI Shapefile", 4326, 110.59, 27.9, "x");
    const std::string zip = "/vsizip/" + (folder / "包.zip").string() + "/数据/";
    for (const char* ending : {"shp", "shx", "dbf", "prj"})
        CPLCopyFile((zip + "a." + ending).c_str(), (folder / (std::string("a.") + ending)).c_str());
    const auto sheets = read(folder / "包.zip");
    EXPECT_EQ(sheets.at(0).rows.at(0).cells[0].text, "x");
    EXPECT_EQ(sheets[0].info.datum, "wgs84");
}

TEST_F(Reader, Reads_geojson_as_wgs84_unless_it_says_otherwise) {
    const std::string body =
        R"("features":[{"type":"Feature","properties":{"村":"石坝","n":12},"geometry":{"type":"Point","coordinates":[110.59,27.9,5]}}]})";
    const auto plain = read(write("a.geojson", R"({"type":"FeatureCollection",)" + body));
    EXPECT_EQ(plain.at(0).info.datum, "wgs84");
    EXPECT_EQ(plain[0].rows[0].cells[1].text, "12");
    EXPECT_EQ(plain[0].rows[0].geometry_wkb.size(), 21U) << "two dimensions";
    const auto named = read(write(
        "b.geojson",
        R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},)" +
            body));
    EXPECT_EQ(named.at(0).info.datum, "cgcs2000");
    // The map library would take it for WGS 84 in silence, 100 m beside.
    EXPECT_THAT(
        refusal(write(
            "e.geojson",
            R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"西安80"}},)" +
                body)),
        HasSubstr("坐标系“西安80”无法识别"));
    EXPECT_THAT(refusal(write("c.geojson", std::string(100'000, '{'))), HasSubstr("已损坏"));
    EXPECT_THAT(refusal(write("d.geojson", R"({"type":"FeatureCollection","features":[]})")),
                HasSubstr("没有任何要素"));
}

TEST_F(Reader, Views_in_a_geopackage_are_not_read) {
    const auto path = layer("a.gpkg", "GPKG", 4490, 110.59, 27.9, "x");
    GDALDataset* dataset = GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR | GDAL_OF_UPDATE);
    for (const char* sql : {"CREATE VIEW spin AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT "
                            "i + 1 FROM n) SELECT i FROM n",
                            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES "
                            "('spin', 'attributes', 'spin')"})
        dataset->ExecuteSQL(sql, nullptr, nullptr);
    GDALClose(dataset);
    EXPECT_THAT(refusal(path), HasSubstr("已损坏"));
}

TEST_F(Reader, A_geopackage_that_another_program_has_open_is_refused) {
    const auto path = layer("a.gpkg", "GPKG", 4490, 110.59, 27.9, "x");
    write("a.gpkg-wal", "");
    EXPECT_THAT(refusal(path), HasSubstr("正被其他程序使用（旁边有 -wal 文件）"));
}

TEST_F(Reader, A_file_may_not_unfold_to_more_than_its_size_allows) {
    // An empty cell is a byte in the file and one in the table; each row has some bytes beside.
    const std::string row = std::string(899, ',') + "1\n";
    std::string rows;
    for (int i = 0; i < 1'000; ++i) rows += row;
    ingest::ReadLimits limits;
    limits.expansion_max = 1;
    limits.expansion_free_bytes = 100'000;
    EXPECT_EQ(read(write("表.csv", rows), limits).at(0).rows.size(), 1'000U);
    limits.expansion_free_bytes = 0;
    EXPECT_THAT(refusal(write("表.csv", rows), limits), HasSubstr("展开后的内容超过"));
}

TEST_F(Reader, Alone_the_program_reads_tables_and_says_which_other_one_map_files_need) {
    const auto alone = folder / "wanjia-read";
    std::filesystem::copy_file(places::built("wanjia-read"), alone);
    Collector collector;
    ingest::read_table(alone, write("表.csv", "a,b\n1,2\n"), {}, collector);
    EXPECT_EQ(collector.sheets.at(0).rows.size(), 2U);
    try {
        ingest::read_table(alone, write("图.gpkg", "x"), {}, collector);
        ADD_FAILURE() << "read without the map library";
    } catch (const base::Error& error) {
        EXPECT_THAT(error.message().zh, HasSubstr("wanjia-read-map"));
        EXPECT_THAT(error.message().en, HasSubstr("wanjia-read-map"));
    }
}

TEST_F(Reader, A_workbook_that_unpacks_to_gigabytes_is_stopped) {
    const std::string zip = "/vsizip/" + (folder / "弹.xlsx").string() + "/xl/";
    VSILFILE* book = VSIFOpenL((zip + "workbook.xml").c_str(), "wb");
    const std::string head = "<workbook xmlns:r=\"r\"><sheets>";
    VSIFWriteL(head.data(), 1, head.size(), book);
    const std::string spaces(std::size_t{1} << 20, ' ');
    for (int i = 0; i < 300; ++i) VSIFWriteL(spaces.data(), 1, spaces.size(), book);
    VSIFCloseL(book);
    ingest::ReadLimits limits;
    limits.bytes_max = std::int64_t{200} << 20;
    limits.expansion_max = 1'000'000;
    EXPECT_THAT(refusal(folder / "弹.xlsx", limits), HasSubstr("200 MB 的上限"));
}

}  // namespace
