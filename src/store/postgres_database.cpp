#include <libpq-fe.h>

#include "base/error.hpp"
#include "database.hpp"
#include "migrations.hpp"
#include "postgres_connection.hpp"

namespace store {
namespace {

// "wanjia" in ASCII: the advisory lock that every writer of the database holds.
constexpr const char* writer_lock = "131260348000609";

class PostgresDatabase final : public Database {
public:
    explicit PostgresDatabase(Options options) : options_(std::move(options)) {}

    std::unique_ptr<Connection> connect_reader() override { return connect(); }

    std::unique_ptr<Connection> connect_writer() override {
        auto writer = connect();
        if (options_.synchronous == Synchronous::off)
            writer->run_script("SET synchronous_commit = off");
        return writer;
    }

    [[nodiscard]] const char* begin_read() const override {
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    }

    void write_alone(Connection& writer, const std::function<void()>& body) override {
        try {
            writer.run_script(
                "BEGIN; SET LOCAL lock_timeout = " + std::to_string(options_.lock_wait.count()) +
                "; SELECT pg_advisory_xact_lock(" + writer_lock + "); SET LOCAL lock_timeout = 0");
            body();
            static_cast<PostgresConnection&>(writer).commit();
        } catch (const CommitUnknown& unknown) {
            // Undecided even now: nobody must take what is read next for the outcome.
            if (!wait_for_outcome()) throw base::Error(unknown);
            throw;
        } catch (...) {
            try {
                writer.run_script("ROLLBACK");
            } catch (const base::Error&) {
                // The connection is lost, and the transaction with it.
                (void)0;
            }
            throw;
        }
    }

    void close(Connection&) override {}

    [[nodiscard]] bool exists() override { return has_tables(*connect()); }

    void create(const std::function<void(Connection&)>& fill) override {
        const auto writer = connect();
        write_alone(*writer, [&] {
            if (has_tables(*writer))
                throw base::Error(base::ErrorKind::conflict,
                                  {"数据库“" + name() + "”中已有万家的数据，没有改动。",
                                   "The database \"" + name() +
                                       "\" holds Wanjia data already. It was not changed."});
            add_postgis(*writer);
            writer->run_script("CREATE SCHEMA IF NOT EXISTS wanjia");
            fill(*writer);
        });
    }

    [[nodiscard]] std::string name() const override { return name_of_url(options_.url); }

private:
    // The server may still be at the commit whose answer was lost, and holds the writer's lock
    // until it has ended. False when that cannot be seen.
    [[nodiscard]] bool wait_for_outcome() const {
        try {
            const auto again = connect();
            again->run_script("SET lock_timeout = " + std::to_string(options_.lock_wait.count()) +
                              "; SELECT pg_advisory_lock(" + writer_lock + ")");
            return true;
        } catch (const base::Error&) {
            return false;
        }
    }

    static void add_postgis(Connection& writer) {
        try {
            writer.run_script("CREATE EXTENSION IF NOT EXISTS postgis");
        } catch (const base::Error& error) {
            // What the server says of an extension whose files it does not have.
            const std::string& details = error.details();
            if (!details.starts_with("0A000") && !details.starts_with("58P01")) throw;
            throw base::Error(
                base::ErrorKind::unavailable,
                {"数据库服务器没有安装 PostGIS；请管理员安装 postgresql-15-postgis-3。",
                 "The database server has no PostGIS. Ask its administrator to install "
                 "postgresql-15-postgis-3."},
                details);
        }
    }

    static bool has_tables(Connection& connection) {
        const auto there = connection.prepare("SELECT to_regclass('wanjia.meta') IS NOT NULL");
        return there->step() && there->integer(0) != 0;
    }

    [[nodiscard]] std::unique_ptr<PostgresConnection> connect() const {
        return std::make_unique<PostgresConnection>(options_.url);
    }

    Options options_;
};

}  // namespace

std::unique_ptr<Database> open_postgres(const Options& options) {
    return std::make_unique<PostgresDatabase>(options);
}

std::string name_of_url(const std::string& url) {
    char* problem = nullptr;
    PQconninfoOption* parts = PQconninfoParse(url.c_str(), &problem);
    PQfreemem(problem);
    std::string host;
    std::string database;
    for (const PQconninfoOption* part = parts; part && part->keyword; ++part) {
        if (!part->val) continue;
        if (std::string_view(part->keyword) == "host") host = part->val;
        if (std::string_view(part->keyword) == "dbname") database = part->val;
    }
    PQconninfoFree(parts);
    return "postgres://" + host + "/" + database;
}

}  // namespace store
