#include "report/reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "read_back.hpp"

namespace report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ErrorTable::Row wrong_row(std::int64_t row, std::vector<std::string> cells, std::size_t column) {
    base::Finding finding;
    finding.sheet = "农户";
    finding.row = row;
    finding.column = "出生日期";
    finding.value = "2019-02-30";
    finding.expected = {"存在的日期", "a day that exists"};
    finding.message = {"2019-02-30 不存在。", "2019-02-30 does not exist."};
    return {"农户", row, std::move(cells), {{column, finding}}};
}

TEST(ErrorWorkbook, ShowsTheRowsAsTheyCameWithTheWrongCellsMarked) {
    test::Folder folder;
    const ErrorTable table{{"户编号", "日期"},
                           {wrong_row(7, {"001", "2019-02-30"}, 1), wrong_row(9, {"=1+1", ""}, 1)}};
    write_error_workbook(folder.file("e.xlsx"), table);
    const std::string rows = test::sheet(folder.file("e.xlsx"), 1);
    EXPECT_EQ(test::cell(rows, "A1"), "户编号");
    EXPECT_EQ(test::cell(rows, "C1"), "问题 Problem");
    EXPECT_EQ(test::cell(rows, "A2"), "001");
    EXPECT_EQ(test::cell(rows, "B2"), "2019-02-30");
    EXPECT_EQ(test::cell(rows, "A3"), "=1+1");
    EXPECT_THAT(test::cell(rows, "C2"), HasSubstr("第 7 行"));
    EXPECT_THAT(test::cell(rows, "C2"), HasSubstr("2019-02-30 does not exist."));
    EXPECT_THAT(test::part(folder.file("e.xlsx"), "xl/comments1.xml"), HasSubstr("ref=\"B2\""));
    const std::string findings = test::sheet(folder.file("e.xlsx"), 2);
    EXPECT_EQ(test::cell(findings, "B2"), "7");
    EXPECT_EQ(test::cell(findings, "F3"), "2019-02-30 不存在。");
}

TEST(ErrorWorkbook, AComplaintAboutTheWholeRowMarksNoCell) {
    test::Folder folder;
    write_error_workbook(folder.file("e.xlsx"), {{"户编号"}, {wrong_row(7, {"001"}, 1)}});
    EXPECT_EQ(test::part(folder.file("e.xlsx"), "xl/comments1.xml"), "");
    EXPECT_THAT(test::cell(test::sheet(folder.file("e.xlsx")), "B2"), HasSubstr("不存在"));
}

programme::Programme sample_programme() {
    programme::Programme programme;
    programme.title = {"创建方案", "Programme"};
    programme::Aspect aspect;
    aspect.name = "phones";
    aspect.label = {"移动手机使用", "Mobile phones"};
    programme::Item item;
    item.name = "rate";
    item.label = {"普及率", "Rate"};
    item.weight = 100;
    aspect.items.push_back(item);
    programme::Scorecard card;
    card.aspects.push_back(aspect);
    card.total = 100;
    card.pass = 80;
    card.pass_label = {"达标", "Passed"};
    card.top_label = {"优秀", "Excellent"};
    programme.scorecard = card;
    return programme;
}

RankedUnit sample_unit(const std::string& name, const base::Rational& points, std::int64_t rank) {
    RankedUnit unit{"433124100201", name, "花垣县花垣镇" + name, {}};
    programme::ItemScore item;
    item.aspect = "phones";
    item.item = "rate";
    item.count = {650, 1000};
    item.points = points;
    item.maximum = 100;
    item.explanation = {"说明", "why"};
    unit.score.items.push_back(item);
    unit.score.total = points;
    unit.score.passed = points >= 80;
    unit.score.grade = unit.score.passed ? programme::Grade::passed : programme::Grade::none;
    unit.score.rank = rank;
    return unit;
}

TEST(RankingWorkbook, ListsUnitsWithPointsExactTotalAndGrade) {
    test::Folder folder;
    write_ranking_workbook(folder.file("r.xlsx"), sample_programme(), "2019-06",
                           {sample_unit("石坝村", base::Rational(2357, 28), 1)});
    const std::string ranking = test::sheet(folder.file("r.xlsx"), 1);
    EXPECT_THAT(test::cell(ranking, "A1"), HasSubstr("2019-06"));
    EXPECT_EQ(test::cell(ranking, "A3"), "1");
    EXPECT_EQ(test::cell(ranking, "B3"), "石坝村");
    EXPECT_EQ(test::cell(ranking, "C3"), "花垣镇");
    EXPECT_EQ(test::cell(ranking, "D3"), "433124100201");
    EXPECT_EQ(test::cell(ranking, "F3"), "84.18");
    EXPECT_EQ(test::cell(ranking, "G3"), "2357/28");
    EXPECT_EQ(test::cell(ranking, "H3"), "达标 Passed");
    const std::string items = test::sheet(folder.file("r.xlsx"), 2);
    EXPECT_EQ(test::cell(items, "G3"), "650");
    EXPECT_EQ(test::cell(items, "H3"), "1000");
    EXPECT_EQ(test::cell(items, "K3"), "说明");
}

TEST(RankingWorkbook, H_18_ATotalThatOnlyRoundsToThePassLineIsMarkedNotPassed) {
    test::Folder folder;
    write_ranking_workbook(folder.file("r.xlsx"), sample_programme(), "2019-06",
                           {sample_unit("甲村", base::Rational(80), 1),
                            sample_unit("乙村", base::Rational(79995, 1000), 2),
                            sample_unit("丙村", base::Rational(7999, 100), 3)});
    const std::string xml = test::sheet(folder.file("r.xlsx"), 1);
    EXPECT_EQ(test::cell(xml, "H3"), "达标 Passed");
    EXPECT_EQ(test::cell(xml, "F4"), "80");
    EXPECT_THAT(test::cell(xml, "H4"), HasSubstr("四舍五入"));
    EXPECT_EQ(test::cell(xml, "H5"), "未达标 Not passed");
}

TEST(RankingWorkbook, UnitsWithoutDataAreListedApart) {
    test::Folder folder;
    RankedUnit unit = sample_unit("甲村", base::Rational(0), 1);
    unit.score.complete = false;
    unit.score.rank.reset();
    unit.score.items[0].applicable = false;
    write_ranking_workbook(folder.file("r.xlsx"), sample_programme(), "2019-06", {unit});
    EXPECT_EQ(test::cell(test::sheet(folder.file("r.xlsx"), 1), "B3"), "");
    const std::string apart = test::sheet(folder.file("r.xlsx"), 3);
    EXPECT_EQ(test::cell(apart, "A3"), "甲村");
    EXPECT_EQ(test::cell(apart, "E3"), "普及率 Rate");
}

registers::Declaration sample_declaration() {
    registers::Declaration declaration;
    declaration.name = "household";
    declaration.label = {"户底册", "Household"};
    declaration.geometry = registers::GeometryType::point;
    registers::Field number;
    number.name = "head_id";
    number.type = registers::FieldType::id_number;
    number.label = {"证件号码", "Identity number"};
    number.required = true;
    registers::Field residents;
    residents.name = "residents";
    residents.type = registers::FieldType::integer;
    residents.label = {"常住人口", "Residents"};
    residents.unit = "人";
    residents.minimum = 0;
    residents.maximum = 50;
    registers::Field category;
    category.name = "category";
    category.type = registers::FieldType::code;
    category.label = {"户类别", "Category"};
    category.codes = {{"ordinary", {"一般户", "Ordinary"}, {}}, {"poor", {"贫困户", "Poor"}, {}}};
    declaration.fields = {number, residents, category};
    return declaration;
}

TEST(TemplateWorkbook, HasOneHeaderRowWithUnitsAndTheChoices) {
    test::Folder folder;
    write_template_workbook(folder.file("t.xlsx"), sample_declaration());
    const std::string form = test::sheet(folder.file("t.xlsx"), 1);
    EXPECT_EQ(test::cell(form, "A1"), "证件号码");
    EXPECT_EQ(test::cell(form, "B1"), "常住人口（人）");
    EXPECT_EQ(test::cell(form, "D1"), "经度");
    EXPECT_EQ(test::cell(form, "F1"), "坐标系");
    EXPECT_THAT(form, HasSubstr("一般户,贫困户"));
    EXPECT_THAT(form, HasSubstr("CGCS2000,WGS84,GCJ-02,BD-09"));
    EXPECT_THAT(form, Not(HasSubstr("r=\"A2\"")));
}

TEST(TemplateWorkbook, TheGuideExplainsEveryColumn) {
    test::Folder folder;
    write_template_workbook(folder.file("t.xlsx"), sample_declaration());
    const std::string guide = test::sheet(folder.file("t.xlsx"), 2);
    EXPECT_EQ(test::cell(guide, "C2"), "是 Yes");
    EXPECT_EQ(test::cell(guide, "D3"), "整数，不小于 0，不大于 50；单位：人");
    EXPECT_EQ(test::cell(guide, "F4"), "一般户、贫困户");
    EXPECT_EQ(test::cell(guide, "A7"), "坐标系");
}

}  // namespace
}  // namespace report
