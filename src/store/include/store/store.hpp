#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "store/connection.hpp"

namespace store {

/// How far a commit goes before it is acknowledged. Only `full` keeps a promise through a power
/// cut; the others exist so that tests can show that they do not.
enum class Synchronous { off, normal, full };

struct Options {
    std::filesystem::path file;
    std::string vfs;  ///< name of an SQLite VFS; empty: the system's
    Synchronous synchronous = Synchronous::full;
    std::chrono::milliseconds lock_wait{30'000};
};

/// The embedded database: one SQLite file in WAL mode that is a valid GeoPackage.
///
/// Whoever writes holds an exclusive lock on `<file>.lock` from before the transaction until after
/// its checkpoint, across processes too, so there is never more than one writer and never another
/// checkpointer: the WAL-reset race of SQLite before 3.51.3 needs two.
class Store {
public:
    /// Makes the file with the newest schema. conflict when it exists.
    static void create(const Options& options);
    /// Opens and migrates. not_found; invalid_input when it is not ours; unavailable when its
    /// schema is newer than the program.
    explicit Store(Options options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Runs `work` on one consistent snapshot. Several threads may read at once.
    void read(const std::function<void(Connection&)>& work);

    /// Runs `work` in a durable transaction. Work of several threads that arrives together shares
    /// one sync; work that throws is undone alone and throws from here. Returns after the sync.
    void write(const std::function<void(Connection&)>& work);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace store
