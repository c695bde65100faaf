// wanjia-read FILE BYTES ROWS COLUMNS CHARACTERS STRINGS EXPANSION FREE: reads one file in this
// process and writes what it holds to standard output as frames (ingest/wire.hpp). Started by
// ingest::read_table. With the words `--picture FILE [MARK]` it reads a photo (picture.hpp),
// started by ingest::read_picture and ingest::marked_copy.
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <exception>
#include <fstream>
#include <iterator>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "base/error.hpp"
#include "ingest/picture.hpp"
#include "ingest/recognise.hpp"
#include "ingest/table.hpp"
#include "ingest/wire.hpp"
#include "picture.hpp"
#include "sandbox.hpp"
#include "vector_file.hpp"

namespace {

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) _exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

ingest::ReadLimits read_limits(std::span<char*> words) {
    ingest::ReadLimits limits;
    std::int64_t* const targets[] = {&limits.bytes_max,
                                     &limits.rows_max,
                                     &limits.columns_max,
                                     &limits.cell_characters_max,
                                     &limits.shared_strings_bytes_max,
                                     &limits.expansion_max,
                                     &limits.expansion_free_bytes};
    for (std::size_t i = 0; i < words.size() && i < std::size(targets); ++i) {
        const std::string_view word = words[i];
        std::from_chars(word.data(), word.data() + word.size(), *targets[i]);
    }
    return limits;
}

/// Passes on what may come out of a file of its size, and no more.
class BoundedOutput {
public:
    BoundedOutput(const std::filesystem::path& file, const ingest::ReadLimits& limits)
        : file_(file.filename().string()) {
        std::error_code ignored;
        const auto bytes = std::filesystem::file_size(file, ignored);
        left_ = limits.expanded_bytes_max(ignored ? 0 : static_cast<std::int64_t>(bytes));
    }

    void write(std::string_view bytes) {
        left_ -= static_cast<std::int64_t>(bytes.size());
        if (left_ < 0 && !passed_) refuse();
        write_all(bytes);
    }

private:
    [[noreturn]] void refuse() {
        passed_ = true;  // the sentence itself goes out
        throw base::Error(
            base::ErrorKind::invalid_input,
            {"文件“" + file_ +
                 "”展开后的内容超过同样大小的文件所能有的上限，已停止读取。请删除空白列和重复内容，"
                 "或分成几个文件导入。",
             "The file \"" + file_ +
                 "\" unfolds to more than the limit for a file of its size, so reading stopped. "
                 "Delete blank columns and repeated content, or split it into several files."});
    }

    std::string file_;
    std::int64_t left_ = 0;
    bool passed_ = false;
};

void read_file(const std::filesystem::path& file, const ingest::ReadLimits& limits,
               ingest::FrameWriter& frames) {
    reader::limit_resources();
    reader::enter_sandbox(file);
    const ingest::FileKind kind = ingest::recognise_file(file);
    if (kind == ingest::FileKind::workbook || kind == ingest::FileKind::csv)
        ingest::read_spreadsheet(file, limits, frames);
    else
        reader::read_vector_file(file, kind, limits, frames);
    frames.end();
}

base::Error too_large(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    return {
        base::ErrorKind::invalid_input,
        {"文件“" + name + "”太大，超过 512 MB 的内存上限，已停止读取。请分成几个文件导入。",
         "The file \"" + name +
             "\" is too large for the memory limit of 512 MB, so reading stopped. Split it into "
             "several files."}};
}

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

}  // namespace

int main(int count, char** words) {
    if (count < 2) return 2;
    if (count >= 3 && count <= 4 && std::string_view(words[1]) == "--picture") {
        write_all(read_picture(words[2], count == 4 ? words[3] : ""));
        _exit(0);
    }
    const std::filesystem::path file = words[1];
    const ingest::ReadLimits limits =
        read_limits(std::span(words, static_cast<std::size_t>(count)).subspan(2));
    BoundedOutput output(file, limits);
    ingest::FrameWriter frames([&](std::string_view bytes) { output.write(bytes); });
    try {
        read_file(file, limits, frames);
    } catch (const base::Error& error) {
        frames.error(error);
    } catch (const std::bad_alloc&) {
        frames.error(too_large(file));
    }
    // Libraries' clean-up at exit has nothing to save and may ask for what the sandbox denies.
    _exit(0);
}
