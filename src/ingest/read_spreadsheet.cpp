#include <string>

#include "csv.hpp"
#include "ingest/recognise.hpp"
#include "ingest/table.hpp"
#include "sentence.hpp"
#include "xlsx.hpp"

namespace ingest {

void read_spreadsheet(const std::filesystem::path& file, const ReadLimits& limits,
                      TableSink& sink) {
    ReadContext context{file.filename().string(), limits};
    const FileKind kind = recognise_file(file);
    if (kind == FileKind::workbook) {
        context.limits.bytes_max =
            limits.expanded_bytes_max(static_cast<std::int64_t>(std::filesystem::file_size(file)));
        ZipParts parts(file, context);
        read_xlsx(parts, context, sink);
    } else if (kind == FileKind::csv) {
        FileSource source(file);
        read_csv(source, context, sink);
    } else {
        refuse_file(context.file, "是地图数据，不是电子表格。", "is map data, not a spreadsheet.");
    }
}

}  // namespace ingest
