#include "report/workbook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "exact_numbers.hpp"
#include "read_back.hpp"

namespace report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void write_sample(const std::filesystem::path& file) {
    WorkbookWriter writer(file);
    writer.begin_sheet("排名 Ranking", {8, 20, 12}, 2);
    writer.begin_row();
    writer.merge(0, 2, "标题", CellStyle::title);
    writer.begin_row();
    for (const char* head : {"名次 Rank", "村 Village", "总分 Total"})
        writer.text(head, CellStyle::header);
    for (int i = 0; i < 100; ++i) {
        writer.begin_row();
        writer.integer(i + 1);
        writer.text("村" + std::to_string(i));
        writer.decimal(std::to_string(i) + ".18");
    }
    writer.finish();
}

class OneSheet {
public:
    OneSheet() : writer_(folder_.file("a.xlsx")) { writer_.begin_sheet("表", {10}, 0); }
    WorkbookWriter& writer() { return writer_; }
    std::string finish() {
        writer_.finish();
        return test::sheet(folder_.file("a.xlsx"));
    }

private:
    test::Folder folder_;
    WorkbookWriter writer_;
};

TEST(Workbook, SameCallsGiveTheSameBytes) {
    test::Folder folder;
    write_sample(folder.file("a.xlsx"));
    write_sample(folder.file("b.xlsx"));
    EXPECT_FALSE(test::bytes_of(folder.file("a.xlsx")).empty());
    EXPECT_EQ(test::bytes_of(folder.file("a.xlsx")), test::bytes_of(folder.file("b.xlsx")));
}

TEST(Workbook, TextThatLooksLikeAFormulaStaysText) {
    OneSheet sheet;
    const std::vector<std::string> texts = {
        "=1+1", "+86", "-5", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")"};
    for (const std::string& text : texts) {
        sheet.writer().begin_row();
        sheet.writer().text(text);
    }
    const std::string xml = sheet.finish();
    EXPECT_THAT(xml, Not(HasSubstr("<f>")));
    EXPECT_THAT(xml, Not(HasSubstr("<v>")));
    EXPECT_EQ(test::cell(xml, "A1"), "=1+1");
    EXPECT_EQ(test::cell(xml, "A3"), "-5");
}

TEST(Workbook, LongDigitsAsTextKeepEveryDigit) {
    OneSheet sheet;
    sheet.writer().begin_row();
    sheet.writer().text("990000190001010016");
    EXPECT_EQ(test::cell(sheet.finish(), "A1"), "990000190001010016");
}

TEST(Workbook, DecimalsAreStoredAsTheyWereWritten) {
    OneSheet sheet;
    for (int i = 0; i <= 10'000; ++i) {
        sheet.writer().begin_row();
        std::string digits = std::to_string(i);
        if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
        digits.insert(digits.size() - 2, ".");
        sheet.writer().decimal(digits);
    }
    const std::string xml = sheet.finish();
    EXPECT_EQ(test::cell(xml, "A8419"), "84.18");
    EXPECT_EQ(test::cell(xml, "A8001"), "80");
    EXPECT_EQ(test::cell(xml, "A58"), "0.57");
    EXPECT_THAT(xml, Not(HasSubstr("00000")));
    EXPECT_THAT(xml, Not(HasSubstr("99999")));
}

TEST(Workbook, SmallLongAndNegativeDecimalsKeepTheirDigits) {
    OneSheet sheet;
    for (const char* digits :
         {"0.0000001", "109.4847709", "-84.18", "123456789012345678.25", "x"}) {
        sheet.writer().begin_row();
        sheet.writer().decimal(digits);
    }
    const std::string xml = sheet.finish();
    EXPECT_EQ(test::cell(xml, "A1"), "0.0000001");
    EXPECT_EQ(test::cell(xml, "A2"), "109.4847709");
    EXPECT_EQ(test::cell(xml, "A3"), "-84.18");
    EXPECT_EQ(test::cell(xml, "A4"), "123456789012345678.25");
    EXPECT_EQ(test::cell(xml, "A5"), "x");
}

TEST(Workbook, AWholeNumberTooLongForADoubleIsWrittenAsText) {
    OneSheet sheet;
    for (const std::int64_t value :
         {std::int64_t{999'999'999'999'999}, std::int64_t{1'000'000'000'000'000}}) {
        sheet.writer().begin_row();
        sheet.writer().integer(value);
    }
    const std::string xml = sheet.finish();
    EXPECT_THAT(xml, HasSubstr("<v>999999999999999</v>"));
    EXPECT_THAT(xml, HasSubstr("<t>1000000000000000</t>"));
}

TEST(Workbook, ASheetPrintsOnA4LandscapeWithItsHeaderRepeated) {
    test::Folder folder;
    write_sample(folder.file("a.xlsx"));
    const std::string xml = test::sheet(folder.file("a.xlsx"));
    EXPECT_THAT(xml, HasSubstr("paperSize=\"9\""));
    EXPECT_THAT(xml, HasSubstr("orientation=\"landscape\""));
    EXPECT_THAT(xml, HasSubstr("fitToHeight=\"0\""));
    EXPECT_THAT(xml, HasSubstr("ySplit=\"2\""));
    EXPECT_THAT(xml, HasSubstr("<autoFilter ref=\"A2:C102\"/>"));
    EXPECT_THAT(xml, HasSubstr("<mergeCell ref=\"A1:C1\"/>"));
    EXPECT_THAT(test::part(folder.file("a.xlsx"), "xl/workbook.xml"), HasSubstr("$1:$2"));
}

TEST(Workbook, AHeaderCellMayCoverTheRowsAboveIt) {
    OneSheet sheet;
    sheet.writer().begin_row();
    sheet.writer().text("户编号", CellStyle::header);
    sheet.writer().merge(1, 2, "坐标", CellStyle::header);
    sheet.writer().begin_row();
    sheet.writer().merge_up(0, 1, CellStyle::header);
    sheet.writer().text("经度", CellStyle::header);
    sheet.writer().text("纬度", CellStyle::header);
    const std::string xml = sheet.finish();
    EXPECT_THAT(xml, HasSubstr("<mergeCell ref=\"A1:A2\"/>"));
    EXPECT_THAT(xml, HasSubstr("<mergeCell ref=\"B1:C1\"/>"));
    EXPECT_EQ(test::cell(xml, "A1"), "户编号");
    EXPECT_EQ(test::cell(xml, "C2"), "纬度");
}

TEST(Workbook, CommentsAndChoicesStandInTheFile) {
    test::Folder folder;
    WorkbookWriter writer(folder.file("a.xlsx"));
    writer.begin_sheet("表", {10});
    writer.begin_row();
    writer.text("类别", CellStyle::header);
    writer.comment("说明 & <例>");
    writer.choices(0, 1, 99, {"一般户", "低保户"});
    writer.finish();
    EXPECT_THAT(test::part(folder.file("a.xlsx"), "xl/comments1.xml"),
                HasSubstr("说明 &amp; &lt;例&gt;"));
    EXPECT_THAT(test::sheet(folder.file("a.xlsx")), HasSubstr("一般户,低保户"));
}

TEST(Workbook, TextOutsideXmlOrTheCellLimitStillGivesAReadableFile) {
    OneSheet sheet;
    std::string long_text;
    for (int i = 0; i < 40'000; ++i) long_text += "万";
    for (const std::string& text : {std::string("a\0b", 3), std::string("\xEF\xBF\xBF"),
                                    std::string("\xff\xfe"), long_text}) {
        sheet.writer().begin_row();
        sheet.writer().text(text);
    }
    const std::string xml = sheet.finish();
    EXPECT_EQ(test::cell(xml, "A1"), "a b");
    EXPECT_EQ(test::cell(xml, "A2"), "\xEF\xBF\xBD");
    EXPECT_EQ(test::cell(xml, "A3"), "??");
    EXPECT_EQ(test::cell(xml, "A4").size(), 32'000U * 3U);
    EXPECT_TRUE(test::cell(xml, "A4").ends_with("万…"));
}

TEST(Workbook, AMissingFolderIsUnavailable) {
    test::Folder folder;
    try {
        WorkbookWriter writer(folder.path() / "none" / "a.xlsx");
        FAIL();
    } catch (const base::Error& error) {
        EXPECT_EQ(error.kind(), base::ErrorKind::unavailable);
        EXPECT_THAT(error.message().zh, HasSubstr("a.xlsx"));
    }
}

TEST(Workbook, AnUnfinishedWorkbookLeavesNothing) {
    test::Folder folder;
    {
        WorkbookWriter writer(folder.file("a.xlsx"));
        writer.begin_sheet("表", {10});
        writer.begin_row();
        writer.text("x");
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Workbook, AFinishThatFailsKeepsTheOldFileAndLeavesNoPart) {
    test::Folder folder;
    std::filesystem::create_directory(folder.file("a.xlsx"));
    WorkbookWriter writer(folder.file("a.xlsx"));
    writer.begin_sheet("表", {10});
    EXPECT_THROW(writer.finish(), base::Error);
    EXPECT_FALSE(std::filesystem::exists(folder.file("a.xlsx.part")));
    EXPECT_TRUE(std::filesystem::is_directory(folder.file("a.xlsx")));
}

TEST(ExactNumbers, TheShortestDecimalHasTheSameValue) {
    EXPECT_EQ(shortest_decimal("84.180"), "84.18");
    EXPECT_EQ(shortest_decimal("-012.50"), "-12.5");
    EXPECT_EQ(shortest_decimal("80.00"), "80");
    EXPECT_EQ(shortest_decimal("-0.00"), "0");
    EXPECT_EQ(shortest_decimal(".5"), "0.5");
    EXPECT_EQ(shortest_decimal("0"), "0");
    for (const char* not_decimal : {"", "-", ".", "1e5", "1.2.3", "12 "})
        EXPECT_EQ(shortest_decimal(not_decimal), "") << not_decimal;
}

}  // namespace
}  // namespace report
