#pragma once

#include <string>

#include "documents/fill.hpp"
#include "package.hpp"

namespace documents {

inline std::string run(const std::string& text) {
    return "<w:r><w:t>" + text + "</w:t></w:r>";
}
inline std::string paragraph(const std::string& text) {
    return "<w:p>" + run(text) + "</w:p>";
}
inline std::string cell(const std::string& text) {
    return "<w:tc>" + paragraph(text) + "</w:tc>";
}

inline Template word_file(const std::string& body, const std::string& name = "月报.docx") {
    Package package;
    package.put("[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    package.put("word/document.xml",
                "<w:document xmlns:w=\"w\" xmlns:wp=\"wp\" xmlns:a=\"a\" xmlns:r=\"r\"><w:body>" +
                    body + "</w:body></w:document>");
    return {name, write_package(package)};
}

inline Template workbook_file(const std::string& sheet, const std::string& name = "表.xlsx") {
    Package package;
    package.put("[Content_Types].xml", "<Types/>");
    package.put("xl/workbook.xml",
                "<workbook><sheets><sheet name=\"汇总\" r:id=\"r1\"/></sheets></workbook>");
    package.put("xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
                "</Relationships>");
    package.put("xl/worksheets/sheet1.xml", sheet);
    return {name, write_package(package)};
}

inline std::string part_of(const std::string& bytes, const std::string& part) {
    const Package package = read_package(bytes, "filled");
    const auto* found = package.find(part);
    return found ? found->bytes : "";
}

}  // namespace documents
