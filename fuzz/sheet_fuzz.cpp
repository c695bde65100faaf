// Any bytes as a workbook's XML, without the container: a sheet, shared texts, styles and the list
// of sheets, separated by lines `====`.
#include <map>

#include "tables.hpp"
#include "xlsx.hpp"

namespace {

constexpr std::string_view separator = "\n====\n";

std::map<std::string, std::string> parts_of(std::string_view bytes) {
    const std::string relation = "<Relationship Id=\"";
    std::map<std::string, std::string> parts = {
        {"xl/_rels/workbook.xml.rels",
         "<Relationships>" + relation + "r\" Type=\"/worksheet\" Target=\"sheet.xml\"/>" +
             relation + "s\" Type=\"/sharedStrings\" Target=\"strings.xml\"/>" + relation +
             "y\" Type=\"/styles\" Target=\"styles.xml\"/></Relationships>"},
        {"xl/workbook.xml",
         "<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"r\"/></sheets></workbook>"}};
    for (const char* name :
         {"xl/sheet.xml", "xl/strings.xml", "xl/styles.xml", "xl/workbook.xml"}) {
        const std::size_t end = bytes.find(separator);
        parts[name] = std::string(bytes.substr(0, end));
        if (end == std::string_view::npos) break;
        bytes.remove_prefix(end + separator.size());
    }
    return parts;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ingest::ReadContext file = fuzz::context();
    fuzz::CheckingSink sink(file.limits);
    ingest::MemoryParts parts(parts_of(fuzz::text_of(data, size)));
    fuzz::rows_or_error([&] { ingest::read_xlsx(parts, file, sink); });
    return 0;
}
