#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/recognise.hpp"
#include "ingest/table.hpp"
#include "places_for_tests.hpp"
#include "test_files.hpp"

namespace ingest {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Xlsx : public ::testing::Test {
protected:
    std::vector<Sheet> read(const std::filesystem::path& path, const ReadLimits& limits = {}) {
        Collector collector;
        read_spreadsheet(path, limits, collector);
        return collector.sheets;
    }
    std::vector<Sheet> read(const test::Parts& parts, const ReadLimits& limits = {}) {
        return read(write_zip(folder.path() / "表.xlsx", parts), limits);
    }
    std::string refusal(const test::Parts& parts, const ReadLimits& limits = {}) {
        return error_of([&] { read(parts, limits); });
    }
    Folder folder;
};

TEST_F(Xlsx, Reads_every_kind_of_cell) {
    const std::string strings = xml_head +
                                "<sst><si><t>村</t></si><si><r><t>富</t></r><r><t>文本</t></"
                                "r><rPh><t>x</t></rPh></si></sst>";
    const std::string styles =
        xml_head +
        "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf "
        "numFmtId=\"14\"/></cellXfs></styleSheet>";
    const std::string data =
        "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\" t=\"s\"><v>1</v></c>"
        "<c r=\"D2\"><v>500229190001010019</v></c><c r=\"E2\" s=\"1\"><v>43646</v></c>"
        "<c r=\"F2\" s=\"2\"><v>43646.5</v></c><c r=\"G2\" t=\"b\"><v>1</v></c>"
        "<c r=\"H2\" t=\"e\"><v>#REF!</v></c><c r=\"I2\" t=\"str\"><f>A1</f><v>文</v></c>"
        "<c r=\"J2\"><f>1+1</f><v>2</v></c><c r=\"K2\"><f>x</f></c>"
        "<c r=\"L2\" t=\"inlineStr\"><is><t>行内_x000A_文</t></is></c></row>";
    const auto sheets = read(workbook_parts({sheet_xml(data)}, strings, styles));
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_THAT(
        lines(sheets[0]),
        ElementsAre("2:村|富文本||500229190001010019|2019-06-30|2019-06-30 12:00:00|yes|#REF!|"
                    "文|2||行内\n文|"));
    const auto& cells = sheets[0].rows[0].cells;
    EXPECT_EQ(cells[3].kind, CellKind::number);
    EXPECT_EQ(cells[4].kind, CellKind::date);
    EXPECT_EQ(cells[6].kind, CellKind::boolean);
    EXPECT_EQ(cells[7].kind, CellKind::error);
    EXPECT_TRUE(cells[8].is_formula && cells[9].is_formula && cells[10].is_formula);
    EXPECT_EQ(cells[10].kind, CellKind::empty);
}

TEST_F(Xlsx, Counts_rows_and_cells_where_the_file_does_not) {
    const auto sheets =
        read(workbook_parts({sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row/>"
                                       "<row><c r=\"C3\"><v>3</v></c><c><v>4</v></c></row>")}));
    EXPECT_THAT(lines(sheets.at(0)), ElementsAre("1:1|2|", "3:||3|4|"));
}

TEST_F(Xlsx, A_row_beyond_the_last_of_a_sheet_is_damage) {
    const auto row = [](const std::string& number) {
        return workbook_parts({sheet_xml("<row r=\"" + number + "\"><c><v>1</v></c></row>" +
                                         (number.size() > 9 ? "<row><c><v>2</v></c></row>" : ""))});
    };
    EXPECT_EQ(read(row("1048576")).at(0).rows.at(0).number, 1'048'576);
    EXPECT_THAT(refusal(row("1048577")), HasSubstr("已损坏"));
    EXPECT_THAT(refusal(row("9223372036854775807")), HasSubstr("已损坏"));
}

TEST_F(Xlsx, An_escape_never_makes_a_nul_and_a_sheet_name_is_cut) {
    auto parts = workbook_parts({sheet_xml(text_rows({{"a_x0000_b_x0041_"}}))});
    auto& book = parts["xl/workbook.xml"];
    book.replace(book.find("S1"), 2, "\u202E" + std::string(5'000, 'S'));
    const auto sheets = read(parts);
    EXPECT_EQ(sheets.at(0).rows.at(0).cells.at(0).text, "a_x0000_bA");
    EXPECT_LT(sheets[0].info.name.size(), 100U);
    EXPECT_TRUE(sheets[0].info.name.starts_with("\uFFFDSSS"));
}

TEST_F(Xlsx, A_long_text_that_many_cells_refer_to_counts_each_time) {
    const auto parts = [](int cells) {
        std::string data = "<row>";
        for (int i = 0; i < cells; ++i) data += "<c t=\"s\"><v>0</v></c>";
        return workbook_parts({sheet_xml(data + "</row>")},
                              "<sst><si><t>" + std::string(30'000, 'x') + "</t></si></sst>");
    };
    ReadLimits limits;
    limits.bytes_max = 1'000'000;
    EXPECT_EQ(read(parts(10), limits).at(0).rows.at(0).cells.size(), 10U);
    EXPECT_THAT(refusal(parts(50), limits), HasSubstr("的上限"));
}

TEST_F(Xlsx, Knows_merged_cells_before_the_rows_although_they_stand_behind) {
    const std::string merges =
        "<mergeCells count=\"2\"><mergeCell ref=\"A1:C1\"/><mergeCell "
        "ref=\"A2:A4\"></mergeCell></mergeCells>";
    const auto sheets =
        read(workbook_parts({sheet_xml(text_rows({{"标题"}, {"甲", "乙"}}), merges)}));
    EXPECT_EQ(sheets[0].rows[0].cells[0].merged_columns, 3);
    EXPECT_EQ(sheets[0].rows[1].cells[0].merged_rows, 3);
    EXPECT_EQ(sheets[0].rows[1].cells[1].merged_rows, 1);
}

TEST_F(Xlsx, Passes_over_hidden_and_empty_sheets_and_keeps_the_order_of_tabs) {
    auto parts = workbook_parts({sheet_xml(text_rows({{"一"}})), sheet_xml(text_rows({{"藏"}})),
                                 sheet_xml(""), sheet_xml(text_rows({{"四"}}))});
    auto& book = parts["xl/workbook.xml"];
    book.replace(book.find("name=\"S2\""), 9, "state=\"veryHidden\" name=\"S2\"");
    const auto sheets = read(parts);
    ASSERT_EQ(sheets.size(), 2U);
    EXPECT_EQ(sheets[0].info.name, "S1");
    EXPECT_EQ(sheets[1].info.name, "S4");
}

TEST_F(Xlsx, Reads_prefixed_strict_workbooks_and_the_1904_system) {
    auto parts = workbook_parts(
        {xml_head +
         "<x:worksheet xmlns:x=\"http://purl.oclc.org/ooxml/spreadsheetml/main\">"
         "<x:dimension ref=\"A1:XFD1048576\"/><x:sheetData><x:row r=\"1\"><x:c r=\"A1\" s=\"0\">"
         "<x:v>42184</x:v></x:c></x:row></x:sheetData></x:worksheet>"},
        "", xml_head + "<styleSheet><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>",
        "<workbookPr date1904=\"1\"/>");
    EXPECT_THAT(lines(read(parts).at(0)), ElementsAre("1:2019-06-30|"));
}

TEST_F(Xlsx, Reads_what_LibreOffice_writes) {
    const auto sheets =
        read(std::filesystem::path(places::source("tests/fixtures/good/libreoffice.xlsx")));
    ASSERT_EQ(sheets.size(), 1U);
    EXPECT_EQ(sheets[0].info.name, "村表");
    EXPECT_THAT(
        lines(sheets[0]),
        ElementsAre("1:某县行政村底册|", "2:村代码|基本情况||退出指标已完成|",
                    "3:|常住户数（户）|常住人口（人）|", "4:431224101201|120|420|是|2019-06-30|",
                    ::testing::StartsWith("5:431224101202| ８０ |0.3|0|1.23456789012346E+")));
    EXPECT_EQ(sheets[0].rows[0].cells[0].merged_columns, 4);
    EXPECT_EQ(sheets[0].rows[1].cells[0].merged_rows, 2);
    EXPECT_TRUE(sheets[0].rows[3].cells[2].is_formula);
}

TEST_F(Xlsx, A_document_type_with_entities_is_refused) {
    const std::string bomb =
        "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        "<worksheet><sheetData><row><c t=\"str\"><v>&x;</v></c></row></sheetData></worksheet>";
    EXPECT_THAT(refusal(workbook_parts({bomb})), HasSubstr("DOCTYPE"));
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"a"}}))},
                                       "<!DOCTYPE s><sst><si><t>x</t></si></sst>")),
                HasSubstr("DOCTYPE"));
}

TEST_F(Xlsx, A_zip_bomb_is_stopped_by_what_really_comes_out) {
    ReadLimits limits;
    limits.bytes_max = 1 << 20;
    std::string spaces(8 << 20, ' ');
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(spaces)}), limits), HasSubstr("1 MB 的上限"));
    std::string rows;
    for (int i = 1; i < 60'000; ++i) rows += "<row><c><v>1</v></c></row>";
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(rows)}), limits), HasSubstr("1 MB 的上限"));
}

TEST_F(Xlsx, A_flood_of_shared_texts_is_stopped) {
    ReadLimits limits;
    limits.shared_strings_bytes_max = 1 << 20;
    std::string many = xml_head + "<sst>";
    for (int i = 0; i < 70'000; ++i) many += "<si/>";
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"a"}}))}, many + "</sst>"), limits),
                HasSubstr("文字超过 1 MB"));
}

TEST_F(Xlsx, Merged_ranges_over_the_whole_sheet_cost_nothing) {
    const auto sheets = read(
        workbook_parts({sheet_xml(text_rows({{"a"}, {"b"}}),
                                  "<mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>")}));
    EXPECT_EQ(sheets[0].rows[0].cells.size(), 1U);
    EXPECT_EQ(sheets[0].rows[0].cells[0].merged_rows, 1'048'576);
    std::string merges;
    for (int i = 0; i < 200'001; ++i) merges += "<mergeCell ref=\"A1:B2\"/>";
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"a"}}), merges)})),
                HasSubstr("合并单元格超过 200000"));
}

TEST_F(Xlsx, Limits_hold_at_their_edge) {
    ReadLimits limits;
    limits.rows_max = 2;
    limits.columns_max = 2;
    limits.cell_characters_max = 3;
    EXPECT_EQ(read(workbook_parts({sheet_xml(text_rows({{"一二三", "b"}, {"c"}}))}), limits).size(),
              1U);
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"a"}, {"b"}, {"c"}}))}), limits),
                HasSubstr("2 行的上限"));
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"a", "b", "c"}}))}), limits),
                HasSubstr("C 列"));
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(text_rows({{"一二三四"}}))}), limits),
                HasSubstr("3 个字符"));
}

TEST_F(Xlsx, Damaged_files_are_refused_with_a_sentence) {
    const auto good =
        write_zip(folder.path() / "好.xlsx", workbook_parts({sheet_xml(text_rows({{"a"}}))}));
    const std::string bytes = read_bytes(good);
    for (const std::size_t length : {bytes.size() - 1, bytes.size() / 2, std::size_t{100}})
        EXPECT_THAT(error_of([&] { read(folder.write("断.xlsx", bytes.substr(0, length))); }),
                    HasSubstr("“断.xlsx”已损坏或不完整"));
    EXPECT_THAT(refusal(workbook_parts({"<worksheet><sheetData><row>"})), HasSubstr("已损坏"));
    EXPECT_THAT(refusal(workbook_parts({sheet_xml("<row><c t=\"s\"><v>5</v></c></row>")})),
                HasSubstr("已损坏"));
    EXPECT_THAT(refusal(workbook_parts({sheet_xml("<row r=\"2\"/><row r=\"1\"/>")})),
                HasSubstr("已损坏"));
    auto missing = workbook_parts({sheet_xml("")});
    missing.erase("xl/worksheets/sheet1.xml");
    EXPECT_THAT(refusal(missing), HasSubstr("已损坏"));
    EXPECT_THAT(refusal(workbook_parts(
                    {sheet_xml("<row><c a=\"" + std::string(3 << 20, 'x') + "\"/></row>")})),
                HasSubstr("已损坏"));
    std::string deep;
    for (int i = 0; i < 100; ++i) deep += "<a>";
    EXPECT_THAT(refusal(workbook_parts({sheet_xml(deep)})), HasSubstr("已损坏"));
}

TEST_F(Xlsx, An_empty_workbook_is_refused) {
    EXPECT_THAT(refusal(workbook_parts(
                    {sheet_xml(""), sheet_xml("<row r=\"1\"><c r=\"A1\" s=\"0\"/></row>")})),
                HasSubstr("没有任何内容"));
}

TEST_F(Xlsx, Files_are_recognised_by_their_content) {
    const auto refused = [&](const std::string& name, const std::string& bytes) {
        return error_of([&] { recognise_file(folder.write(name, bytes)); });
    };
    const std::string ole = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(504, '\0');
    std::string encrypted = ole;
    for (const char c : std::string("EncryptedPackage")) encrypted += std::string{c, '\0'};
    EXPECT_THAT(refused("密.xlsx", encrypted), HasSubstr("“密.xlsx”已加密"));
    EXPECT_THAT(refused("旧.xls", ole), HasSubstr("旧版 Office 文件"));
    EXPECT_THAT(refused("假.xlsx", "村代码,户数\n1,2\n"),
                HasSubstr("后缀是 .xlsx，内容却是文本表格"));
    EXPECT_THAT(refused("假.csv", "%PDF-1.4"), HasSubstr("PDF 文档"));
    EXPECT_THAT(refused("网页.xls", "<html><table></table>"), HasSubstr("网页"));
    EXPECT_THAT(refused("空.csv", ""), HasSubstr("空文件"));
    const auto zip = write_zip(folder.path() / "假.csv", workbook_parts({sheet_xml("")}));
    EXPECT_THAT(error_of([&] { recognise_file(zip); }), HasSubstr("内容却是Excel 工作簿"));
    EXPECT_THAT(error_of([&] { recognise_file(folder.path() / "没有.csv"); }),
                HasSubstr("找不到文件"));
    EXPECT_THAT(
        error_of([&] {
            recognise_file(write_zip(folder.path() / "文.xlsx", {{"word/document.xml", "x"}}));
        }),
        HasSubstr("Word"));
    EXPECT_EQ(recognise_file(folder.write("无后缀", "a,b\n")), FileKind::csv);
}

TEST_F(Xlsx, A_zip_entry_with_a_password_is_refused_as_encrypted) {
    const auto path = folder.path() / "密.xlsx";
    int code = 0;
    zip_t* archive = zip_open(path.c_str(), ZIP_CREATE, &code);
    for (const auto& [name, bytes] : workbook_parts({sheet_xml("")})) {
        const zip_int64_t index = zip_file_add(
            archive, name.c_str(), zip_source_buffer_create(bytes.data(), 0, 0, nullptr), 0);
        zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, "x");
    }
    ASSERT_EQ(zip_close(archive), 0);
    EXPECT_THAT(error_of([&] { read(path); }), HasSubstr("已加密"));
}

}  // namespace
}  // namespace ingest
