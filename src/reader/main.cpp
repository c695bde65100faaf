// wanjia-read FILE BYTES ROWS COLUMNS CHARACTERS STRINGS EXPANSION FREE: reads one file in this
// process and writes what it holds to standard output as frames (ingest/wire.hpp). Started by
// ingest::read_table. A file whose ending is not a table's goes to wanjia-read-map: loading the map
// library takes twenty times as long as reading a small table. With the words
// `--picture FILE [MARK]` it reads a photo (picture.hpp), started by ingest::read_picture and
// ingest::marked_copy.
#include <unistd.h>

#include <exception>
#include <fstream>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "ingest/picture.hpp"
#include "ingest/recognise.hpp"
#include "ingest/wire.hpp"
#include "picture.hpp"
#include "reading.hpp"
#include "sandbox.hpp"

namespace {

std::string read_whole(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(static_cast<std::size_t>(ingest::picture_bytes_max) + 1, '\0');
    stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > static_cast<std::size_t>(ingest::picture_bytes_max))
        throw ingest::picture_too_large();
    return bytes;
}

std::string describe_error(const base::Error& error) {
    return nlohmann::ordered_json{
               {"error", {{"zh", error.message().zh}, {"en", error.message().en}}}}
               .dump() +
           "\n";
}

std::string read_picture(const std::filesystem::path& file, std::string_view mark) {
    try {
        reader::limit_resources();
        reader::enter_sandbox(file, reader::Threads::allowed);
        return reader::describe_picture(read_whole(file), mark);
    } catch (const base::Error& error) {
        return describe_error(error);
    } catch (const std::bad_alloc&) {
        return describe_error(ingest::picture_too_large());
    }
}

void read_table(const std::filesystem::path& file, ingest::FileKind /*kind*/,
                const ingest::ReadLimits& limits, ingest::TableSink& sink) {
    ingest::read_spreadsheet(file, limits, sink);
}

/// Returns only when the other program is not there.
void become_map_reader(char** words) {
    const auto program = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    execv((program / "wanjia-read-map").c_str(), words);
    ingest::FrameWriter(reader::write_all)
        .error({base::ErrorKind::unavailable,
                {"无法启动读取地图文件的程序 wanjia-read-map。请重新安装本软件。",
                 "The program wanjia-read-map, which reads map files, cannot be started. Install "
                 "the software again."}});
}

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    if (count >= 3 && count <= 4 && std::string_view(words[1]) == "--picture")
        reader::write_all(read_picture(words[2], count == 4 ? words[3] : ""));
    else if (ingest::is_named_as_table(words[1]))
        reader::read_to_output(std::span(words, static_cast<std::size_t>(count)).subspan(1),
                               read_table);
    else
        become_map_reader(words);
    // Libraries' clean-up at exit has nothing to save and may ask for what the sandbox denies.
    _exit(0);
}
