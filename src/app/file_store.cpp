#include "file_store.hpp"

#include <chrono>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "store/records.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t ending_bytes_max = 12;
constexpr std::chrono::hours temporary_kept{24};

bool has_folder(const store::Connection& connection) {
    return connection.dialect() == store::Dialect::sqlite;
}

[[noreturn]] void missing(const std::string& name) {
    throw base::Error(base::ErrorKind::not_found,
                      {"文件库中没有“" + name + "”。", "The file store has no \"" + name + "\"."});
}

}  // namespace

LocalFile::~LocalFile() {
    std::error_code ignored;
    if (temporary_) fs::remove(path_, ignored);
}

void FileStore::put(store::Connection& connection, const std::string& name,
                    const fs::path& from) const {
    if (has_folder(connection)) {
        const fs::path path = options_.data_folder / name;
        environment_.files.make_folder(path.parent_path());
        environment_.files.copy(from, path);
        return;
    }
    std::int64_t part = 0;
    environment_.files.read_parts(from, [&](std::string_view bytes) {
        store::save_file_part(connection, name, part++, bytes);
    });
    if (part == 0) store::save_file_part(connection, name, 0, {});
}

LocalFile FileStore::get(store::Connection& connection, const std::string& name) const {
    if (has_folder(connection)) {
        const fs::path path = options_.data_folder / name;
        if (!environment_.files.exists(path)) missing(name);
        return LocalFile(path);
    }
    const std::int64_t parts = store::count_file_parts(connection, name);
    if (parts == 0) missing(name);
    LocalFile copy(temporary(fs::path(name).extension().string()), true);
    std::int64_t part = 0;
    environment_.files.write_parts(
        copy.path(), [&] { return store::load_file_part(connection, name, part++).value_or(""); });
    return copy;
}

void FileStore::remove(store::Connection& connection, const std::string& name) const {
    if (has_folder(connection)) environment_.files.remove(options_.data_folder / name);
}

void FileStore::sweep(store::Connection& connection) const {
    sweep_temporary();
    if (!has_folder(connection)) return;
    std::set<std::string> known;
    for (const auto& evidence : store::list_evidence(connection)) known.insert(evidence.name);
    for (const std::string& file : environment_.files.list(options_.data_folder / "files"))
        if (!known.contains("files/" + file))
            environment_.files.remove(options_.data_folder / "files" / file);
}

// Other programs may be at work in the folder; none needs a file for a whole day.
void FileStore::sweep_temporary() const {
    const fs::path folder = options_.data_folder / "temporary";
    for (const std::string& name : environment_.files.list(folder)) {
        std::error_code gone;
        const auto written = fs::last_write_time(folder / name, gone);
        if (gone) continue;
        const auto at =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(written));
        if (environment_.clock.now() - at > temporary_kept)
            environment_.files.remove(folder / name);
    }
}

bool FileStore::exists(store::Connection& connection, const std::string& name) const {
    return has_folder(connection) ? environment_.files.exists(options_.data_folder / name)
                                  : store::count_file_parts(connection, name) > 0;
}

fs::path FileStore::temporary(const std::string& ending) const {
    const fs::path folder = options_.data_folder / "temporary";
    environment_.files.make_folder(folder);
    return folder / (base::random_id(environment_.random) + ending);
}

std::string evidence_name(const std::string& sha256, const std::string& file_name) {
    std::string ending = fs::path(file_name).extension().string();
    for (char& c : ending)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return "files/" + sha256 + (ending.size() <= ending_bytes_max ? ending : std::string{});
}

std::string error_workbook_name(std::int64_t batch) {
    return "errors/batch-" + std::to_string(batch) + ".xlsx";
}

std::string hash_of_file(const base::Files& files, const fs::path& path) {
    base::Sha256 hash;
    files.read_parts(path, [&](std::string_view bytes) { hash.add(bytes); });
    return base::to_hex(hash.finish());
}

}  // namespace app
