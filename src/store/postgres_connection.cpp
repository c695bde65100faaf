#include "postgres_connection.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.hpp"
#include "postgres_bulk_insert.hpp"
#include "postgres_error.hpp"
#include "postgres_wire.hpp"
#include "store/store.hpp"

namespace store {
namespace {

constexpr unsigned type_boolean = 16;
constexpr unsigned type_bytes = 17;
constexpr unsigned type_int8 = 20;
constexpr unsigned type_int2 = 21;
constexpr unsigned type_int4 = 23;
constexpr unsigned type_text = 25;
constexpr std::size_t statements_kept_max = 256;
constexpr std::size_t waiting_max = 256;
constexpr std::string_view part_begin = "SAVEPOINT part";

std::int64_t read_big_endian(const char* bytes, int size) {
    std::uint64_t value = size > 0 && (bytes[0] & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (int i = 0; i < size; ++i) value = value << 8U | static_cast<std::uint8_t>(bytes[i]);
    return static_cast<std::int64_t>(value);
}

class PostgresStatement final : public Statement {
public:
    PostgresStatement(PostgresConnection& connection, std::string_view sql)
        : connection_(connection), sql_(sql) {}
    PostgresStatement(const PostgresStatement&) = delete;
    PostgresStatement& operator=(const PostgresStatement&) = delete;

    void bind(int number, const Parameter& value) override {
        const auto index = static_cast<std::size_t>(number) - 1;
        if (parameters_.size() <= index) parameters_.resize(index + 1);
        PostgresConnection::Bound& bound = parameters_[index];
        bound.bytes.clear();
        bound.is_null = false;
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            bound.type = type_int8;
            append_big_endian(bound.bytes, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            bound.type = type_text;
            bound.bytes = *text;
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            bound.type = type_bytes;
            bound.bytes = blob->bytes;
        } else {
            bound.type = 0;
            bound.is_null = true;
        }
    }

    bool step() override {
        if (!answer_) ask();
        if (!answer_->result) connection_.send_waiting();
        result_ = answer_->result;
        if (!result_) refuse_passed_over();
        return ++row_ < PQntuples(result_);
    }

    void ask() override {
        answer_ = connection_.ask(sql_, std::move(parameters_));
        row_ = -1;
    }

    void run() override {
        ask();
        reset();
    }

    void reset() override {
        answer_.reset();
        result_ = nullptr;
        parameters_.clear();
    }

    [[nodiscard]] bool is_null(int column) const override {
        return PQgetisnull(result_, row_, column) != 0;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        if (is_null(column)) return 0;
        switch (PQftype(result_, column)) {
            case type_int8:
            case type_int4:
            case type_int2:
            case type_boolean:
                return read_big_endian(PQgetvalue(result_, row_, column),
                                       PQgetlength(result_, row_, column));
            default:
                throw base::Error(
                    base::ErrorKind::internal,
                    {"数据库内部错误。", "The database met an internal error."},
                    "column " + std::to_string(column) + " is not a whole number: " + sql_);
        }
    }
    [[nodiscard]] std::string_view text(int column) const override { return blob(column); }
    [[nodiscard]] std::string_view blob(int column) const override {
        return {PQgetvalue(result_, row_, column),
                static_cast<std::size_t>(PQgetlength(result_, row_, column))};
    }

private:
    // Asked together with a statement that was refused, which somebody else was told.
    [[noreturn]] void refuse_passed_over() const {
        throw base::Error(base::ErrorKind::internal,
                          {"数据库内部错误，未写入任何数据。",
                           "The database met an internal error. Nothing was written."},
                          "passed over after a refusal: " + sql_);
    }

    PostgresConnection& connection_;
    std::string sql_;
    std::vector<PostgresConnection::Bound> parameters_;
    std::shared_ptr<PostgresConnection::Answer> answer_;
    const PGresult* result_ = nullptr;
    int row_ = -1;
};

// What every session of ours is like, whatever the server's defaults. PostGIS may stand in a schema
// of its own.
constexpr const char* session_words =
    "SET client_min_messages = warning; SET synchronous_commit = on; SET timezone = 'UTC';"
    "SET standard_conforming_strings = on;"
    "SELECT set_config('search_path', 'wanjia, public' || COALESCE((SELECT ', ' || "
    "quote_ident(nspname::text) FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = "
    "extnamespace WHERE extname = 'postgis' AND nspname <> 'public'), ''), false)";

}  // namespace

PostgresConnection::PostgresConnection(const std::string& url) {
    // What stands in the url comes last and wins.
    const std::array<const char*, 8> keys = {
        "fallback_application_name", "connect_timeout", "keepalives_idle", "keepalives_interval",
        "tcp_user_timeout",          "client_encoding", "dbname",          nullptr};
    const std::array<const char*, 8> values = {"wanjia", "10",   "30",        "10",
                                               "60000",  "UTF8", url.c_str(), nullptr};
    handle_ = PQconnectdbParams(keys.data(), values.data(), 1);
    if (!handle_ || PQstatus(handle_) != CONNECTION_OK) {
        const base::Error error = to_connection_error(handle_, name_of_url(url));
        PQfinish(handle_);
        throw error;
    }
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    try {
        require_fitting_server(handle_, name_of_url(url));
        run_script(session_words);
    } catch (...) {
        PQfinish(handle_);
        throw;
    }
}

PostgresConnection::~PostgresConnection() {
    PQfinish(handle_);
}

std::unique_ptr<Statement> PostgresConnection::prepare(std::string_view sql) {
    return std::make_unique<PostgresStatement>(*this, sql);
}

void PostgresConnection::run_script(std::string_view sql) {
    if (sql == "ROLLBACK") {
        waiting_.clear();
        refused_.reset();
    }
    const PostgresResult result(PQexec(idle_handle(), std::string(sql).c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw to_error(handle_, result.get());
}

std::int64_t PostgresConnection::begin_part() {
    (void)ask(std::string(part_begin), {});
    return part_;
}

void PostgresConnection::keep_part() {
    (void)ask("RELEASE part", {});
    ++part_;
}

void PostgresConnection::settle_parts() {
    send_waiting();
}

void PostgresConnection::undo_part() {
    // What was not sent yet need not be undone.
    const auto begin = std::find_if(waiting_.begin(), waiting_.end(), [&](const Call& call) {
        return call.part == part_ && call.sql == part_begin;
    });
    const bool nothing_sent = begin != waiting_.end();
    waiting_.erase(nothing_sent ? begin : waiting_.begin(), waiting_.end());
    refused_.reset();
    if (!nothing_sent) run_script("ROLLBACK TO part; RELEASE part");
}

void PostgresConnection::require_kept_parts() const {
    if (refused_) throw PartRefused(*refused_);
}

std::unique_ptr<BulkInsert> PostgresConnection::bulk_insert(
    std::string_view table, const std::vector<std::string>& columns) {
    return postgres_bulk_insert(*this, std::string(table), columns);
}

bool PostgresConnection::is_broken() const {
    // Reads what the server sent meanwhile, such as its farewell; never waits.
    return PQconsumeInput(handle_) == 0 || PQstatus(handle_) != CONNECTION_OK;
}

void PostgresConnection::commit() {
    const PostgresResult result(PQexec(idle_handle(), "COMMIT"));
    if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        const base::Error error = to_error(handle_, result.get());
        if (!is_broken()) throw error;
        throw CommitUnknown(
            base::ErrorKind::unavailable,
            {"提交时与数据库的连接中断，尚不知是否已写入；请用同一操作编号重试，不会重复写入。",
             "The connection to the database broke during the commit; whether it was written is "
             "not known. Try again with the same operation id: nothing is written twice."},
            error.details());
    }
    // A transaction that had failed answers COMMIT with ROLLBACK.
    if (std::strcmp(PQcmdStatus(result.get()), "COMMIT") != 0)
        throw base::Error(base::ErrorKind::internal,
                          {"数据库内部错误，未写入任何数据。",
                           "The database met an internal error. Nothing was written."},
                          "COMMIT answered with ROLLBACK");
}

PostgresConnection::Answer::~Answer() {
    PQclear(result);
}

std::shared_ptr<PostgresConnection::Answer> PostgresConnection::ask(const std::string& sql,
                                                                    std::vector<Bound> parameters) {
    require_kept_parts();
    auto answer = std::make_shared<Answer>();
    waiting_.push_back({sql, std::move(parameters), answer, part_});
    if (waiting_.size() >= waiting_max) send_waiting();
    return answer;
}

pg_conn* PostgresConnection::idle_handle() {
    send_waiting();
    return handle_;
}

// Returns the number of answers to expect.
int PostgresConnection::send(const Call& call) {
    Known& known = known_[call.sql];
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<unsigned> types;
    bool fits = known.types.size() == call.parameters.size();
    for (std::size_t i = 0; i < call.parameters.size(); ++i) {
        const Bound& bound = call.parameters[i];
        values.push_back(bound.is_null ? nullptr : bound.bytes.data());
        lengths.push_back(static_cast<int>(bound.bytes.size()));
        types.push_back(bound.type);
        fits = fits && (bound.is_null || bound.type == known.types[i]);
    }
    const std::vector<int> binary(call.parameters.size(), 1);
    const int count = static_cast<int>(call.parameters.size());
    // A failure to send shows when the results are read.
    if (++known.runs == 1) {
        (void)PQsendQueryParams(handle_, call.sql.c_str(), count, types.data(), values.data(),
                                lengths.data(), binary.data(), 1);
        return 1;
    }
    const bool unprepared = known.name.empty() || !fits;
    if (unprepared) {
        known.name = "s" + std::to_string(++prepared_);
        known.types = types;
        (void)PQsendPrepare(handle_, known.name.c_str(), call.sql.c_str(), count, types.data());
    }
    (void)PQsendQueryPrepared(handle_, known.name.c_str(), count, values.data(), lengths.data(),
                              binary.data(), 1);
    return unprepared ? 2 : 1;
}

// After a refusal the server passes over the rest, and what it was asked to prepare is asked again
// when next needed.
void PostgresConnection::send_waiting() {
    require_kept_parts();
    if (waiting_.empty()) return;
    if (known_.size() > statements_kept_max) {
        const PostgresResult result(PQexec(handle_, "DEALLOCATE ALL"));
        known_.clear();
    }
    const std::vector<Call> calls = std::exchange(waiting_, {});
    std::vector<int> expected;
    (void)PQenterPipelineMode(handle_);
    for (const Call& call : calls) expected.push_back(send(call));
    (void)PQpipelineSync(handle_);
    PGresult* refused = nullptr;
    std::int64_t refused_part = part_;
    for (std::size_t i = 0; i < calls.size(); ++i)
        for (int left = expected[i]; left > 0; --left)
            while (PGresult* result = PQgetResult(handle_)) {
                const ExecStatusType status = PQresultStatus(result);
                const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
                if (good && left == 1) std::swap(result, calls[i].answer->result);
                if (!good && !refused) {
                    std::swap(result, refused);
                    refused_part = calls[i].part;
                }
                PQclear(result);
                if (PQstatus(handle_) != CONNECTION_OK) break;
            }
    const PostgresResult synced(PQgetResult(handle_));
    (void)PQexitPipelineMode(handle_);
    const PostgresResult failed(refused);
    if (!refused && PQresultStatus(synced.get()) == PGRES_PIPELINE_SYNC) return;
    for (const Call& call : calls) known_.erase(call.sql);
    const base::Error error = to_error(handle_, refused);
    if (refused_part != part_ && PQstatus(handle_) == CONNECTION_OK)
        refused_ = PartRefused{refused_part, error};
    require_kept_parts();
    throw error;
}

}  // namespace store
