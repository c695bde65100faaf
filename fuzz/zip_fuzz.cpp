// Any bytes as a workbook: the zip container and what it leads to.
#include "tables.hpp"
#include "xlsx.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ingest::ReadContext file = fuzz::context();
    fuzz::CheckingSink sink(file.limits);
    fuzz::rows_or_error([&] {
        ingest::ZipParts parts(fuzz::text_of(data, size), file);
        ingest::read_xlsx(parts, file, sink);
    });
    return 0;
}
