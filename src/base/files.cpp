#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include "base/error.hpp"

namespace base {
namespace {

constexpr std::size_t part_bytes = 1U << 20U;

[[noreturn]] void fail(const std::filesystem::path& path, const char* zh, const char* en) {
    const std::string reason = std::strerror(errno);
    const ErrorKind kind = errno == ENOENT ? ErrorKind::not_found : ErrorKind::unavailable;
    throw Error(kind, {"文件“" + path.string() + "”" + zh + "（" + reason + "）。",
                       "The file \"" + path.string() + "\" " + en + " (" + reason + ")."});
}

class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags)
        : path_(path), number_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {
        if (number_ < 0) fail(path, "打不开", "cannot be opened");
    }
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    std::size_t read(std::span<char> buffer) const {
        for (;;) {
            const ssize_t size = ::read(number_, buffer.data(), buffer.size());
            if (size >= 0) return static_cast<std::size_t>(size);
            if (errno != EINTR) fail(path_, "读不出来", "cannot be read");
        }
    }

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t size = ::write(number_, bytes.data(), bytes.size());
            if (size < 0 && errno != EINTR) fail(path_, "写不进去", "cannot be written");
            if (size > 0) bytes.remove_prefix(static_cast<std::size_t>(size));
        }
    }

    void sync() const {
        if (::fsync(number_) != 0) fail(path_, "无法落盘", "cannot be synced to the disk");
    }

private:
    std::filesystem::path path_;
    int number_;
};

std::filesystem::path beside(const std::filesystem::path& path) {
    return path.parent_path() / ("." + path.filename().string() + ".part");
}

// Renames the finished part over the target and makes the folder entry durable.
void put_in_place(const std::filesystem::path& part, const std::filesystem::path& path) {
    if (::rename(part.c_str(), path.c_str()) != 0) {
        const int reason = errno;
        ::unlink(part.c_str());
        errno = reason;
        fail(path, "无法替换", "cannot be replaced");
    }
    Descriptor(path.has_parent_path() ? path.parent_path() : ".", O_RDONLY | O_DIRECTORY).sync();
}

template <class Fill>
void write_whole(const std::filesystem::path& path, Fill fill) {
    const auto part = beside(path);
    try {
        const Descriptor file(part, O_WRONLY | O_CREAT | O_TRUNC);
        fill(file);
        file.sync();
    } catch (...) {
        ::unlink(part.c_str());
        throw;
    }
    put_in_place(part, path);
}

}  // namespace

std::string SystemFiles::read(const std::filesystem::path& path) const {
    std::string bytes;
    read_parts(path, [&](std::string_view part) { bytes += part; });
    return bytes;
}

void SystemFiles::read_parts(const std::filesystem::path& path,
                             const std::function<void(std::string_view)>& visit) const {
    const Descriptor file(path, O_RDONLY);
    std::vector<char> buffer(part_bytes);
    while (const std::size_t size = file.read(buffer)) visit({buffer.data(), size});
}

void SystemFiles::write(const std::filesystem::path& path, std::string_view bytes) {
    write_whole(path, [&](const Descriptor& file) { file.write(bytes); });
}

void SystemFiles::write_parts(const std::filesystem::path& path,
                              const std::function<std::string()>& next) {
    write_whole(path, [&](const Descriptor& file) {
        for (std::string part = next(); !part.empty(); part = next()) file.write(part);
    });
}

void SystemFiles::write_passing(const std::filesystem::path& path,
                                const std::function<std::string()>& next) {
    try {
        const Descriptor file(path, O_WRONLY | O_CREAT | O_TRUNC);
        for (std::string part = next(); !part.empty(); part = next()) file.write(part);
    } catch (...) {
        ::unlink(path.c_str());
        throw;
    }
}

void SystemFiles::copy(const std::filesystem::path& from, const std::filesystem::path& to) {
    write_whole(to, [&](const Descriptor& file) {
        read_parts(from, [&](std::string_view part) { file.write(part); });
    });
}

void SystemFiles::remove(const std::filesystem::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail(path, "无法删除", "cannot be removed");
}

std::vector<std::string> SystemFiles::list(const std::filesystem::path& folder) const {
    std::vector<std::string> names;
    std::error_code error;
    for (std::filesystem::directory_iterator it(folder, error), end; !error && it != end;
         it.increment(error))
        if (it->is_regular_file()) names.push_back(it->path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

bool SystemFiles::exists(const std::filesystem::path& path) const {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

void SystemFiles::make_folder(const std::filesystem::path& path) {
    if (path.empty() || std::filesystem::is_directory(path)) return;
    const auto parent = path.parent_path();
    make_folder(parent);
    if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST)
        fail(path, "无法建立", "cannot be made");
    Descriptor(parent.empty() ? "." : parent, O_RDONLY | O_DIRECTORY).sync();
}

}  // namespace base
