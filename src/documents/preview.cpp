#include "documents/preview.hpp"

#include "preview.hpp"
#include "xml.hpp"

namespace documents {
namespace {

// `word` and `../media/a.png` → media/a.png; `/xl/a.xml` → xl/a.xml.
std::string joined(std::string folder, std::string_view target) {
    if (target.starts_with('/')) return std::string(target.substr(1));
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        const auto slash = folder.rfind('/');
        folder = slash == std::string::npos ? "" : folder.substr(0, slash);
    }
    return folder.empty() ? std::string(target) : folder + "/" + std::string(target);
}

}  // namespace

std::map<std::string, std::string> relations_of(const Package& package, const std::string& part) {
    std::map<std::string, std::string> targets;
    const auto slash = part.rfind('/');
    const std::string folder = part.substr(0, slash);
    const auto* found = package.find(folder + "/_rels" + part.substr(slash) + ".rels");
    if (found == nullptr) return targets;
    for (const Node& relation : parse_xml(found->bytes, found->name).children) {
        const auto* id = relation.attribute("Id");
        const auto* target = relation.attribute("Target");
        const auto* mode = relation.attribute("TargetMode");
        if (id && target && (!mode || *mode != "External")) targets[*id] = joined(folder, *target);
    }
    return targets;
}

std::string preview(const Template& file) {
    const Package package = read_package(file.bytes, file.name);
    Html html;
    if (package.find("word/document.xml")) {
        preview_docx(package, html);
    } else if (package.find("xl/workbook.xml")) {
        preview_xlsx(package, html);
    } else {
        throw base::Error(base::ErrorKind::invalid_input,
                          {"“" + file.name + "”不是 .docx 或 .xlsx 文件。",
                           "\"" + file.name + "\" is no .docx or .xlsx file."});
    }
    return html.take();
}

}  // namespace documents
