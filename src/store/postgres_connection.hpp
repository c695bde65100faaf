#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "store/connection.hpp"

struct pg_conn;
struct pg_result;

namespace store {

/// A libpq connection whose parameters and results travel in binary form: whole numbers as int8,
/// texts as they are, bytes and geometries as bytea and EWKB.
class PostgresConnection final : public Connection {
public:
    /// Throws unavailable when the server does not answer or refuses, not_found when it has no such
    /// database; the sentence never holds the password.
    explicit PostgresConnection(const std::string& url);
    ~PostgresConnection() override;
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;

    [[nodiscard]] Dialect dialect() const override { return Dialect::postgres; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void run_script(std::string_view sql) override;
    std::int64_t begin_part() override;
    void keep_part() override;
    void undo_part() override;
    void require_kept_parts() const override;
    void settle_parts() override;
    std::unique_ptr<BulkInsert> bulk_insert(std::string_view table,
                                            const std::vector<std::string>& columns) override;
    [[nodiscard]] bool is_broken() const override;
    /// Commits; throws CommitUnknown when the connection broke on the way.
    void commit();

    struct Bound {
        unsigned type = 0;  ///< type number of PostgreSQL; 0 for NULL
        std::string bytes;
        bool is_null = true;
    };
    struct Answer {
        Answer() = default;
        ~Answer();
        Answer(const Answer&) = delete;
        Answer& operator=(const Answer&) = delete;
        pg_result* result = nullptr;  ///< null until the server was asked
    };
    /// Lets a statement wait until something is read: all that waits then goes to the server in
    /// one round trip. A refusal shows there, or at the latest at the commit. Text run a second
    /// time is prepared on the server and only executed from then on.
    std::shared_ptr<Answer> ask(const std::string& sql, std::vector<Bound> parameters);
    /// Asks the server all that waits; every Answer has its result then.
    void send_waiting();
    /// The connection itself, with nothing waiting.
    pg_conn* idle_handle();

private:
    struct Known {
        int runs = 0;
        std::string name;             ///< of the prepared statement; empty before it is one
        std::vector<unsigned> types;  ///< it was prepared with
    };
    struct Call {
        std::string sql;
        std::vector<Bound> parameters;
        std::shared_ptr<Answer> answer;
        std::int64_t part = 0;
    };
    int send(const Call& call);

    pg_conn* handle_ = nullptr;
    std::map<std::string, Known> known_;
    std::vector<Call> waiting_;
    std::int64_t prepared_ = 0;
    std::int64_t part_ = 0;  // the one that has not been kept
    std::optional<PartRefused> refused_;
};

/// `postgres://host/database`, without user and password, for sentences.
std::string name_of_url(const std::string& url);

}  // namespace store
