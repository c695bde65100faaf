#include "documents/fill.hpp"

#include "base/error.hpp"
#include "docx.hpp"

namespace documents {
namespace {

nlohmann::json read_figures(std::string_view text) {
    auto figures = nlohmann::json::parse(text, nullptr, false);
    if (!figures.is_object())
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"文档数据应是一个 JSON 对象。", "The figures of a document must be one JSON object."});
    return figures;
}

}  // namespace

std::string fill(const Template& source, std::string_view figures_json) {
    const auto figures = read_figures(figures_json);
    Package package = read_package(source.bytes, source.name);
    if (package.find("word/document.xml")) {
        fill_docx(package, source.name, figures);
    } else if (package.find("xl/workbook.xml")) {
        fill_xlsx(package, source.name, figures);
    } else {
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + source.name + "”不是 .docx 或 .xlsx 文件。",
                           "\"" + source.name + "\" is no .docx or .xlsx file."});
    }
    return write_package(package);
}

}  // namespace documents
