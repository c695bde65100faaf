#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "cell_reference.hpp"
#include "files_for_tests.hpp"
#include "xml.hpp"

namespace documents {
namespace {

using testing::HasSubstr;

std::string text_cell(const std::string& place, const std::string& text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}

std::string sheet(const std::string& rows, const std::string& more = "") {
    return "<worksheet><sheetData>" + rows + "</sheetData>" + more + "</worksheet>";
}

std::string filled(const std::string& rows, const std::string& figures,
                   const std::string& more = "") {
    return part_of(fill(workbook_file(sheet(rows, more)), figures), "xl/worksheets/sheet1.xml");
}

const char* const rows_with_sum =
    "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{{title}}</t></is></c></row>"
    "<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>{{each rows}}{{name}}</t></is></c>"
    "<c r=\"B3\" t=\"inlineStr\"><is><t>{{n}}</t></is></c>"
    "<c r=\"C3\"><f>B3*2</f><v>0</v></c>"
    "<c r=\"D3\" t=\"inlineStr\"><is><t>{{end}}</t></is></c></row>"
    "<row r=\"4\"><c r=\"B4\"><f>SUM(B3:B3)</f></c></row>";

TEST(Xlsx, ARowIsRepeatedAndFormulasFollow) {
    const std::string xml = filled(rows_with_sum, R"({"title": "表", "rows": [
        {"name": "甲", "n": 1}, {"name": "乙", "n": 2}, {"name": "丙", "n": 3}]})");
    EXPECT_THAT(xml, HasSubstr("<c r=\"B5\"><v>3</v></c>"));
    EXPECT_THAT(xml, HasSubstr("<f>B5*2</f>"));
    EXPECT_THAT(xml, HasSubstr("<row r=\"6\"><c r=\"B6\"><f>SUM(B3:B5)</f></c></row>"));
}

TEST(Xlsx, MergedCellsOfARepeatedRowAreMergedInEachCopy) {
    const std::string xml =
        filled(rows_with_sum, R"({"title": "表", "rows": [{"name": "甲", "n": 1},
        {"name": "乙", "n": 2}]})",
               "<mergeCells count=\"3\"><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"A3:B3\"/>"
               "<mergeCell ref=\"A4:B4\"/></mergeCells>");
    for (const char* range : {"A1:D1", "A3:B3", "A4:B4", "A5:B5"})
        EXPECT_THAT(xml, HasSubstr(std::string("ref=\"") + range + "\""));
    EXPECT_THAT(xml, HasSubstr("count=\"4\""));
}

TEST(Xlsx, WithoutItemsTheRowIsGone) {
    const std::string xml = filled(rows_with_sum, R"({"title": "表", "rows": []})");
    EXPECT_THAT(xml, HasSubstr("<row r=\"3\"><c r=\"B3\">"));
}

TEST(Xlsx, X_13_a_list_without_items_says_so_in_one_row) {
    std::string rows = rows_with_sum;
    rows.replace(rows.find("{{each rows}}"), 13, "{{each rows｜缺省:本期无}}");
    const std::string none = filled(rows, R"({"title": "表", "rows": []})");
    EXPECT_THAT(none,
                HasSubstr("<c r=\"A3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">本期无"));
    EXPECT_THAT(none, testing::Not(HasSubstr("{{")));
    EXPECT_THAT(none, HasSubstr("<f>SUM(B3:B3)</f>"));
    const std::string some = filled(rows, R"({"title": "表", "rows": [{"name": "甲", "n": 1}]})");
    EXPECT_THAT(some, testing::Not(HasSubstr("本期无")));
    EXPECT_THAT(some, HasSubstr("<c r=\"B3\"><v>1</v></c>"));
    EXPECT_THROW((void)filled(rows, R"({"title": "表", "rows": 3})"), base::Error);
}

TEST(Xlsx, X_14_LongNumbersInTextsStayTexts) {
    EXPECT_THAT(filled("<row r=\"1\">" + text_cell("A1", "{{id}}") + "</row>",
                       R"({"id": "043312410020000001"})"),
                HasSubstr("t=\"inlineStr\"><is><t xml:space=\"preserve\">043312410020000001"));
}

TEST(Xlsx, AShareAsANumberKeepsTheCellsOwnFormat) {
    EXPECT_THAT(filled("<row r=\"1\"><c r=\"A1\" s=\"4\" t=\"inlineStr\"><is><t>{{r|数值}}</t></is>"
                       "</c></row>",
                       R"({"r": {"value": "5/6", "unit": "percent"}})"),
                HasSubstr("<c r=\"A1\" s=\"4\"><v>0.833333</v></c>"));
}

TEST(Xlsx, X_13_AnErrorIsNamedWithSheetAndCell) {
    try {
        (void)filled("<row r=\"7\">" + text_cell("C7", "{{gone}}") + "</row>", R"({"here": 1})");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_THAT(error.message().zh, HasSubstr("模板“表.xlsx”工作表“汇总”单元格 C7"));
        EXPECT_THAT(error.message().en, HasSubstr("表.xlsx, sheet 汇总, cell C7"));
    }
}

TEST(Xlsx, TextsOfTheSharedTableAreFound) {
    auto file = workbook_file(sheet("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>"));
    Package package = read_package(file.bytes, file.name);
    package.put("xl/sharedStrings.xml",
                "<sst><si><t>x</t></si><si><r><t>共{{</t></r><r><t>n}}户</t></r></si></sst>");
    file.bytes = write_package(package);
    EXPECT_THAT(part_of(fill(file, R"({"n": 5})"), "xl/worksheets/sheet1.xml"), HasSubstr("共5户"));
}

TEST(CellReference, OnlyReferencesToTheSameSheetMove) {
    const auto moved = [](std::int64_t row, RangeSide side) {
        return side == RangeSide::end ? row + 10 : row + 1;
    };
    EXPECT_EQ(move_rows("SUM($B$3:B3)+LOG10(C4)&\"B3\"", moved), "SUM($B$4:B13)+LOG10(C5)&\"B3\"");
    EXPECT_EQ(move_rows("Sheet2!A1:B2+'表 1'!C3+A1", moved), "Sheet2!A1:B2+'表 1'!C3+A2");
}

}  // namespace
}  // namespace documents
