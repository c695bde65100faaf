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
        writer.run_script(
            "BEGIN; SET LOCAL lock_timeout = " + std::to_string(options_.lock_wait.count()) +
            "; SELECT pg_advisory_xact_lock(" + writer_lock + "); SET LOCAL lock_timeout = 0");
        try {
            body();
            static_cast<PostgresConnection&>(writer).commit();
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
            writer->run_script("CREATE EXTENSION IF NOT EXISTS postgis");
            writer->run_script("CREATE SCHEMA IF NOT EXISTS wanjia");
            fill(*writer);
        });
    }

    [[nodiscard]] std::string name() const override { return name_of_url(options_.url); }

private:
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
