#include "sqlite_connection.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <mutex>
#include <optional>

#include "base/error.hpp"
#include "sqlite_row_source.hpp"
#include "stored_geometry.hpp"

namespace store {
namespace {

constexpr std::size_t statements_kept_max = 256;

base::Error to_error(sqlite3* handle, int code) {
    const std::string details = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
    using base::ErrorKind;
    switch (code & 0xff) {
        case SQLITE_CONSTRAINT:
            return {ErrorKind::conflict,
                    {"数据与已有记录冲突。", "The data conflict with what is already stored."},
                    details};
        case SQLITE_FULL:
            return {ErrorKind::unavailable,
                    {"磁盘已满，未写入任何数据；请清理空间后重试。",
                     "The disk is full. Nothing was written; free some space and try again."},
                    details};
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return {ErrorKind::unavailable,
                    {"数据文件或文件夹是只读的，未写入任何数据。",
                     "The data file or its folder is read-only. Nothing was written."},
                    details};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {ErrorKind::unavailable,
                    {"数据文件正被其他程序占用，请稍后重试。",
                     "Another program is using the data file. Try again in a moment."},
                    details};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return {ErrorKind::unavailable,
                    {"数据文件已损坏或不是万家的数据文件；请用备份恢复。",
                     "The data file is damaged or is not a Wanjia data file. Restore a backup."},
                    details};
        case SQLITE_CANTOPEN:
            return {ErrorKind::unavailable,
                    {"打不开数据文件。", "The data file cannot be opened."},
                    details};
        case SQLITE_IOERR:
            return {ErrorKind::unavailable,
                    {"磁盘读写出错，未写入任何数据。",
                     "The disk failed while reading or writing. Nothing was written."},
                    details};
        default:
            return {ErrorKind::internal,
                    {"数据库内部错误。", "The database met an internal error."},
                    details};
    }
}

class SqliteStatement final : public Statement {
public:
    SqliteStatement(SqliteConnection& connection, std::string_view sql)
        : connection_(connection),
          sql_(sql),
          prepared_(connection.take(sql)),
          handle_(connection.handle()),
          statement_(prepared_.statement) {}
    ~SqliteStatement() override { connection_.give_back(sql_, std::move(prepared_)); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind(int number, const Parameter& value) override {
        bind_at(prepared_.index_of.at(static_cast<std::size_t>(number)), value, SQLITE_TRANSIENT);
    }

    // Texts and blobs must stay where they are until the statement has run.
    void bind_in_place(std::span<const Parameter> values) {
        for (std::size_t i = 0; i < values.size(); ++i)
            bind_at(static_cast<int>(i) + 1, values[i], SQLITE_STATIC);
    }

    bool step() override {
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_ROW) return true;
        if (code == SQLITE_DONE) return false;
        const base::Error error = to_error(handle_, code);
        sqlite3_reset(statement_);
        throw error;
    }

    void reset() override {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    void rewind() { sqlite3_reset(statement_); }

    [[nodiscard]] bool is_null(int column) const override {
        return sqlite3_column_type(statement_, column) == SQLITE_NULL;
    }
    [[nodiscard]] std::int64_t integer(int column) const override {
        return sqlite3_column_int64(statement_, column);
    }
    [[nodiscard]] std::string_view text(int column) const override {
        const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        if (!data) return {};
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }
    [[nodiscard]] std::string_view blob(int column) const override {
        const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
        if (!data) return {};
        return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

private:
    void bind_at(int index, const Parameter& value, sqlite3_destructor_type lifetime) {
        int code = SQLITE_OK;
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement_, index, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            code = sqlite3_bind_text64(statement_, index, text->data() ? text->data() : "",
                                       text->size(), lifetime, SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            code = sqlite3_bind_blob64(statement_, index, blob->bytes.data(), blob->bytes.size(),
                                       lifetime);
        } else {
            code = sqlite3_bind_null(statement_, index);
        }
        if (code != SQLITE_OK) throw to_error(handle_, code);
    }

    SqliteConnection& connection_;
    std::string sql_;
    SqliteConnection::Prepared prepared_;
    sqlite3* handle_;
    sqlite3_stmt* statement_;
};

// The first rows go one by one. When many come they are kept and inserted by one statement for
// many.
class SqliteBulkInsert final : public BulkInsert {
public:
    SqliteBulkInsert(SqliteConnection& connection, std::string into, std::size_t width)
        : connection_(connection),
          into_(std::move(into)),
          width_(width),
          single_(connection, into_ + " VALUES (" + marks(width) + ")"),
          rows_(width) {}

    void row(std::span<const Parameter> values) override {
        if (singles_ < singles_max || width_ > row_source_columns_max) {
            ++singles_;
            single_.bind_in_place(values);
            (void)single_.step();
            single_.rewind();
            return;
        }
        rows_.add(values);
        if (rows_.is_full()) insert_kept();
    }

    void finish() override { insert_kept(); }

private:
    static constexpr int singles_max = 32;

    static std::string marks(std::size_t count) {
        std::string marks;
        for (std::size_t i = 1; i <= count; ++i) marks += (i > 1 ? ", $" : "$") + std::to_string(i);
        return marks;
    }

    void insert_kept() {
        if (rows_.size() == 0) return;
        if (!many_)
            many_.emplace(connection_,
                          into_ + " SELECT " + row_source_columns(width_) + " FROM incoming_row");
        connection_.read_rows_from(&rows_);
        (void)many_->step();
        many_->rewind();
        rows_.clear();
    }

    SqliteConnection& connection_;
    std::string into_;
    std::size_t width_;
    int singles_ = 0;
    SqliteStatement single_;
    std::optional<SqliteStatement> many_;
    RowBuffer rows_;
};

int flags_of(SqliteConnection::Access access) {
    // The read connection is opened for writing too, because a WAL reader needs the shared index;
    // query_only then refuses every change.
    constexpr int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_READWRITE;
    return access == SqliteConnection::Access::create ? common | SQLITE_OPEN_CREATE : common;
}

}  // namespace

void Statement::run() {
    while (step()) {
    }
    reset();
}

SqliteConnection::SqliteConnection(const std::filesystem::path& file, const std::string& vfs,
                                   Access access) {
    // Counting every allocation costs a lock each; nobody asks for the count.
    static std::once_flag configured;
    std::call_once(configured, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
    const int code = sqlite3_open_v2(file.c_str(), &handle_, flags_of(access),
                                     vfs.empty() ? nullptr : vfs.c_str());
    if (code != SQLITE_OK) {
        const base::Error error = to_error(handle_, code);
        sqlite3_close(handle_);
        throw error;
    }
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, 5000);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 1, nullptr);
    register_stored_geometry(handle_);
    register_row_source(handle_, &incoming_);
    run_script(
        "PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON;");
    // In place of the automatic checkpoint, whose hook this is.
    sqlite3_wal_hook(
        handle_,
        [](void* pages_seen, sqlite3*, const char*, int pages) {
            *static_cast<int*>(pages_seen) = pages;
            return SQLITE_OK;
        },
        &log_pages_);
    // A long import keeps the pages it changes until it commits, and writes each once.
    run_script(access == Access::read ? "PRAGMA query_only=ON; PRAGMA cache_size=-32768"
                                      : "PRAGMA cache_size=-262144");
}

SqliteConnection::~SqliteConnection() {
    for (const auto& [sql, statements] : kept_)
        for (const Prepared& prepared : statements) sqlite3_finalize(prepared.statement);
    sqlite3_close_v2(handle_);
}

std::unique_ptr<Statement> SqliteConnection::prepare(std::string_view sql) {
    return std::make_unique<SqliteStatement>(*this, sql);
}

SqliteConnection::Prepared SqliteConnection::take(std::string_view sql) {
    if (const auto it = kept_.find(sql); it != kept_.end() && !it->second.empty()) {
        Prepared prepared = std::move(it->second.back());
        it->second.pop_back();
        --kept_count_;
        return prepared;
    }
    Prepared prepared;
    const int code = sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &prepared.statement, nullptr);
    if (code != SQLITE_OK) throw to_error(handle_, code);
    // $n is numbered by first appearance in SQLite, so each is found by its name once.
    for (int index = sqlite3_bind_parameter_count(prepared.statement); index > 0; --index) {
        const auto number = static_cast<std::size_t>(
            std::strtol(sqlite3_bind_parameter_name(prepared.statement, index) + 1, nullptr, 10));
        if (prepared.index_of.size() <= number) prepared.index_of.resize(number + 1);
        prepared.index_of[number] = index;
    }
    return prepared;
}

void SqliteConnection::give_back(const std::string& sql, Prepared prepared) {
    if (kept_count_ == statements_kept_max) {
        sqlite3_finalize(prepared.statement);
        return;
    }
    sqlite3_reset(prepared.statement);
    sqlite3_clear_bindings(prepared.statement);
    kept_[sql].push_back(std::move(prepared));
    ++kept_count_;
}

void SqliteConnection::run_script(std::string_view sql) {
    const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw to_error(handle_, code);
}

std::unique_ptr<BulkInsert> SqliteConnection::bulk_insert(std::string_view table,
                                                          const std::vector<std::string>& columns) {
    std::string names;
    for (std::size_t i = 0; i < columns.size(); ++i) names += (i > 0 ? ", " : "") + columns[i];
    return std::make_unique<SqliteBulkInsert>(
        *this, "INSERT INTO " + std::string(table) + " (" + names + ")", columns.size());
}

void SqliteConnection::checkpoint(bool truncate) {
    // A reader in the way makes it partial; the next one goes on.
    (void)sqlite3_wal_checkpoint_v2(
        handle_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        nullptr, nullptr);
}

void SqliteConnection::copy_to(const std::filesystem::path& file) {
    SqliteConnection target(file, {}, Access::create);
    sqlite3_backup* backup = sqlite3_backup_init(target.handle_, "main", handle_, "main");
    if (!backup) throw to_error(target.handle_, sqlite3_errcode(target.handle_));
    // Within the caller's read transaction all steps are of one snapshot.
    (void)sqlite3_backup_step(backup, -1);
    const int code = sqlite3_backup_finish(backup);
    if (code != SQLITE_OK) throw to_error(target.handle_, code);
}

}  // namespace store
