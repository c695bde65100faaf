#include "data_file.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "base/files.hpp"

namespace faults {
namespace {

using Handle = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

class Unreadable {
public:
    explicit Unreadable(std::string why) : why_(std::move(why)) {}
    [[nodiscard]] const std::string& why() const { return why_; }

private:
    std::string why_;
};

void require(sqlite3* handle, int code) {
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE)
        throw Unreadable(sqlite3_errmsg(handle));
}

// Calls `visit(statement)` for each row.
template <class Visit>
void for_each_row(sqlite3* handle, const std::string& sql, const Visit& visit) {
    sqlite3_stmt* raw = nullptr;
    require(handle, sqlite3_prepare_v2(handle, sql.c_str(), -1, &raw, nullptr));
    const Statement statement(raw, &sqlite3_finalize);
    int code = SQLITE_ROW;
    while ((code = sqlite3_step(raw)) == SQLITE_ROW) visit(raw);
    require(handle, code);
}

std::string cell_bytes(sqlite3_stmt* row, int column) {
    const int type = sqlite3_column_type(row, column);
    const auto* data = static_cast<const char*>(sqlite3_column_blob(row, column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    std::string bytes = std::to_string(type) + ':' + std::to_string(size) + ':';
    if (data) bytes.append(data, size);
    return bytes;
}

std::string digest_of_tables(sqlite3* handle) {
    std::vector<std::string> tables;
    std::string all;
    for_each_row(
        handle,
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE "
        "'CREATE VIRTUAL%' ORDER BY name",
        [&](sqlite3_stmt* row) {
            tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
            all += cell_bytes(row, 0) + cell_bytes(row, 1);
        });
    if (tables.empty()) return {};
    for (const auto& table : tables) {
        all += '\n' + table;
        for_each_row(handle, "SELECT * FROM \"" + table + '"', [&](sqlite3_stmt* row) {
            for (int i = 0; i < sqlite3_column_count(row); ++i) all += cell_bytes(row, i);
        });
    }
    return base::to_hex(base::sha256(all));
}

std::optional<std::string> integrity_problem(sqlite3* handle) {
    std::string answer;
    for_each_row(handle, "PRAGMA integrity_check(1)", [&](sqlite3_stmt* row) {
        answer = reinterpret_cast<const char*>(sqlite3_column_text(row, 0));
    });
    if (answer == "ok") return {};
    return answer;
}

bool is_left_out(const std::string& name) {
    return name.ends_with("-shm") || name.ends_with(".lock") || name.ends_with(".part");
}

bool memory_has_room() {
    constexpr std::uintmax_t wanted_bytes = 512U << 20;
    std::error_code error;
    const auto space = std::filesystem::space("/dev/shm", error);
    return !error && space.available >= wanted_bytes;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string name =
        memory_has_room() ? "/dev/shm/wanjia_faults_XXXXXX" : "/tmp/wanjia_faults_XXXXXX";
    path_ = ::mkdtemp(name.data());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

void write_image(const Image& image, const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        std::filesystem::remove_all(entry.path());
    for (const auto& [path, content] : image) {
        std::filesystem::create_directories((folder / path).parent_path());
        std::ofstream file(folder / path, std::ios::binary);
        file.write(content.data(), static_cast<std::streamsize>(content.size()));
    }
}

Image read_folder(const std::filesystem::path& folder) {
    Image image;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const std::string name = std::filesystem::relative(entry.path(), folder).string();
        if (!entry.is_regular_file() || is_left_out(name)) continue;
        image[name] = base::SystemFiles().read(entry.path());
    }
    return image;
}

DataFileState inspect_data_file(const std::filesystem::path& file) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE, nullptr);
    const Handle handle(raw, &sqlite3_close);
    DataFileState state;
    try {
        require(raw, code);
        state.problem = integrity_problem(raw);
        state.digest = digest_of_tables(raw);
    } catch (const Unreadable& error) {
        state.problem = error.why();
    }
    return state;
}

}  // namespace faults
