#pragma once

#include <functional>
#include <memory>
#include <string>

#include "store/connection.hpp"
#include "store/store.hpp"

namespace store {

/// One kind of database under a Store: how to connect, and how to be the only writer.
class Database {
public:
    virtual ~Database() = default;
    [[nodiscard]] virtual std::unique_ptr<Connection> connect_reader() = 0;
    [[nodiscard]] virtual std::unique_ptr<Connection> connect_writer() = 0;
    /// The words that begin a snapshot for reading.
    [[nodiscard]] virtual const char* begin_read() const = 0;
    /// Runs `body` in one transaction while nobody else writes to this database, on any machine,
    /// and returns when it is durable. Throws CommitUnknown when the connection broke at the end.
    virtual void write_alone(Connection& writer, const std::function<void()>& body) = 0;
    /// The last writer tidies up; never waits.
    virtual void close(Connection& writer) = 0;
    /// True when there is something a Store could open.
    [[nodiscard]] virtual bool exists() = 0;
    /// Throws conflict when there is a Wanjia database already; otherwise makes an empty one with
    /// what its migrations need.
    virtual void create(const std::function<void(Connection&)>& fill) = 0;
    /// How the user named it, without a password.
    [[nodiscard]] virtual std::string name() const = 0;
};

std::unique_ptr<Database> open_sqlite(const Options& options);
std::unique_ptr<Database> open_postgres(const Options& options);

}  // namespace store
