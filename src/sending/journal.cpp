#include "sending/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include "base/error.hpp"

namespace sending {
namespace {

[[noreturn]] void cannot(const std::filesystem::path& path) {
    const std::string why = std::generic_category().message(errno);
    throw base::Error(base::ErrorKind::unavailable,
                      {"发送记录“" + path.string() + "”无法读写：" + why + "。",
                       "The sending journal " + path.string() + " cannot be used: " + why + "."});
}

std::string read_all(int file, const std::filesystem::path& path) {
    std::string bytes;
    std::array<char, 65'536> part{};
    for (;;) {
        const ssize_t size = read(file, part.data(), part.size());
        if (size < 0) cannot(path);
        if (size == 0) return bytes;
        bytes.append(part.data(), static_cast<std::size_t>(size));
    }
}

}  // namespace

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) cannot(path_);
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
        close(file_);
        throw base::Error(base::ErrorKind::conflict,
                          {"另一个程序正在发送消息。", "Another program is sending messages."});
    }
    const std::string bytes = read_all(file_, path_);
    const auto end = bytes.rfind('\n');
    const std::size_t whole = end == std::string::npos ? 0 : end + 1;
    if (whole < bytes.size() && ftruncate(file_, static_cast<off_t>(whole)) != 0) cannot(path_);
    outbox_.read(std::string_view(bytes).substr(0, whole));
    // The file's name is on the disk too.
    const int folder = open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || fsync(folder) != 0) cannot(path_);
    close(folder);
}

Journal::~Journal() {
    if (file_ >= 0) close(file_);
}

void Journal::write(std::string_view lines) {
    for (std::string_view rest = lines; !rest.empty();) {
        const ssize_t size = ::write(file_, rest.data(), rest.size());
        if (size < 0) cannot(path_);
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    if (fdatasync(file_) != 0) cannot(path_);
    outbox_.read(lines);
}

}  // namespace sending
