#include "file_calls.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "recorder.hpp"

// The file calls of the C library, defined here so that the program, SQLite and the workbook
// library all come this way. Each asks the recorder, then calls the library's own.

namespace faults {
namespace {

std::mutex mutex;
std::atomic<Recorder*> watching{nullptr};
thread_local int unwatched_depth = 0;

template <class Call>
Call* next(const char* name) {
    return reinterpret_cast<Call*>(::dlsym(RTLD_NEXT, name));
}

// The recorder under its lock, when this thread is watched.
class Session {
public:
    Session() {
        if (!watching || unwatched_depth > 0) return;
        lock_ = std::unique_lock(mutex);
        recorder_ = watching;
    }
    explicit Session(const char* path) : Session() {
        if (recorder_ && !recorder_->watches(path)) leave();
    }
    explicit Session(int descriptor) : Session() {
        if (recorder_ && !recorder_->path_of(descriptor)) leave();
    }
    explicit operator bool() const { return recorder_ != nullptr; }
    Recorder* operator->() const { return recorder_; }

    // True when the call is to fail; errno is set.
    [[nodiscard]] bool fails() const {
        const int number = recorder_->decide(false, 0, false).error_number;
        if (number != 0) errno = number;
        return number != 0;
    }

private:
    void leave() {
        recorder_ = nullptr;
        lock_.unlock();
    }
    std::unique_lock<std::mutex> lock_;
    Recorder* recorder_ = nullptr;
};

int open_file(const char* path, int flags, mode_t mode) {
    static auto* const real = next<int(const char*, int, ...)>("open64");
    const Session session(path);
    if (!session) return real(path, flags, mode);
    if (session.fails()) return -1;
    struct stat status{};
    const bool existed = ::stat(path, &status) == 0;
    const int descriptor = real(path, flags, mode);
    const int error_number = errno;
    if (descriptor >= 0) session->opened(descriptor, path, flags, existed);
    errno = error_number;
    return descriptor;
}

template <class Write>
ssize_t write_bytes(int descriptor, const void* data, std::size_t size, off_t offset,
                    const Write& write) {
    const Session session(descriptor);
    if (!session) return write(size);
    const Recorder::Decision decision = session->decide(true, size, false);
    errno = decision.error_number;
    if (decision.error_number != 0) return -1;
    const off_t at = offset >= 0 ? offset : ::lseek(descriptor, 0, SEEK_CUR);
    const std::size_t fits = session->fitting(*session->path_of(descriptor), at, decision.bytes);
    if (fits < decision.bytes && session->pretends()) return static_cast<ssize_t>(size);
    if (fits == 0 && size > 0) {
        errno = ENOSPC;
        return -1;
    }
    const ssize_t written = write(fits);
    if (written > 0)
        session->wrote(descriptor, at,
                       {static_cast<const char*>(data), static_cast<std::size_t>(written)});
    return written;
}

template <class Sync>
int sync_file(int descriptor, const Sync& sync) {
    const Session session(descriptor);
    if (!session) return sync();
    const Recorder::Decision decision = session->decide(false, 0, true);
    session->synced(descriptor, decision.error_number == 0 && !decision.lie);
    errno = decision.error_number;
    return decision.error_number == 0 ? 0 : -1;
}

int truncate_file(int descriptor, off_t size) {
    static auto* const real = next<int(int, off_t)>("ftruncate64");
    const Session session(descriptor);
    if (!session) return real(descriptor, size);
    if (session.fails()) return -1;
    const int result = real(descriptor, size);
    if (result == 0) session->truncated(descriptor, size);
    return result;
}

}  // namespace

void start_watching(Recorder& recorder) {
    watching = &recorder;
}

void stop_watching() {
    const std::lock_guard lock(mutex);
    watching = nullptr;
}

std::size_t position_among_threads(const Recorder& recorder) {
    const std::lock_guard lock(mutex);
    return recorder.position();
}

Unwatched::Unwatched() {
    ++unwatched_depth;
}

Unwatched::~Unwatched() {
    --unwatched_depth;
}

}  // namespace faults

using faults::next;
using faults::Session;

extern "C" {

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return faults::open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    return faults::open_file(path, flags, mode);
}

int close(int descriptor) {
    static auto* const real = next<int(int)>("close");
    const Session session(descriptor);
    if (session) session->closed(descriptor);
    return real(descriptor);
}

ssize_t write(int descriptor, const void* data, size_t size) {
    static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
    return faults::write_bytes(descriptor, data, size, -1,
                               [&](size_t fits) { return real(descriptor, data, fits); });
}

ssize_t pwrite(int descriptor, const void* data, size_t size, off_t offset) {
    static auto* const real = next<ssize_t(int, const void*, size_t, off_t)>("pwrite");
    return faults::write_bytes(descriptor, data, size, offset,
                               [&](size_t fits) { return real(descriptor, data, fits, offset); });
}

ssize_t pwrite64(int descriptor, const void* data, size_t size, off64_t offset) {
    return pwrite(descriptor, data, size, offset);
}

int ftruncate(int descriptor, off_t size) noexcept {
    return faults::truncate_file(descriptor, size);
}

int ftruncate64(int descriptor, off64_t size) noexcept {
    return faults::truncate_file(descriptor, size);
}

int fsync(int descriptor) {
    static auto* const real = next<int(int)>("fsync");
    return faults::sync_file(descriptor, [&] { return real(descriptor); });
}

int fdatasync(int descriptor) {
    static auto* const real = next<int(int)>("fdatasync");
    return faults::sync_file(descriptor, [&] { return real(descriptor); });
}

int rename(const char* from, const char* to) noexcept {
    static auto* const real = next<int(const char*, const char*)>("rename");
    const Session session(from);
    if (!session) return real(from, to);
    if (session.fails()) return -1;
    session->about_to_rename(from);
    const int result = real(from, to);
    if (result == 0) session->renamed(from, to);
    return result;
}

int unlink(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("unlink");
    const Session session(path);
    if (!session) return real(path);
    if (session.fails()) return -1;
    const int result = real(path);
    if (result == 0) session->removed(path);
    return result;
}

int remove(const char* path) noexcept {
    static auto* const real = next<int(const char*)>("remove");
    const Session session(path);
    if (!session) return real(path);
    if (session.fails()) return -1;
    const int result = real(path);
    if (result == 0) session->removed(path);
    return result;
}

int mkdir(const char* path, mode_t mode) noexcept {
    static auto* const real = next<int(const char*, mode_t)>("mkdir");
    const Session session(path);
    if (!session) return real(path, mode);
    if (session.fails()) return -1;
    const int result = real(path, mode);
    if (result == 0) session->made_folder(path);
    return result;
}

}  // extern "C"
