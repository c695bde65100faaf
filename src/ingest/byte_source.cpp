#include "byte_source.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "base/error.hpp"

namespace ingest {
namespace {

[[noreturn]] void refuse_unreadable(const std::string& name, int error) {
    const bool missing = error == ENOENT || error == ENOTDIR;
    throw base::Error(
        missing ? base::ErrorKind::not_found : base::ErrorKind::unavailable,
        missing ? base::Text{"找不到文件“" + name + "”。请检查路径和文件名。",
                             "There is no file \"" + name + "\". Check the path and the name."}
                : base::Text{"无法读取文件“" + name + "”。请检查读取权限，并关闭正在使用它的程序。",
                             "The file \"" + name +
                                 "\" cannot be read. Check its permissions and "
                                 "close other programs that use it."},
        std::strerror(error));
}

}  // namespace

FileSource::FileSource(const std::filesystem::path& file) : name_(file.filename().string()) {
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored))
        refuse_unreadable(name_, EINVAL);
    file_.reset(std::fopen(file.c_str(), "rbe"));
    if (!file_) refuse_unreadable(name_, errno);
}

std::size_t FileSource::read(std::span<char> buffer) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), file_.get());
    if (count < buffer.size() && std::ferror(file_.get()) != 0) refuse_unreadable(name_, errno);
    return count;
}

void FileSource::rewind() {
    if (std::fseek(file_.get(), 0, SEEK_SET) != 0) refuse_unreadable(name_, errno);
}

std::size_t MemorySource::read(std::span<char> buffer) {
    const std::size_t count = std::min(buffer.size(), bytes_.size() - position_);
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(position_), count, buffer.begin());
    position_ += count;
    return count;
}

}  // namespace ingest
