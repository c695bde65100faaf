#include "sqlite_connection.hpp"

#include <sqlite3.h>

#include "base/error.hpp"
#include "geopackage_functions.hpp"

namespace store {
namespace {

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
            return {ErrorKind::not_found,
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
    SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
        const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), 0,
                                            &statement_, nullptr);
        if (code != SQLITE_OK) throw to_error(handle, code);
    }
    ~SqliteStatement() override { sqlite3_finalize(statement_); }
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bind(int number, const Parameter& value) override {
        // $n is numbered by first appearance in SQLite, so it is found by name.
        const int index =
            sqlite3_bind_parameter_index(statement_, ("$" + std::to_string(number)).c_str());
        int code = SQLITE_OK;
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement_, index, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            code = sqlite3_bind_text64(statement_, index, text->data(), text->size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            code = sqlite3_bind_blob64(statement_, index, blob->bytes.data(), blob->bytes.size(),
                                       SQLITE_TRANSIENT);
        } else {
            code = sqlite3_bind_null(statement_, index);
        }
        if (code != SQLITE_OK) throw to_error(handle_, code);
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
    sqlite3* handle_;
    sqlite3_stmt* statement_ = nullptr;
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
    register_geopackage_functions(handle_);
    run_script(
        "PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;"
        "PRAGMA cache_size=-32768; PRAGMA secure_delete=ON;");
    if (access == Access::read) run_script("PRAGMA query_only=ON");
}

SqliteConnection::~SqliteConnection() {
    sqlite3_close_v2(handle_);
}

std::unique_ptr<Statement> SqliteConnection::prepare(std::string_view sql) {
    return std::make_unique<SqliteStatement>(handle_, sql);
}

void SqliteConnection::run_script(std::string_view sql) {
    const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw to_error(handle_, code);
}

std::int64_t SqliteConnection::last_row_id() {
    return sqlite3_last_insert_rowid(handle_);
}

void SqliteConnection::checkpoint(bool truncate) {
    // A reader in the way makes it partial; the next one goes on.
    (void)sqlite3_wal_checkpoint_v2(
        handle_, nullptr, truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE,
        nullptr, nullptr);
}

}  // namespace store
