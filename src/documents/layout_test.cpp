#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "documents/fill.hpp"
#include "files_for_tests.hpp"
#include "places_for_tests.hpp"
#include "xml.hpp"

// GB/T 9704-2012 on files that were made: what an official document must look like.
namespace documents {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr double twips_per_mm = 1440 / 25.4;

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::stringstream bytes;
    bytes << stream.rdbuf();
    return bytes.str();
}

constexpr const char* figures = R"({"period": "2019-06", "begin": "2019-06-01", "end": "2019-06-30",
    "day": "2019-06-30", "region_name": "花垣县", "notes": [], "awards": [],
    "programme": {"title": "创建活动方案", "issuer": "县政府办"},
    "passed": [{"rank": 1, "name": "桃湾村", "place": "云岭镇桃湾村", "grade": "优秀",
                "points": {"value": "2357/28", "unit": "points"}}],
    "excellent": [],
    "issue": {"number": "花乡振信表〔2019〕3号", "date": "2019-07-05", "edition": 1, "reason": "",
              "is_correction": false, "is_draft": false}})";

class Layout : public testing::Test {
protected:
    void SetUp() override {
        const auto file = places::source("templates/R-28.docx");
        made_ = fill({"R-28.docx", bytes_of(file)}, figures);
        document_ = parse_xml(part_of(made_, "word/document.xml"), "document");
    }
    const Node& section() const { return *document_.child("w:body")->child("w:sectPr"); }
    static double mm(const Node& node, const char* attribute) {
        return std::atof(node.attribute(attribute)->c_str()) / twips_per_mm;
    }
    std::string made_;
    Node document_;
};

TEST_F(Layout, X_13_the_page_is_a4_with_the_margins_of_the_standard) {
    const Node& size = *section().child("w:pgSz");
    EXPECT_NEAR(mm(size, "w:w"), 210, 0.1);
    EXPECT_NEAR(mm(size, "w:h"), 297, 0.1);
    const Node& margins = *section().child("w:pgMar");
    EXPECT_NEAR(mm(margins, "w:top"), 37, 1);
    EXPECT_NEAR(mm(margins, "w:left"), 28, 1);
    EXPECT_NEAR(210 - mm(margins, "w:left") - mm(margins, "w:right"), 156, 0.1);
    EXPECT_NEAR(297 - mm(margins, "w:top") - mm(margins, "w:bottom"), 225, 0.1);
}

TEST_F(Layout, X_13_a_page_holds_22_lines_of_28_characters) {
    const double line_twips =
        std::atof(section().child("w:docGrid")->attribute("w:linePitch")->c_str());
    const double height_twips = 225 * twips_per_mm, width_twips = 156 * twips_per_mm;
    EXPECT_LE(22 * line_twips, height_twips + 1);
    EXPECT_GT(23 * line_twips, height_twips);
    const std::string xml = part_of(made_, "word/document.xml");
    EXPECT_THAT(xml, HasSubstr("w:line=\"579\" w:lineRule=\"exact\""));
    EXPECT_THAT(xml, HasSubstr("<w:spacing w:val=\"-5\"/><w:sz w:val=\"32\"/>"));
    constexpr double character_twips = 16 * 20 - 5;
    EXPECT_LE(28 * character_twips, width_twips);
    EXPECT_GT(29 * character_twips, width_twips);
}

TEST_F(Layout, X_13_page_numbers_stand_on_the_outer_side_with_a_dash_on_both) {
    EXPECT_THAT(part_of(made_, "word/settings.xml"), HasSubstr("<w:evenAndOddHeaders/>"));
    const std::string odd = part_of(made_, "word/footer1.xml");
    const std::string even = part_of(made_, "word/footer2.xml");
    EXPECT_THAT(odd, HasSubstr("<w:ind w:right=\"280\"/><w:jc w:val=\"right\"/>"));
    EXPECT_THAT(even, HasSubstr("<w:ind w:left=\"280\"/><w:jc w:val=\"left\"/>"));
    for (const std::string& footer : {odd, even}) {
        EXPECT_THAT(footer, HasSubstr("— </w:t>"));
        EXPECT_THAT(footer, HasSubstr(" PAGE "));
        EXPECT_THAT(footer, HasSubstr("<w:sz w:val=\"28\"/>"));
        EXPECT_THAT(footer, HasSubstr("宋体"));
    }
}

TEST_F(Layout, X_13_number_title_and_date_are_as_the_standard_wants_them) {
    const std::string xml = part_of(made_, "word/document.xml");
    EXPECT_THAT(xml, HasSubstr("花乡振信表〔2019〕3号"));
    EXPECT_THAT(xml, HasSubstr("2019年7月5日"));
    EXPECT_THAT(xml, Not(HasSubstr("07月")));
    EXPECT_THAT(xml, HasSubstr("w:eastAsia=\"方正小标宋简体\""));
    EXPECT_THAT(xml, HasSubstr("w:eastAsia=\"仿宋_GB2312\""));
    EXPECT_THAT(xml, HasSubstr("w:rightChars=\"400\""));
    EXPECT_THAT(xml, HasSubstr("w:color=\"FF0000\""));
    EXPECT_THAT(part_of(made_, "word/fontTable.xml"), HasSubstr("w:altName"));
}

TEST_F(Layout, Points_are_read_back_from_the_finished_file) {
    EXPECT_THAT(document_.inner_text(), HasSubstr("84.18"));
}

TEST(Templates, X_13_the_notes_stand_behind_the_signature_so_that_it_keeps_its_text) {
    int signed_ones = 0;
    for (const auto& entry : std::filesystem::directory_iterator(places::source("templates"))) {
        if (entry.path().extension() != ".docx") continue;
        const std::string text =
            parse_xml(part_of(bytes_of(entry.path()), "word/document.xml"), "document")
                .inner_text();
        const auto date = text.find("{{issue.date");
        if (date == std::string::npos) continue;
        ++signed_ones;
        EXPECT_GT(text.find("{{each notes}}"), date) << entry.path();
    }
    EXPECT_GE(signed_ones, 8);
}

TEST(Templates, X_13_a_sheet_is_printed_in_letters_of_nine_points_at_least) {
    // 11 pt letters; a landscape A4 page takes 140 of them in a line, wider sheets are shrunk to
    // it.
    constexpr double widest = 140 * 11 / 9.0;
    for (const auto& entry : std::filesystem::directory_iterator(places::source("templates"))) {
        if (entry.path().extension() != ".xlsx") continue;
        const Package package = read_package(bytes_of(entry.path()), entry.path().filename());
        for (const auto& part : package.parts) {
            if (!part.name.starts_with("xl/worksheets/sheet")) continue;
            const Node sheet = parse_xml(part.bytes, part.name);
            double width = 0;
            for (const Node& column : sheet.child("cols")->children)
                width += std::atof(column.attribute("width")->c_str());
            EXPECT_LE(width, widest) << entry.path() << part.name;
        }
    }
}

TEST(Templates, every_shipped_template_is_sound_xml_with_its_tags_closed) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(places::source("templates"))) {
        if (entry.path().extension() != ".docx" && entry.path().extension() != ".xlsx") continue;
        ++count;
        const Package package = read_package(bytes_of(entry.path()), entry.path().filename());
        for (const auto& part : package.parts) {
            if (!part.name.ends_with(".xml")) continue;
            EXPECT_NO_THROW((void)parse_xml(part.bytes, part.name)) << entry.path();
        }
    }
    EXPECT_EQ(count, 33U) << "the 32 documents and the route sheet of a team";
}

}  // namespace
}  // namespace documents
