// Any bytes as a template: as the file itself, and as the body of a Word document and the sheet of
// a workbook around which everything else is sound.
#include <string>

#include "base/error.hpp"
#include "documents/fill.hpp"
#include "input.hpp"
#include "package.hpp"

namespace {

constexpr const char* figures =
    R"({"a": 1, "t": "甲", "list": [{"n": 1}, {"n": 2}], "r": {"value": "5/6", "unit": "percent",
        "previous": null}, "d": "2020-06-30", "chart": {"kind": "bars", "items": []}})";

void fill_or_refuse(const documents::Template& file) {
    try {
        (void)documents::fill(file, figures);
    } catch (const base::Error& error) {
        if (error.kind() != base::ErrorKind::invalid_input) throw;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(fuzz::text_of(data, size));
    fill_or_refuse({"a.docx", bytes});
    documents::Package word, sheet;
    word.put("word/document.xml", bytes);
    fill_or_refuse({"a.docx", documents::write_package(word)});
    sheet.put("xl/workbook.xml",
              "<workbook><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>");
    sheet.put("xl/_rels/workbook.xml.rels",
              "<Relationships><Relationship Id=\"r\" Target=\"s.xml\"/></Relationships>");
    sheet.put("xl/s.xml", bytes);
    fill_or_refuse({"a.xlsx", documents::write_package(sheet)});
    return 0;
}
