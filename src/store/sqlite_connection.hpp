#pragma once

#include <filesystem>
#include <string>

#include "store/connection.hpp"

struct sqlite3;

namespace store {

class SqliteConnection final : public Connection {
public:
    enum class Access { create, write, read };
    SqliteConnection(const std::filesystem::path& file, const std::string& vfs, Access access);
    ~SqliteConnection() override;
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    std::unique_ptr<Statement> prepare(std::string_view sql) override;
    void run_script(std::string_view sql) override;
    std::int64_t last_row_id() override;
    /// Copies the write-ahead log into the main file. Only the holder of the writer's lock calls
    /// it.
    void checkpoint(bool truncate);

private:
    sqlite3* handle_ = nullptr;
};

}  // namespace store
