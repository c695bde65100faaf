#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "store/connection.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace store {

class RowBuffer;

class SqliteConnection final : public Connection {
public:
    enum class Access { create, write, read };
    SqliteConnection(const std::filesystem::path& file, const std::string& vfs, Access access);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }
    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void run_script(std::string_view sql) override;
    std::int64_t begin_part() override {
        prepare("SAVEPOINT part")->run();
        return ++part_;
    }
    void keep_part() override { prepare("RELEASE part")->run(); }
    void undo_part() override { run_script("ROLLBACK TO part; RELEASE part"); }
    std::unique_ptr<BulkInsert> bulk_insert(std::string_view table,
                                            const std::vector<std::string>& columns) override;
    [[nodiscard]] bool is_broken() const override { return false; }
    /// Copies the write-ahead log into the main file. Only the holder of the writer's lock calls
    /// it.
    void checkpoint(bool truncate);
    /// Pages in the write-ahead log after this connection's last commit.
    [[nodiscard]] int log_pages() const { return log_pages_; }
    /// Copies the whole database, as one snapshot, into a new file; readers and writers go on.
    void copy_to(const std::filesystem::path& file);

    /// A statement with the index of each numbered parameter.
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<int> index_of;
    };
    /// Preparing costs as much as running for most statements: those given back are kept.
    Prepared take(std::string_view sql);
    void give_back(const std::string& sql, Prepared prepared);
    [[nodiscard]] sqlite3* handle() const { return handle_; }
    /// The rows that a statement reads from `incoming_row`.
    void read_rows_from(const RowBuffer* rows) { incoming_ = rows; }

private:
    std::int64_t part_ = 0;
    sqlite3* handle_ = nullptr;
    std::map<std::string, std::vector<Prepared>, std::less<>> kept_;
    std::size_t kept_count_ = 0;
    int log_pages_ = 0;
    const RowBuffer* incoming_ = nullptr;
};

}  // namespace store
