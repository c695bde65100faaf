#include "ingest/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "registers/geometry.hpp"
#include "test_files.hpp"

namespace ingest {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

base::Date day(const char* text) {
    return *base::parse_date(text);
}

registers::Region region(const char* code, const char* name, registers::RegionLevel level,
                         const char* parent) {
    registers::Region result;
    result.code = code;
    result.name = name;
    result.level = level;
    result.parent = parent;
    result.valid_from = day("2010-01-01");
    return result;
}

const registers::RegionIndex& regions() {
    static const registers::RegionIndex index = [] {
        using Level = registers::RegionLevel;
        std::vector<registers::Region> all = {
            region("431224000000", "溆浦县", Level::county, ""),
            region("431224101000", "卢峰镇", Level::township, "431224000000"),
            region("431224101201", "石坝村", Level::village, "431224101000"),
            region("431224101202", "新桥村", Level::village, "431224101000"),
            region("431224101203", "旧村", Level::village, "431224101000")};
        all.back().valid_to = day("2018-12-31");
        all.back().successor = "431224101202";
        return registers::RegionIndex(all);
    }();
    return index;
}

registers::Declaration declaration(const std::string& yaml) {
    return registers::read_declaration(yaml, "test.yaml");
}

const registers::Declaration& village() {
    static const registers::Declaration result = declaration(R"(
register: village
label: {zh: 行政村底册, en: Village}
key: [region]
geometry: point
fields:
  - {name: region, type: region, level: village, required: true, label: {zh: 村代码, en: Village code}, aliases: [行政村代码]}
  - {name: households, type: integer, unit: 户, min: 0, required: true, label: {zh: 常住户数, en: Resident households}}
  - {name: residents, type: integer, unit: 人, min: 0, label: {zh: 常住人口, en: Residents}}
  - {name: head_id, type: id_number, class: sensitive, label: {zh: 证件号码, en: Identity number}}
  - {name: verified_on, type: date, label: {zh: 核实日期, en: Verified on}}
  - {name: exit_done, type: fact, label: {zh: 退出指标已完成, en: Exit indicators met}}
)");
    return result;
}

class Rows final : public ImportSink {
public:
    void header(const std::string& /*sheet*/, const std::vector<std::string>& columns) override {
        headers.push_back(columns);
    }
    void accepted(const std::string& /*sheet*/, std::int64_t row,
                  registers::Row&& values) override {
        good.emplace_back(row, std::move(values));
    }
    void rejected(RejectedRow&& row) override { bad.push_back(std::move(row)); }

    [[nodiscard]] std::string complaint(std::size_t row = 0) const {
        return row < bad.size() ? bad[row].complaints.at(0).finding.message.zh : "accepted";
    }

    std::vector<std::vector<std::string>> headers;
    std::vector<std::pair<std::int64_t, registers::Row>> good;
    std::vector<RejectedRow> bad;
    ImportCounts counts;
};

Rows import(const std::filesystem::path& path, std::optional<geo::Datum> datum = {},
            const registers::Declaration& into = village()) {
    Rows rows;
    Importer importer({into, regions(), path.filename().string(), datum, day("2020-01-01")}, rows);
    read_spreadsheet(path, {}, importer);
    rows.counts = importer.finish();
    return rows;
}

class Import : public ::testing::Test {
protected:
    Rows csv(const std::string& bytes, std::optional<geo::Datum> datum = {}) {
        return import(folder.write("表.csv", bytes), datum);
    }
    Rows xlsx(const std::string& data, const std::string& after = {}) {
        return import(
            write_zip(folder.path() / "表.xlsx", workbook_parts({sheet_xml(data, after)})));
    }
    std::string refusal(const std::string& bytes, std::optional<geo::Datum> datum = {}) {
        return error_of([&] { csv(bytes, datum); });
    }
    Folder folder;
};

const std::string head = "村代码,常住户数\n";
const std::string point_head = "村代码,常住户数,经度,纬度\n";

TEST_F(Import, X_14_reads_labels_aliases_names_and_units_in_any_order) {
    for (const char* header : {"村代码,常住户数", "行政村代码,常住户数（户）", "region,households",
                               "Village code,Resident households", "*村代码*：, 常 住 户 数 [户]"})
        EXPECT_EQ(csv(std::string(header) + "\n431224101201,12\n").counts.accepted, 1) << header;
    const Rows rows = csv("序号,常住户数,村代码\n1,12,431224101201\n");
    EXPECT_EQ(rows.good.at(0).second.values[0], registers::Value("431224101201"));
    EXPECT_EQ(rows.good.at(0).second.values[1], registers::Value(std::int64_t{12}));
    EXPECT_EQ(rows.good.at(0).second.values[5], registers::Value("unknown"));
}

TEST_F(Import, X_14_reads_a_header_of_two_rows_with_merged_cells_under_a_title) {
    const Rows rows = xlsx(text_rows({{"某县行政村底册"},
                                      {"村代码", "基本情况", "", "其他"},
                                      {"", "常住户数（户）", "常住人口", "核实日期"},
                                      {"431224101201", "12", "30", "2019-06-30"}}),
                           "<mergeCells><mergeCell ref=\"A1:D1\"/><mergeCell "
                           "ref=\"A2:A3\"/><mergeCell ref=\"B2:C2\"/></mergeCells>");
    EXPECT_THAT(rows.headers.at(0), ElementsAre("村代码", "基本情况/常住户数（户）",
                                                "基本情况/常住人口", "其他/核实日期"));
    EXPECT_EQ(rows.counts.accepted, 1);
    EXPECT_EQ(rows.good.at(0).first, 4);
}

TEST_F(Import, X_14_joined_header_texts_of_an_error_workbook_are_read_again) {
    const Rows rows = xlsx(text_rows({{"村代码", "基本情况/常住户数（户）", "问题 Problem"},
                                      {"431224101201", "12", "常住户数应为整数"}}));
    EXPECT_EQ(rows.counts.accepted, 1);
}

TEST_F(Import, X_14_an_unknown_column_refuses_the_file_and_names_the_nearest) {
    EXPECT_THAT(refusal("村代码,常住户数,常住人囗\n431224101201,1,2\n"),
                HasSubstr("“常住人囗”列不属于行政村底册，最接近的是“常住人口”"));
    EXPECT_THAT(refusal("村代码,常住户数,户数（户）,天气\n1,2,3,4\n"), HasSubstr("不属于"));
}

TEST_F(Import, X_14_missing_repeated_and_wrongly_scaled_columns_refuse_the_file) {
    EXPECT_THAT(refusal("村代码,常住人口\n431224101201,2\n"),
                HasSubstr("缺少必填的列：“常住户数”"));
    EXPECT_THAT(refusal("村代码,行政村代码,常住户数\n1,1,2\n"), HasSubstr("两列是同一项"));
    EXPECT_THAT(refusal("村代码,常住户数（万户）\n1,2\n"), HasSubstr("单位是“万户”，应为“户”"));
    EXPECT_THAT(refusal("村代码,常住户数,经度\n1,2,3\n"), HasSubstr("经度和纬度两列"));
}

TEST_F(Import, X_14_a_file_without_a_header_or_rows_is_refused) {
    EXPECT_THAT(refusal("a,b\n1,2\n"),
                HasSubstr("没有找到行政村底册的表头，应有“村代码、常住户数”"));
    EXPECT_THAT(refusal(head), HasSubstr("表头下面没有数据行"));
    EXPECT_THAT(refusal(head + "合计,5\n"), HasSubstr("表头下面没有数据行"));
    EXPECT_THAT(refusal("村代吗,常住户数\n1,2\n"), HasSubstr("“村代吗”不认识，最接近的是“村代码”"));
}

TEST_F(Import, X_14_a_sheet_that_explains_is_passed_over) {
    const auto path = write_zip(
        folder.path() / "表.xlsx",
        workbook_parts({sheet_xml(text_rows({{"填表说明"}, {"请按村填写"}})),
                        sheet_xml(text_rows({{"村代码", "常住户数"}, {"431224101201", "1"}}))}));
    EXPECT_EQ(import(path).counts.accepted, 1);
}

TEST_F(Import, X_14_bad_rows_come_back_with_place_value_and_reason_and_good_rows_enter) {
    const Rows rows =
        csv("村代码,常住户数,证件号码,核实日期\n"
            "431224101201,12,,2019-06-30\n"
            "431224101202,十二,,\n"
            "999999999999,1,,\n"
            "431224101202,1,,2019-02-30\n"
            "431224101203,1,,\n"
            "431224101202,1,5.0022919000101E+17,\n"
            ",1,,\n");
    EXPECT_EQ(rows.counts.rows, 7);
    EXPECT_EQ(rows.counts.accepted, 1);
    ASSERT_THAT(rows.bad, SizeIs(6));
    EXPECT_EQ(rows.complaint(0), "第 3 行“常住户数”列：常住户数应为不小于 0 的整数，现为“十二”。");
    EXPECT_THAT(rows.complaint(1), HasSubstr("不在行政区划表中"));
    EXPECT_THAT(rows.complaint(2), HasSubstr("没有这一天"));
    EXPECT_THAT(rows.complaint(3),
                HasSubstr("已撤并，不再有效；现为 溆浦县卢峰镇新桥村 431224101202"));
    EXPECT_THAT(rows.complaint(4), HasSubstr("科学计数法"));
    EXPECT_THAT(rows.complaint(5), HasSubstr("村代码不能为空"));
    const base::Finding& finding = rows.bad[0].complaints[0].finding;
    EXPECT_EQ(finding.file, "表.csv");
    EXPECT_EQ(finding.row, 3);
    EXPECT_EQ(finding.column, "常住户数");
    EXPECT_EQ(finding.value, "十二");
    EXPECT_EQ(finding.expected.zh, "不小于 0 的整数");
    EXPECT_EQ(rows.bad[0].complaints[0].column, 1U);
    EXPECT_THAT(rows.bad[0].cells, ElementsAre("431224101202", "十二", "", ""));
}

TEST_F(Import, A_text_far_too_long_for_a_value_rejects_its_row_at_once) {
    const std::string long_name = std::string(30'000, 'x') + "石坝村";
    const Rows rows = csv(head + long_name + ",1\n" + std::string(30'000, '0') + "1,2\n" +
                          "石坝村,3\n石坝村," + std::string(1'001, '0') + "\n");
    EXPECT_EQ(rows.counts.accepted, 1);
    ASSERT_EQ(rows.bad.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_THAT(rows.complaint(i), HasSubstr("内容过长"));
}

TEST_F(Import, X_14_a_repeated_key_rejects_the_later_row_and_names_the_earlier) {
    const Rows rows = csv(head + "431224101201,1\n431224101202,2\n431224101201,3\n");
    EXPECT_EQ(rows.counts.accepted, 2);
    EXPECT_THAT(rows.complaint(),
                HasSubstr("第 4 行“村代码”列：与第 2 行重复（村代码 431224101201）"));
}

TEST_F(Import, X_14_texts_as_numbers_numbers_as_texts_spaces_and_full_width_digits_are_read) {
    const Rows rows =
        xlsx(text_row(1, {"村代码", "常住户数"}) +
             "<row r=\"2\"><c r=\"A2\"><v>431224101201</v></c><c r=\"B2\" t=\"str\"><v> １２ "
             "</v></c></row>"
             "<row r=\"3\"><c r=\"A3\" t=\"str\"><v>４３１２２４１０１２０２　</v></c><c "
             "r=\"B3\"><v>3.0</v></c></row>");
    EXPECT_EQ(rows.counts.accepted, 2);
    EXPECT_EQ(rows.good.at(0).second.values[1], registers::Value(std::int64_t{12}));
}

TEST_F(Import, X_14_an_18_digit_number_keeps_its_digits_or_is_refused) {
    const std::string id = "11010519491231002X";
    const Rows rows = xlsx(
        text_row(1, {"村代码", "常住户数", "证件号码"}) + text_row(2, {"431224101201", "1", id}) +
        "<row r=\"3\"><c r=\"A3\"><v>431224101202</v></c><c r=\"B3\"><v>1</v></c>"
        "<c r=\"C3\"><v>4.4052418800101401E+17</v></c></row>");
    ASSERT_EQ(rows.counts.accepted, 1);
    EXPECT_EQ(rows.good[0].second.values[3], registers::Value(id));
    EXPECT_THAT(rows.complaint(), HasSubstr("4.4052418800101401E+17"));
    const Rows kept =
        xlsx(text_row(1, {"村代码", "常住户数", "证件号码"}) +
             "<row r=\"2\"><c r=\"A2\"><v>431224101202</v></c><c r=\"B2\"><v>1</v></c>"
             "<c r=\"C2\"><v>440524188001010014</v></c></row>");
    ASSERT_EQ(kept.counts.accepted, 1);
    EXPECT_EQ(kept.good[0].second.values[3], registers::Value("440524188001010014"));
}

TEST_F(Import, X_14_a_formula_counts_by_its_stored_value_and_a_failed_one_is_rejected) {
    const Rows rows = xlsx(
        text_row(1, {"村代码", "常住户数"}) +
        "<row r=\"2\"><c r=\"A2\"><v>431224101201</v></c><c r=\"B2\"><f>6*2</f><v>12</v></c></row>"
        "<row r=\"3\"><c r=\"A3\"><v>431224101202</v></c><c r=\"B3\" "
        "t=\"e\"><f>X1</f><v>#REF!</v></c></row>"
        "<row r=\"4\"><c r=\"A4\"><v>431224101202</v></c><c r=\"B4\"><f>X1</f></c></row>");
    EXPECT_EQ(rows.good.at(0).second.values[1], registers::Value(std::int64_t{12}));
    EXPECT_THAT(rows.complaint(0), HasSubstr("公式出错（#REF!）"));
    EXPECT_THAT(rows.complaint(1), HasSubstr("公式没有保存计算结果"));
}

TEST_F(Import, X_14_merged_data_cells_hold_for_every_row_and_totals_are_passed_over) {
    const Rows rows = import(
        write_zip(
            folder.path() / "表.xlsx",
            workbook_parts({sheet_xml(text_rows({{"村代码", "户编号"},
                                                 {"431224101201", "1"},
                                                 {"", "2"},
                                                 {"合 计：", "2"},
                                                 {"", "9"}}),
                                      "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells>")})),
        {}, declaration(R"(
register: household
label: {zh: 户底册, en: Household}
key: [region, number]
fields:
  - {name: region, type: region, level: village, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 户编号, en: Number}}
)"));
    ASSERT_EQ(rows.counts.accepted, 2);
    EXPECT_EQ(rows.good[1].second.values[0], registers::Value("431224101201"));
    EXPECT_THAT(rows.complaint(), HasSubstr("第 5 行“村代码”列：村代码不能为空"));
}

TEST_F(Import, X_14_a_value_without_a_header_rejects_its_row) {
    EXPECT_THAT(csv("村代码,常住户数\n431224101201,1,备用\n").complaint(),
                HasSubstr("C 列有内容“备用”，但没有表头"));
}

TEST_F(Import, X_15_positions_without_a_datum_refuse_the_file) {
    const std::string rows = point_head + "431224101201,1,110.59,27.90\n";
    EXPECT_THAT(refusal(rows), HasSubstr("没有说明坐标系，未予导入"));
    EXPECT_THAT(refusal(rows), HasSubstr("wgs84、cgcs2000、gcj02"));
    EXPECT_EQ(csv(point_head + "431224101201,1,,\n").counts.accepted, 1) << "no position, no datum";
    EXPECT_EQ(csv(rows, geo::Datum::cgcs2000).counts.accepted, 1);
}

TEST_F(Import, X_15_a_point_in_gcj02_and_the_same_in_wgs84_land_within_a_metre) {
    const geo::Position truth{110.59, 27.90};
    for (const geo::Datum datum :
         {geo::Datum::wgs84, geo::Datum::cgcs2000, geo::Datum::gcj02, geo::Datum::bd09}) {
        const geo::Position given = geo::from_cgcs2000(truth, datum);
        char row[128];
        std::snprintf(row, sizeof row, "431224101201,1,%.7f,%.7f\n", given.lon_deg, given.lat_deg);
        const Rows rows = csv(point_head + row, datum);
        const auto point = registers::first_position(rows.good.at(0).second.geometry_wkb);
        ASSERT_TRUE(point);
        EXPECT_NEAR(point->lon_deg, truth.lon_deg, 1e-6);
        EXPECT_NEAR(point->lat_deg, truth.lat_deg, 1e-6);
    }
}

TEST_F(Import, X_15_a_datum_column_is_read_and_mixed_datums_refuse_the_file) {
    const std::string h = "村代码,常住户数,经度,纬度,坐标系\n";
    EXPECT_EQ(csv(h + "431224101201,1,110.59,27.90,GCJ-02\n").counts.accepted, 1);
    EXPECT_THAT(
        refusal(h + "431224101201,1,110.59,27.90,GCJ-02\n431224101202,1,110.59,27.90,WGS84\n"),
        HasSubstr("坐标系混用：第 3 行为 WGS84，此前（或声明）为 GCJ02"));
    EXPECT_THAT(refusal(h + "431224101201,1,110.59,27.90,BD09\n", geo::Datum::wgs84),
                HasSubstr("混用"));
    EXPECT_THAT(refusal(h + "431224101201,1,110.59,27.90,北京54\n"), HasSubstr("“北京54”不认识"));
    EXPECT_THAT(csv(h + "431224101201,1,110.59,27.90,\n").complaint(), HasSubstr("坐标系不能为空"));
}

TEST_F(Import, X_15_swapped_foreign_projected_and_half_positions_reject_the_row) {
    const Rows rows = csv(point_head +
                              "431224101201,1,27.90,110.59\n431224101201,1,0,0\n"
                              "431224101201,1,360000,3080000\n431224101201,1,110.59,\n"
                              "431224101201,1,110°35′,27.9\n",
                          geo::Datum::wgs84);
    EXPECT_THAT(rows.complaint(0), HasSubstr("写反了"));
    EXPECT_THAT(rows.complaint(1), HasSubstr("不在中国境内"));
    EXPECT_THAT(rows.complaint(2), HasSubstr("投影坐标"));
    EXPECT_THAT(rows.complaint(3), HasSubstr("必须同时填写"));
    EXPECT_THAT(rows.complaint(4), HasSubstr("十进制度"));
}

TEST_F(Import, Layers_give_their_names_as_the_header_and_their_geometry_is_checked) {
    const auto feed = [](const std::string& wkb, const std::string& datum,
                         std::vector<std::string> columns, Rows& rows) {
        Importer importer({village(), regions(), "a.gpkg", {}, day("2020-01-01")}, rows);
        importer.begin_sheet({"村", false, std::move(columns), datum, ""});
        importer.row({1, {Cell{"431224101201", CellKind::text}, Cell{"5", CellKind::number}}, wkb});
        rows.counts = importer.finish();
    };
    const std::string point = registers::point_wkb({110.59, 27.90});
    Rows good;
    feed(point, "wgs84", {"村代码", "household"}, good);
    EXPECT_EQ(good.counts.accepted, 1) << "a shapefile cuts names off";
    Rows wrong;
    feed(std::string("\1\2\0\0\0\0\0\0\0", 9), "wgs84", {"region", "households"}, wrong);
    EXPECT_THAT(wrong.complaint(), HasSubstr("图形类型不对，应为点"));
    Rows undeclared;
    EXPECT_THAT(error_of([&] { feed(point, "", {"region", "households"}, undeclared); }),
                HasSubstr("没有说明坐标系"));
    Rows missing;
    EXPECT_THAT(error_of([&] { feed(point, "wgs84", {"region"}, missing); }),
                HasSubstr("缺少必填的列"));
    Rows swapped;
    feed(registers::point_wkb({27.90, 110.59}), "wgs84", {"region", "households"}, swapped);
    EXPECT_THAT(swapped.complaint(), HasSubstr("写反了"));
}

TEST_F(Import, Shuffling_the_rows_changes_their_order_only) {
    std::vector<std::string> rows;
    for (int i = 0; i < 40; ++i)
        rows.push_back((i % 3 == 0 ? "石坝村" : "431224101202") + std::string(",户") +
                       std::to_string(i) + "," + (i % 7 == 0 ? "x" : std::to_string(i % 5)) + "\n");
    const auto into = declaration(R"(
register: household
label: {zh: 户底册, en: Household}
key: [region, number]
fields:
  - {name: region, type: region, level: village, required: true, label: {zh: 村代码, en: Village code}}
  - {name: number, type: text, required: true, label: {zh: 户编号, en: Number}}
  - {name: residents, type: integer, label: {zh: 常住人口, en: Residents}}
)");
    const auto outcome = [&] {
        std::string bytes = "村代码,户编号,常住人口\n";
        for (const std::string& row : rows) bytes += row;
        const Rows result = import(folder.write("表.csv", bytes), {}, into);
        std::vector<registers::Row> good;
        for (const auto& [number, row] : result.good) good.push_back(row);
        std::sort(good.begin(), good.end(),
                  [](const auto& a, const auto& b) { return a.values < b.values; });
        return std::pair(good, result.counts.rejected);
    };
    const auto first = outcome();
    EXPECT_EQ(first.second, 6);
    std::mt19937 random(11);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(rows.begin(), rows.end(), random);
        EXPECT_EQ(outcome(), first) << "seed 11, round " << round;
    }
}

TEST_F(Import, Says_which_fields_the_sheet_has_a_column_for) {
    Rows rows;
    Importer importer({village(), regions(), "a", {}, day("2020-01-01")}, rows);
    EXPECT_THAT(importer.present(), ::testing::Each(true));
    importer.begin_sheet({"村", false, {"region", "households"}, "", ""});
    EXPECT_THAT(importer.present(), ElementsAre(true, true, false, false, false, false));
}

}  // namespace
}  // namespace ingest
