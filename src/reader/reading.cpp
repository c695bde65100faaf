#include "reading.hpp"

#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <iterator>
#include <new>
#include <string>

#include "base/error.hpp"
#include "ingest/wire.hpp"
#include "sandbox.hpp"

namespace reader {
namespace {

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
               const ReadKind& read, ingest::FrameWriter& frames) {
    limit_resources();
    enter_sandbox(file);
    read(file, ingest::recognise_file(file), limits, frames);
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

}  // namespace

void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = write(STDOUT_FILENO, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) _exit(1);
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

void read_to_output(std::span<char*> words, const ReadKind& read) {
    const std::filesystem::path file = words.front();
    const ingest::ReadLimits limits = read_limits(words.subspan(1));
    BoundedOutput output(file, limits);
    ingest::FrameWriter frames([&](std::string_view bytes) { output.write(bytes); });
    try {
        read_file(file, limits, read, frames);
    } catch (const base::Error& error) {
        frames.error(error);
    } catch (const std::bad_alloc&) {
        frames.error(too_large(file));
    }
}

}  // namespace reader
