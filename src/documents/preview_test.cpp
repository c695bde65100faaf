#include "documents/preview.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "documents/draw.hpp"
#include "files_for_tests.hpp"
#include "metafile_svg.hpp"

namespace documents {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Preview, what_a_document_says_stands_in_the_page) {
    const std::string html = preview(word_file(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"44\"/>"
        "</w:rPr><w:t>通报</w:t></w:r></w:p>"
        "<w:tbl><w:tblPr><w:tblBorders/></w:tblPr><w:tblGrid><w:gridCol w:w=\"100\"/>"
        "<w:gridCol w:w=\"300\"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/>"
        "<w:shd w:fill=\"F2F2F2\"/></w:tcPr>" +
        paragraph("合计") + "</w:tc></w:tr></w:tbl>"));
    EXPECT_EQ(html,
              "<section class=\"word\"><p class=\"c\"><span class=\"title\">通报</span></p>"
              "<table class=\"line\"><colgroup><col width=\"25%\"><col width=\"75%\"></colgroup>"
              "<tr><td class=\"head\" colspan=\"2\"><p>合计</p></td></tr></table></section>");
}

TEST(Preview, nothing_in_a_file_becomes_markup) {
    const std::string html =
        preview(word_file(paragraph("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &quot;&amp;"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
}

TEST(Preview, the_instruction_of_a_field_is_not_shown) {
    const std::string html =
        preview(word_file("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r>"
                          "<w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar "
                          "w:fldCharType=\"separate\"/></w:r>" +
                          run("3") + "</w:p>"));
    EXPECT_EQ(html, "<section class=\"word\"><p>3</p></section>");
}

TEST(Preview, a_sheet_keeps_its_merged_cells) {
    const std::string html = preview(workbook_file(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>排名</t></is></c>"
        "<c r=\"B1\"/></row><row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"C2\"><v>8</v></c></row>"
        "</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>"));
    EXPECT_EQ(html,
              "<section class=\"sheet\"><h3>汇总</h3><table><tr><td colspan=\"2\" rowspan=\"1\">"
              "排名</td></tr><tr><td>7</td><td></td><td>8</td></tr></table></section>");
}

TEST(Preview, numbers_are_rounded_half_up_from_their_exact_value) {
    auto file = workbook_file(
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>0.12345</v></c><c r=\"B1\" "
        "s=\"1\"><v>2.5</v></c><c r=\"C1\"><v>0.99995</v></c></row></sheetData></worksheet>");
    Package package = read_package(file.bytes, file.name);
    package.put("xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"0_ \"/></numFmts>"
                "<cellXfs><xf numFmtId=\"10\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>");
    file.bytes = write_package(package);
    EXPECT_THAT(preview(file), HasSubstr("<td>12.35%</td><td>3</td><td>100.00%</td>"));
}

TEST(Preview, a_drawing_becomes_lines_and_words) {
    const std::string svg = svg_of(
        draw(R"({"kind":"bars","items":[{"label":"甲村","value":"1/2"}],"unit":"%"})", {}), "80%");
    EXPECT_THAT(svg, HasSubstr("viewBox=\"0 0 16000 9000\""));
    EXPECT_THAT(svg, HasSubstr(">甲村</text>"));
    EXPECT_THAT(svg, HasSubstr(">50%</text>"));
    EXPECT_THAT(svg, HasSubstr("<path"));
}

TEST(Preview, every_beginning_of_a_drawing_is_read_without_harm) {
    const std::string whole =
        draw(R"({"kind":"map","places":[{"name":"甲","light":"red","at":[109,28]}]})", {});
    ASSERT_FALSE(svg_of(whole, "1%").empty());
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_EQ(svg_of(std::string_view(whole).substr(0, size), "1%"), "") << size;
    for (std::size_t at = 44; at < whole.size(); ++at) {
        std::string broken = whole;
        broken[at] = '\xFF';
        (void)svg_of(broken, "1%");
    }
}

TEST(Preview, what_is_no_office_file_is_refused) {
    EXPECT_THROW((void)preview({"月报.docx", "x"}), base::Error);
}

}  // namespace
}  // namespace documents
