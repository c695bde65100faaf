#include "postgres_bulk_insert.hpp"

#include "postgres_error.hpp"
#include "postgres_wire.hpp"

namespace store {
namespace {

constexpr int rows_inserted_max = 16;
constexpr std::size_t copy_piece_bytes = 1U << 18U;

// COPY … FROM STDIN in its binary form.
class PostgresCopy {
public:
    PostgresCopy(PGconn* handle, const std::string& sql) : handle_(handle) {
        const PostgresResult result(PQexec(handle, sql.c_str()));
        if (PQresultStatus(result.get()) != PGRES_COPY_IN) throw to_error(handle, result.get());
        buffer_.append("PGCOPY\n\377\r\n\0", 11);
        append_big_endian(buffer_, std::int32_t{0});
        append_big_endian(buffer_, std::int32_t{0});
    }
    ~PostgresCopy() {
        if (handle_) end("rows were left out");
    }
    PostgresCopy(const PostgresCopy&) = delete;
    PostgresCopy& operator=(const PostgresCopy&) = delete;

    void row(std::span<const Parameter> values) {
        append_big_endian(buffer_, static_cast<std::int16_t>(values.size()));
        for (const Parameter& value : values) append(value);
        if (buffer_.size() >= copy_piece_bytes) send();
    }

    void finish() {
        append_big_endian(buffer_, std::int16_t{-1});
        send();
        PGconn* handle = handle_;
        const PostgresResult result(end(nullptr));
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) throw to_error(handle, result.get());
    }

private:
    void append(const Parameter& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            append_big_endian(buffer_, std::int32_t{8});
            append_big_endian(buffer_, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            append_bytes(*text);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            append_bytes(blob->bytes);
        } else {
            append_big_endian(buffer_, std::int32_t{-1});
        }
    }

    void append_bytes(std::string_view bytes) {
        append_big_endian(buffer_, static_cast<std::int32_t>(bytes.size()));
        buffer_ += bytes;
    }

    void send() {
        // A refusal shows at the end, with its reason.
        (void)PQputCopyData(handle_, buffer_.data(), static_cast<int>(buffer_.size()));
        buffer_.clear();
    }

    // The result of the whole COPY; `problem` ends it without keeping any row.
    PGresult* end(const char* problem) {
        (void)PQputCopyEnd(handle_, problem);
        PGresult* result = PQgetResult(handle_);
        while (PGresult* more = PQgetResult(handle_)) PQclear(more);
        handle_ = nullptr;
        if (!problem) return result;
        PQclear(result);
        return nullptr;
    }

    PGconn* handle_;
    std::string buffer_;
};

// A COPY costs three journeys to the server: the first rows wait as INSERTs, which cost none of
// their own, and a COPY begins when there are more.
class PostgresBulkInsert final : public BulkInsert {
public:
    PostgresBulkInsert(PostgresConnection& connection, std::string table,
                       const std::vector<std::string>& columns)
        : connection_(connection), table_(std::move(table)) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            columns_ += (i > 0 ? ", " : "") + columns[i];
            marks_ += (i > 0 ? ", $" : "$") + std::to_string(i + 1);
        }
    }

    void row(std::span<const Parameter> values) override {
        if (!copy_ && rows_ == rows_inserted_max)
            copy_ = std::make_unique<PostgresCopy>(
                connection_.idle_handle(),
                "COPY " + table_ + " (" + columns_ + ") FROM STDIN (FORMAT binary)");
        ++rows_;
        if (copy_) return copy_->row(values);
        const auto insert = connection_.prepare("INSERT INTO " + table_ + " (" + columns_ +
                                                ") VALUES (" + marks_ + ")");
        for (std::size_t i = 0; i < values.size(); ++i)
            insert->bind(static_cast<int>(i) + 1, values[i]);
        insert->run();
    }

    void finish() override {
        if (copy_) copy_->finish();
    }

private:
    PostgresConnection& connection_;
    std::string table_;
    std::string columns_;
    std::string marks_;
    std::unique_ptr<PostgresCopy> copy_;
    int rows_ = 0;
};

}  // namespace

std::unique_ptr<BulkInsert> postgres_bulk_insert(PostgresConnection& connection, std::string table,
                                                 const std::vector<std::string>& columns) {
    return std::make_unique<PostgresBulkInsert>(connection, std::move(table), columns);
}

}  // namespace store
