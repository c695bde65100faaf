#include <sys/wait.h>

#include <csignal>
#include <string>
#include <vector>

#include "ingest/table.hpp"
#include "ingest/wire.hpp"
#include "reader_process.hpp"
#include "sentence.hpp"

namespace ingest {
namespace {

[[noreturn]] void refuse_ended(const std::string& file, int status) {
    const bool signalled = WIFSIGNALED(status);
    const std::string details = signalled
                                    ? "reader killed by signal " + std::to_string(WTERMSIG(status))
                                    : "reader exit status " + std::to_string(WEXITSTATUS(status));
    if (signalled && WTERMSIG(status) == SIGXCPU)
        refuse_file(file, "读取用时超过上限，已停止。请分成几个文件导入。",
                    "took too long to read, so reading stopped. Split it into several files.",
                    details);
    refuse_file(
        file, "使读取程序中途停止，文件可能已损坏，未予导入。请用 Excel、WPS 或 QGIS 另存后再试。",
        "made the reader program stop; it may be damaged and was not imported. Save it again "
        "in Excel, WPS or QGIS and try once more.",
        details);
}

}  // namespace

void read_table(const std::filesystem::path& reader, const std::filesystem::path& file,
                const ReadLimits& limits, TableSink& sink) {
    ReaderProcess process(
        reader,
        {std::filesystem::absolute(file).string(), std::to_string(limits.bytes_max),
         std::to_string(limits.rows_max), std::to_string(limits.columns_max),
         std::to_string(limits.cell_characters_max),
         std::to_string(limits.shared_strings_bytes_max), std::to_string(limits.expansion_max),
         std::to_string(limits.expansion_free_bytes)});
    FrameReader frames(limits, sink);
    std::vector<char> buffer(std::size_t{1} << 18);
    while (const std::size_t count = process.read(buffer)) frames.feed({buffer.data(), count});
    const int status = process.wait();
    if (!frames.is_complete()) refuse_ended(printable(file.filename().string()), status);
}

}  // namespace ingest
