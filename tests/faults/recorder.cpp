#include "recorder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <vector>

#include "base/files.hpp"
#include "file_calls.hpp"

namespace faults {
namespace {

// Shared memory between connections and the writer's lock: SQLite rebuilds the one after a crash,
// the other has no content.
bool is_volatile(const std::string& path) {
    return path.ends_with("-shm") || path.ends_with(".lock");
}

}  // namespace

Recorder::Recorder(std::filesystem::path folder, Keep keep)
    : folder_(std::move(folder)), prefix_(folder_.string() + "/"), keep_(keep) {
    record_tree();
    start_watching(*this);
}

Recorder::~Recorder() {
    stop_watching();
}

void Recorder::record_tree() {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_))
        paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    for (const auto& path : paths) {
        const std::string name = relative(path.string());
        if (std::filesystem::is_directory(path)) {
            add(Operation::Kind::make_folder, -1, name);
        } else if (!is_volatile(name)) {
            add(Operation::Kind::sync, adopt(name), name);
        }
        add(Operation::Kind::sync_folder, -1, relative(path.parent_path().string()));
    }
}

std::string Recorder::relative(const std::string& path) const {
    return path.size() < prefix_.size() ? std::string{} : path.substr(prefix_.size());
}

void Recorder::add(Operation::Kind kind, int file, const std::string& path) {
    Operation operation;
    operation.kind = kind;
    operation.file = file;
    operation.path = path;
    log_.push_back(std::move(operation));
}

// A file that was written past the watched calls, such as by the C library's own streams: its
// content up to now becomes one write that no sync covers.
int Recorder::adopt(const std::string& path) {
    const int file = files_++;
    names_[path] = file;
    add(Operation::Kind::make_file, file, path);
    const Unwatched unwatched;
    std::string content = base::SystemFiles().read(folder_ / path);
    sizes_[path] = static_cast<std::int64_t>(content.size());
    add(Operation::Kind::write, file, path);
    log_.back().bytes = std::move(content);
    return file;
}

void Recorder::arm(const Fault& fault) {
    fault_ = fault;
    calls_ = 0;
    sync_calls_.clear();
    struck_ = false;
}

std::int64_t Recorder::used_bytes() const {
    std::int64_t used = 0;
    for (const auto& [path, size] : sizes_) used += size;
    return used;
}

bool Recorder::watches(std::string_view path) const {
    return path.starts_with(prefix_) || path == folder_.native();
}

Recorder::Decision Recorder::decide(bool is_write, std::size_t bytes, bool is_sync) {
    Decision go_on{0, bytes, false};
    const std::int64_t call = calls_++;
    if (is_sync) sync_calls_.insert(call);
    if (fault_.kind == Fault::Kind::none || call < fault_.call) return go_on;
    const bool first = call == fault_.call;
    if (fault_.kind == Fault::Kind::short_then_full && call == fault_.call + 1 && struck_)
        return {ENOSPC, 0, false};
    if (!first && !fault_.from_then_on) return go_on;
    switch (fault_.kind) {
        case Fault::Kind::none:
            return go_on;
        case Fault::Kind::error:
            struck_ = true;
            return {fault_.error_number, 0, false};
        case Fault::Kind::short_write:
        case Fault::Kind::short_then_full:
            struck_ = is_write && bytes > 1;
            return {0, struck_ ? bytes / 2 : bytes, false};
        case Fault::Kind::swallowed_sync:
            struck_ = is_sync;
            return {0, bytes, is_sync};
    }
    return go_on;
}

std::size_t Recorder::fitting(const std::string& path, std::int64_t offset,
                              std::size_t bytes) const {
    if (space_bytes_ < 0) return bytes;
    const auto found = sizes_.find(path);
    const std::int64_t size = found == sizes_.end() ? 0 : found->second;
    const std::int64_t end_max = size + std::max<std::int64_t>(space_bytes_ - used_bytes(), 0);
    if (offset + static_cast<std::int64_t>(bytes) <= end_max) return bytes;
    return offset >= end_max ? 0 : static_cast<std::size_t>(end_max - offset);
}

void Recorder::opened(int descriptor, const std::string& path, int flags, bool existed) {
    const std::string name = relative(path);
    struct stat status{};
    if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
        open_[descriptor] = {name, -1, true};
        return;
    }
    if (is_volatile(name)) {
        sizes_.emplace(name, 0);
        open_[descriptor] = {name, -1, false};
        return;
    }
    const auto known = names_.find(name);
    int file = known == names_.end() ? -1 : known->second;
    if (file < 0 && existed && (flags & O_TRUNC) == 0) {
        file = adopt(name);
    } else if (file < 0) {
        file = files_++;
        names_[name] = file;
        add(Operation::Kind::make_file, file, name);
    } else if ((flags & O_TRUNC) != 0) {
        add(Operation::Kind::truncate, file, name);
        sizes_[name] = 0;
    }
    sizes_.emplace(name, 0);
    open_[descriptor] = {name, file, false};
}

const std::string* Recorder::path_of(int descriptor) const {
    const auto found = open_.find(descriptor);
    return found == open_.end() ? nullptr : &found->second.path;
}

void Recorder::wrote(int descriptor, std::int64_t offset, std::string_view bytes) {
    const Open& target = open_[descriptor];
    auto& size = sizes_[target.path];
    size = std::max(size, offset + static_cast<std::int64_t>(bytes.size()));
    if (target.file < 0) return;
    add(Operation::Kind::write, target.file, target.path);
    log_.back().offset = offset;
    if (keep_ == Keep::bytes) log_.back().bytes = bytes;
}

void Recorder::truncated(int descriptor, std::int64_t size) {
    const Open& target = open_[descriptor];
    sizes_[target.path] = size;
    if (target.file < 0) return;
    add(Operation::Kind::truncate, target.file, target.path);
    log_.back().offset = size;
}

void Recorder::synced(int descriptor, bool succeeded) {
    const Open& target = open_[descriptor];
    if (target.is_folder) {
        if (succeeded) add(Operation::Kind::sync_folder, -1, target.path);
    } else if (target.file >= 0) {
        add(succeeded ? Operation::Kind::sync : Operation::Kind::failed_sync, target.file,
            target.path);
    }
}

void Recorder::about_to_rename(const std::string& from) {
    if (const std::string source = relative(from); !names_.contains(source)) adopt(source);
}

void Recorder::renamed(const std::string& from, const std::string& to) {
    const std::string source = relative(from);
    const std::string target = relative(to);
    const int file = names_.at(source);
    names_.erase(source);
    names_[target] = file;
    sizes_[target] = sizes_[source];
    sizes_.erase(source);
    for (auto& [descriptor, open] : open_)
        if (open.path == source) open.path = target;
    add(Operation::Kind::rename, file, source);
    log_.back().to = target;
}

void Recorder::removed(const std::string& path) {
    const std::string name = relative(path);
    sizes_.erase(name);
    const auto known = names_.find(name);
    if (known == names_.end()) return;
    add(Operation::Kind::remove, known->second, name);
    names_.erase(known);
}

void Recorder::made_folder(const std::string& path) {
    add(Operation::Kind::make_folder, -1, relative(path));
}

}  // namespace faults
