// Any bytes as csv.
#include "csv.hpp"
#include "tables.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ingest::ReadContext file = fuzz::context();
    fuzz::CheckingSink sink(file.limits);
    ingest::MemorySource source(fuzz::text_of(data, size));
    fuzz::rows_or_error([&] { ingest::read_csv(source, file, sink); });
    return 0;
}
