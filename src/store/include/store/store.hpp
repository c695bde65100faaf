#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "privacy/key.hpp"
#include "store/connection.hpp"

namespace store {

/// How far a commit goes before it is acknowledged. Only `full` keeps a promise through a power
/// cut; the others exist so that tests can show that they do not.
enum class Synchronous { off, normal, full };

/// Which database, and how to treat it.
struct Options {
    std::filesystem::path file;  ///< the embedded database, when there is no url
    std::string vfs;             ///< name of an SQLite VFS; empty: the system's
    Synchronous synchronous = Synchronous::full;
    std::chrono::milliseconds lock_wait{30'000};
    std::string url = {};  ///< `postgres://…`: a PostgreSQL database with PostGIS
    /// Keys of the personal values. A database that is made with them seals with the first; null:
    /// nothing is sealed or opened.
    std::shared_ptr<const privacy::KeyRing> keys = {};
};

/// The connection broke while a commit was on its way: it is not known whether it happened. Asking
/// the database again tells.
class CommitUnknown : public base::Error {
public:
    using Error::Error;
};

/// One database: one SQLite file in WAL mode that is a valid GeoPackage, or the schema `wanjia` of
/// a PostgreSQL database.
///
/// Whoever writes is alone, across processes and machines: with SQLite by an exclusive lock on
/// `<file>.lock` held from before the transaction until after its checkpoint (the WAL-reset race of
/// SQLite before 3.51.3 needs a second checkpointer), with PostgreSQL by an advisory lock.
class Store {
public:
    /// Makes the database with the newest schema and whatever `fill` adds, all or nothing. conflict
    /// when it is there already.
    static void create(const Options& options, const std::function<void(Connection&)>& fill = {});
    /// True when there is a database to open. unavailable when the server cannot be reached.
    static bool exists(const Options& options);
    /// Opens. not_found; invalid_input when it is not ours; unavailable when it cannot be reached
    /// or its schema is older (migrate it first) or newer than the program.
    explicit Store(Options options);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Brings an older schema up to this program's and returns the version it had.
    static std::int64_t migrate(const Options& options);

    /// Runs `work` on one consistent snapshot. Several threads may read at once.
    void read(const std::function<void(Connection&)>& work);

    /// Runs `work` in a durable transaction. Work of several threads that arrives together shares
    /// one sync; work that throws is undone alone and throws from here. Returns after the sync.
    void write(const std::function<void(Connection&)>& work);

    [[nodiscard]] Dialect dialect() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace store
