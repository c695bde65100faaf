#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "disk.hpp"

namespace faults {

/// Which call on the watched folder goes wrong, and how. Calls are counted from `Recorder::arm` on:
/// open, write, truncate, sync, rename, remove and make folder, each from 0.
struct Fault {
    enum class Kind {
        none,
        error,            ///< fails with `error_number`
        short_write,      ///< a write takes half of its bytes; other calls are unharmed
        short_then_full,  ///< the same, and the next call finds no space
        swallowed_sync    ///< a sync fails and drops what waits, yet reports success
    };
    Kind kind = Kind::none;
    std::int64_t call = -1;
    int error_number = 0;
    bool from_then_on = false;  ///< every later call too
};

/// Watches one folder: while it lives, every call of this process that changes something below the
/// folder is written down, may be made to fail, and counts towards the space there is. What the
/// folder held before counts as durable. One at a time.
class Recorder {
public:
    enum class Keep { bytes, nothing };
    /// `keep`: nothing, where only failing calls and the space count and the log is not read.
    explicit Recorder(std::filesystem::path folder, Keep keep = Keep::bytes);
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    [[nodiscard]] const Log& log() const { return log_; }
    [[nodiscard]] std::size_t position() const { return log_.size(); }
    void arm(const Fault& fault);
    /// Calls since `arm`.
    [[nodiscard]] std::int64_t calls() const { return calls_; }
    /// Which of them were syncs.
    [[nodiscard]] const std::set<std::int64_t>& sync_calls() const { return sync_calls_; }
    /// True when the armed fault has struck.
    [[nodiscard]] bool struck() const { return struck_; }
    enum class WhenFull { refuse, pretend };  ///< pretend: report success and drop the bytes
    /// Bytes that all files together may take; negative: no limit.
    void limit_space(std::int64_t bytes, WhenFull when_full = WhenFull::refuse) {
        space_bytes_ = bytes;
        when_full_ = when_full;
    }
    [[nodiscard]] bool pretends() const { return when_full_ == WhenFull::pretend; }
    [[nodiscard]] std::int64_t used_bytes() const;

    // For the calls themselves; see file_calls.cpp.
    struct Decision {
        int error_number = 0;   ///< 0: go on
        std::size_t bytes = 0;  ///< of a write: how many to take
        bool lie = false;
    };
    [[nodiscard]] bool watches(std::string_view path) const;
    Decision decide(bool is_write, std::size_t bytes, bool is_sync);
    [[nodiscard]] std::size_t fitting(const std::string& path, std::int64_t offset,
                                      std::size_t bytes) const;
    void opened(int descriptor, const std::string& path, int flags, bool existed);
    void closed(int descriptor) { open_.erase(descriptor); }
    /// The path of a watched descriptor, or null.
    [[nodiscard]] const std::string* path_of(int descriptor) const;
    void wrote(int descriptor, std::int64_t offset, std::string_view bytes);
    void truncated(int descriptor, std::int64_t size);
    void synced(int descriptor, bool succeeded);
    void about_to_rename(const std::string& from);
    void renamed(const std::string& from, const std::string& to);
    void removed(const std::string& path);
    void made_folder(const std::string& path);

private:
    struct Open {
        std::string path;
        int file = -1;  // -1: a folder, or a file that is not recorded
        bool is_folder = false;
    };
    [[nodiscard]] std::string relative(const std::string& path) const;
    void record_tree();
    int adopt(const std::string& path);
    void add(Operation::Kind kind, int file, const std::string& path);

    std::filesystem::path folder_;
    std::string prefix_;
    Keep keep_;
    Log log_;
    std::map<int, Open> open_;
    std::map<std::string, int> names_;
    std::map<std::string, std::int64_t> sizes_;
    int files_ = 0;
    Fault fault_;
    std::int64_t calls_ = 0;
    std::set<std::int64_t> sync_calls_;
    bool struck_ = false;
    std::int64_t space_bytes_ = -1;
    WhenFull when_full_ = WhenFull::refuse;
};

/// While it lives, calls of this thread pass unwatched.
class Unwatched {
public:
    Unwatched();
    ~Unwatched();
    Unwatched(const Unwatched&) = delete;
    Unwatched& operator=(const Unwatched&) = delete;
};

}  // namespace faults
