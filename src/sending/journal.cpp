#include "sending/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <string>
#include <system_error>
#include <thread>

#include "base/error.hpp"

namespace sending {
namespace {

[[noreturn]] void cannot(const std::filesystem::path& path) {
    const std::string why = std::generic_category().message(errno);
    throw base::Error(base::ErrorKind::unavailable,
                      {"发送记录“" + path.string() + "”无法读写：" + why + "。",
                       "The sending journal " + path.string() + " cannot be used: " + why + "."});
}

constexpr auto look_again = std::chrono::milliseconds(20);

}  // namespace

Journal::Journal(std::filesystem::path path) : path_(std::move(path)) {
    file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file_ < 0) cannot(path_);
    // The file's name is on the disk too.
    const int folder = open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0 || fsync(folder) != 0) cannot(path_);
    close(folder);
    read_further();
}

Journal::~Journal() {
    if (file_ >= 0) close(file_);
}

void Journal::read_further() {
    std::string bytes;
    std::array<char, 65'536> part{};
    for (;;) {
        const auto at = read_to_ + static_cast<std::int64_t>(bytes.size());
        const ssize_t size = pread(file_, part.data(), part.size(), at);
        if (size < 0) cannot(path_);
        if (size == 0) break;
        bytes.append(part.data(), static_cast<std::size_t>(size));
    }
    const auto end = bytes.rfind('\n');
    if (end == std::string::npos) return;
    outbox_.read(std::string_view(bytes).substr(0, end + 1));
    read_to_ += static_cast<std::int64_t>(end) + 1;
}

void Journal::follow() {
    const std::lock_guard lock(mutex_);
    read_further();
}

bool Journal::take() {
    if (flock(file_, LOCK_EX | LOCK_NB) != 0) return false;
    try {
        read_further();
        if (ftruncate(file_, read_to_) != 0) cannot(path_);
    } catch (...) {
        flock(file_, LOCK_UN);
        throw;
    }
    return true;
}

Journal::Hold Journal::hold(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            if (holds_ > 0 || take()) {
                ++holds_;
                return Hold(*this);
            }
        }
        if (std::chrono::steady_clock::now() >= until)
            throw base::Error(base::ErrorKind::conflict,
                              {"另一个程序正在发送消息，请稍后再试。",
                               "Another program is sending messages; try again later."});
        std::this_thread::sleep_for(look_again);
    }
}

void Journal::release() {
    const std::lock_guard lock(mutex_);
    if (--holds_ == 0) flock(file_, LOCK_UN);
}

void Journal::write(std::string_view lines) {
    const std::lock_guard lock(mutex_);
    assert(holds_ > 0 && "only who holds the journal writes");
    for (std::string_view rest = lines; !rest.empty();) {
        const ssize_t size = ::write(file_, rest.data(), rest.size());
        if (size < 0) cannot(path_);
        rest.remove_prefix(static_cast<std::size_t>(size));
    }
    if (fdatasync(file_) != 0) cannot(path_);
    outbox_.read(lines);
    read_to_ += static_cast<std::int64_t>(lines.size());
}

}  // namespace sending
