// wanjia-read-map: as wanjia-read, which starts it, for the files that need the map library. It
// also reads tables, for a file without an ending shows only by its content what it is.
#include <unistd.h>

#include <span>

#include "reading.hpp"
#include "vector_file.hpp"

namespace {

void read_any(const std::filesystem::path& file, ingest::FileKind kind,
              const ingest::ReadLimits& limits, ingest::TableSink& sink) {
    if (ingest::is_table(kind))
        ingest::read_spreadsheet(file, limits, sink);
    else
        reader::read_vector_file(file, kind, limits, sink);
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    reader::read_to_output(std::span(words, static_cast<std::size_t>(count)).subspan(1), read_any);
    _exit(0);  // as in wanjia-read
}
