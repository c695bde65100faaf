#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/error.hpp"
#include "files_for_tests.hpp"
#include "xml.hpp"

namespace documents {
namespace {

using testing::HasSubstr;
using testing::Not;

// One line a paragraph, the cells of a row separated by |.
void lines_of(const Node& node, std::string& out) {
    for (const Node& child : node.children) {
        if (child.name == "w:tr") {
            for (const Node& each : child.children)
                if (each.name == "w:tc") out += each.inner_text() + "|";
            out += "\n";
        } else if (child.name == "w:p") {
            out += child.inner_text() + "\n";
        } else {
            lines_of(child, out);
        }
    }
}

std::string filled(const std::string& body, const std::string& figures) {
    std::string out;
    lines_of(parse_xml(part_of(fill(word_file(body), figures), "word/document.xml"), "document"),
             out);
    return out;
}

base::Text refusal(const std::function<void()>& act) {
    try {
        act();
    } catch (const base::Error& error) {
        return error.message();
    }
    return {};
}

TEST(Docx, AFieldBecomesItsFigure) {
    EXPECT_EQ(filled(paragraph("全县{{villages}}个村"), R"({"villages": 193})"), "全县193个村\n");
}

// X-13: Word cuts what was typed into runs wherever it likes.
TEST(Docx, X_13_AFieldIsFoundWhereverItIsCutIntoRuns) {
    const std::string text = "共{{a.b|保留:1}}户，{{c}}";
    for (std::size_t first = 1; first < text.size(); ++first) {
        if ((static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) continue;
        for (std::size_t second = first; second < text.size(); ++second) {
            if ((static_cast<unsigned char>(text[second]) & 0xC0) == 0x80) continue;
            const std::string body = "<w:p>" + run(text.substr(0, first)) + "<w:proofErr/>" +
                                     run(text.substr(first, second - first)) +
                                     run(text.substr(second)) + "</w:p>";
            ASSERT_EQ(filled(body, R"({"a": {"b": 12}, "c": "完"})"), "共12.0户，完\n")
                << first << " " << second;
        }
    }
}

TEST(Docx, WhatAFieldBecomesKeepsTheLooksOfItsFirstRun) {
    const std::string body =
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>{{na</w:t></w:r><w:r><w:t>me}}是</w:t></w:r></w:p>";
    const std::string xml =
        part_of(fill(word_file(body), R"({"name": "甲"})"), "word/document.xml");
    EXPECT_THAT(xml, HasSubstr("<w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">甲</w:t>"));
    EXPECT_THAT(xml, HasSubstr("<w:t xml:space=\"preserve\">是</w:t>"));
}

TEST(Docx, FullWidthBracesAndChineseWordsMeanTheSame) {
    EXPECT_EQ(filled(paragraph("｛｛重复 units｝｝｛｛序号｝｝.｛｛本项｝｝；{{结束}}"),
                     R"({"units": ["甲", "乙"]})"),
              "1.甲；2.乙；\n");
}

TEST(Docx, ParagraphsAreRepeatedForEveryItem) {
    const std::string body = paragraph("头") + paragraph("{{each units}}") +
                             paragraph("{{index}} {{name}}") + paragraph("{{end}}") +
                             paragraph("尾");
    EXPECT_EQ(filled(body, R"({"units": [{"name": "甲"}, {"name": "乙"}]})"),
              "头\n1 甲\n2 乙\n尾\n");
    EXPECT_EQ(filled(body, R"({"units": []})"), "头\n尾\n");
}

TEST(Docx, ATableRowIsRepeatedForEveryItem) {
    const std::string body = "<w:tbl><w:tr>" + cell("村") + cell("分") + "</w:tr><w:tr>" +
                             cell("{{each rows}}{{name}}") + cell("{{points}}{{end}}") +
                             "</w:tr><w:tr>" + cell("合计") + cell("{{total}}") + "</w:tr></w:tbl>";
    EXPECT_EQ(filled(body, R"({"rows": [{"name": "甲村", "points": 80},
                                        {"name": "乙村", "points": 79}], "total": 159})"),
              "村|分|\n甲村|80|\n乙村|79|\n合计|159|\n");
}

TEST(Docx, X_13_a_list_without_items_says_so_in_one_row) {
    const std::string body = "<w:tbl><w:tr>" + cell("村") + cell("分") + "</w:tr><w:tr>" +
                             cell("{{each rows｜default:none this period}}{{name}}") +
                             cell("{{points}}{{end}}") + "</w:tr></w:tbl>";
    EXPECT_EQ(filled(body, R"({"rows": []})"), "村|分|\nnone this period||\n");
    EXPECT_EQ(filled(body, R"({"rows": [{"name": "甲村", "points": 80}]})"), "村|分|\n甲村|80|\n");
}

// The texts of the paragraphs that are kept with the next.
std::string kept(const std::string& body, const std::string& figures) {
    const Node root =
        parse_xml(part_of(fill(word_file(body), figures), "word/document.xml"), "document");
    std::string out;
    const std::function<void(const Node&)> look = [&](const Node& node) {
        const Node* properties = node.child("w:pPr");
        if (properties && properties->child("w:keepNext")) out += node.inner_text() + ";";
        for (const Node& child : node.children) look(child);
    };
    look(root);
    return out;
}

TEST(Docx, X_13_a_signature_takes_the_text_above_it_to_its_page) {
    const std::string keep = "<w:pPr><w:keepNext/></w:pPr>";
    const std::string sign = "<w:p>" + keep + "</w:p><w:p>" + keep + run("办公室") + "</w:p>" +
                             paragraph("2020年7月1日");
    EXPECT_EQ(kept(paragraph("一") + paragraph("二") + sign, "{}"), "二;;办公室;");
    const std::string heading = "<w:p>" + keep + run("三") + "</w:p>";
    EXPECT_EQ(kept(paragraph("一") + heading + paragraph("二") + "<w:p></w:p>" + sign, "{}"),
              "三;二;;;办公室;");
    const std::string list = paragraph("{{each rows}}") + paragraph("{{name}}") +
                             paragraph("{{end}}") + "<w:p>" + keep + run("附件") + "</w:p>";
    EXPECT_EQ(kept(list + sign, R"({"rows": [{"name": "甲"}, {"name": "乙"}]})"),
              "乙;附件;;办公室;");
    const std::string table =
        "<w:tbl><w:tr>" + cell("上") + "</w:tr><w:tr>" + cell("下") + "</w:tr></w:tbl><w:p></w:p>";
    EXPECT_EQ(kept(table + sign, "{}"), "下;;;办公室;");
    EXPECT_EQ(kept(paragraph("一") + paragraph("二"), "{}"), "");
}

TEST(Docx, RowsBetweenControlRowsAreRepeatedTogether) {
    const std::string body = "<w:tbl><w:tr>" + cell("{{each units}}") + cell("") + "</w:tr><w:tr>" +
                             cell("{{name}}") + cell("") + "</w:tr><w:tr>" + cell("{{each rows}}") +
                             cell("{{this}}{{end}}") + "</w:tr><w:tr>" + cell("{{end}}") +
                             cell("") + "</w:tr></w:tbl>";
    EXPECT_EQ(filled(body, R"({"units": [{"name": "甲", "rows": [1, 2]},
                                         {"name": "乙", "rows": []}]})"),
              "甲||\n|1|\n|2|\n乙||\n");
}

TEST(Docx, OneOfTwoParagraphsStaysByACondition) {
    const std::string body = paragraph("{{if overdue > 0}}") + paragraph("超期{{overdue}}项") +
                             paragraph("{{else}}") + paragraph("无超期") + paragraph("{{end}}");
    EXPECT_EQ(filled(body, R"({"overdue": 1})"), "超期1项\n");
    EXPECT_EQ(filled(body, R"({"overdue": 0})"), "无超期\n");
}

TEST(Docx, AParagraphOfWhichAConditionLeavesNothingIsGone) {
    const std::string body = paragraph("{{if note}}附注：{{note}}{{end}}") + paragraph("完");
    EXPECT_EQ(filled(body, R"({"note": ""})"), "完\n");
    EXPECT_EQ(filled(body, R"({"note": "见附件"})"), "附注：见附件\n完\n");
}

TEST(Docx, ACellNeverLosesItsLastParagraph) {
    const std::string body =
        "<w:tbl><w:tr>" + cell("{{if no}}x{{end}}") + cell("y") + "</w:tr></w:tbl>";
    EXPECT_THAT(part_of(fill(word_file(body), R"({"no": false})"), "word/document.xml"),
                HasSubstr("<w:tc><w:p/></w:tc>"));
}

TEST(Docx, ALineFeedIsALineBreakAndMarkupIsText) {
    const std::string xml = part_of(
        fill(word_file(paragraph("{{t}}")), R"({"t": "甲<w:b/>&\n乙"})"), "word/document.xml");
    EXPECT_THAT(xml, HasSubstr("甲&lt;w:b/&gt;&amp;</w:t><w:br/><w:t xml:space=\"preserve\">乙"));
}

TEST(Docx, AFigureThatLooksLikeAFieldStaysText) {
    EXPECT_EQ(filled(paragraph("{{a}}"), R"({"a": "{{b}}", "b": "x"})"), "{{b}}\n");
}

TEST(Docx, TheSameFiguresGiveTheSameBytes) {
    const auto file = word_file(paragraph("{{a}}"));
    EXPECT_EQ(fill(file, R"({"a": 1, "b": 2})"), fill(file, R"({"b": 2, "a": 1})"));
    EXPECT_NE(fill(file, R"({"a": 1})"), fill(file, R"({"a": 2})"));
}

TEST(Docx, X_13_AnUnknownFieldIsNamedWithFileAndParagraph) {
    const auto message = refusal([] {
        (void)fill(word_file(paragraph("一") + paragraph("共{{vilages}}个")), R"({"villages": 3})");
    });
    EXPECT_EQ(message.zh,
              "模板“月报.docx”正文第2段“共{{vilages}}个”：字段“{{vilages}}”：没有数据项“vilages”，"
              "可用的有：villages。");
    EXPECT_THAT(message.en, HasSubstr("月报.docx, the body, paragraph 2"));
}

TEST(Docx, X_13_AnErrorInATableIsNamedWithTableAndRow) {
    const std::string body = "<w:tbl><w:tr>" + cell("头") + "</w:tr></w:tbl>" + paragraph("x") +
                             "<w:tbl><w:tr>" + cell("头") + "</w:tr><w:tr>" +
                             cell("{{each rows}}{{nam}}") + cell("{{end}}") + "</w:tr></w:tbl>";
    const auto message =
        refusal([&] { (void)fill(word_file(body), R"({"rows": [{"name": "甲"}]})"); });
    EXPECT_THAT(message.zh, HasSubstr("正文第2个表格第2行"));
    EXPECT_THAT(message.zh, HasSubstr("{{nam}}"));
    EXPECT_THAT(message.en, HasSubstr("table 2, row 2"));
}

TEST(Docx, ATagWithoutItsCounterpartIsNamed) {
    for (const std::string text : {"{{each a}}", "{{end}}", "{{if a}}x", "x{{end}}", "{{a"}) {
        const auto message =
            refusal([&] { (void)fill(word_file(paragraph(text)), R"({"a": []})"); });
        EXPECT_THAT(message.zh, HasSubstr("第1段")) << text;
    }
}

TEST(Docx, ATemplateThatGrowsWithoutEndIsRefused) {
    std::string body, figures = "1";
    for (int depth = 0; depth < 8; ++depth) body += paragraph("{{each list}}");
    body += paragraph("x");
    for (int depth = 0; depth < 8; ++depth) body += paragraph("{{end}}");
    for (int i = 0; i < 20; ++i) figures += ",1";
    const auto message =
        refusal([&] { (void)fill(word_file(body), "{\"list\": [" + figures + "]}"); });
    EXPECT_THAT(message.zh, HasSubstr("过大"));
}

TEST(Docx, WhatIsNoDocumentIsRefusedWithItsName) {
    EXPECT_THAT(refusal([] { (void)fill({"坏.docx", "no zip"}, "{}"); }).zh, HasSubstr("坏.docx"));
    Package package;
    package.put("word/document.xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><w:document/>");
    EXPECT_THAT(refusal([&] { (void)fill({"坏.docx", write_package(package)}, "{}"); }).zh,
                HasSubstr("word/document.xml"));
}

TEST(Docx, APictureNamedLikeAFieldBecomesTheDrawing) {
    const std::string picture =
        "<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"3600000\" cy=\"1800000\"/>"
        "<wp:docPr id=\"1\" name=\"x\" descr=\"{{chart}}\"/><a:blip r:embed=\"rId9\"/>"
        "</wp:inline></w:drawing></w:r></w:p>";
    const std::string bytes =
        fill(word_file(picture), R"({"chart": {"kind": "bars", "title": "进度",
        "items": [{"label": "甲", "value": 1}]}})");
    EXPECT_THAT(part_of(bytes, "word/document.xml"), HasSubstr("r:embed=\"wjFigure1\""));
    EXPECT_THAT(part_of(bytes, "word/_rels/document.xml.rels"), HasSubstr("media/figure1.emf"));
    EXPECT_THAT(part_of(bytes, "[Content_Types].xml"), HasSubstr("image/x-emf"));
    EXPECT_EQ(part_of(bytes, "word/media/figure1.emf").substr(40, 4), " EMF");
    EXPECT_THAT(part_of(fill(word_file(picture), R"({"chart": null})"), "word/document.xml"),
                Not(HasSubstr("w:drawing")));
}

}  // namespace
}  // namespace documents
