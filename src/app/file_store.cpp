#include "file_store.hpp"

#include <chrono>
#include <fstream>
#include <functional>
#include <optional>
#include <set>

#include "base/bytes.hpp"
#include "base/error.hpp"
#include "privacy/file_cipher.hpp"
#include "store/records.hpp"

namespace app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t ending_bytes_max = 12;
constexpr std::size_t piece_bytes = std::size_t{1} << 20;
constexpr std::uintmax_t beside_bytes_min = std::uintmax_t{1} << 20;
constexpr std::chrono::hours temporary_kept{24};

bool has_folder(const store::Connection& connection) {
    return connection.dialect() == store::Dialect::sqlite;
}

[[noreturn]] void missing(const std::string& name) {
    throw base::Error(base::ErrorKind::not_found,
                      {"文件库中没有“" + name + "”。", "The file store has no \"" + name + "\"."});
}

[[noreturn]] void unreadable(const fs::path& path) {
    throw base::Error(base::ErrorKind::unavailable,
                      {"读不出文件“" + path.string() + "”。",
                       "The file \"" + path.string() + "\" cannot be read."});
}

std::future<void> ready() {
    std::promise<void> done;
    done.set_value();
    return done.get_future();
}

std::optional<privacy::Key> active_key(const store::Connection& connection) {
    if (!connection.sealer()) return std::nullopt;
    return connection.sealer()->active_key();
}

// A file's bytes in pieces, one a call and then an empty one.
class Pieces {
public:
    explicit Pieces(fs::path path) : path_(std::move(path)), stream_(path_, std::ios::binary) {
        if (!stream_) unreadable(path_);
    }
    std::string next() {
        std::string bytes(piece_bytes, '\0');
        stream_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (stream_.bad()) unreadable(path_);
        bytes.resize(static_cast<std::size_t>(stream_.gcount()));
        return bytes;
    }

private:
    fs::path path_;
    std::ifstream stream_;
};

using Next = std::function<std::string()>;

// What comes out of `through` for what `next` gives, never an empty piece before the end.
template <class Through>
Next passed(Through& through, Next next) {
    return [&through, next = std::move(next), ended = false]() mutable {
        std::string out;
        while (out.empty() && !ended) {
            const std::string piece = next();
            ended = piece.empty();
            out = ended ? through.finish() : through.add(piece);
        }
        return out;
    };
}

}  // namespace

void refuse_changed_file() {
    throw base::Error(base::ErrorKind::conflict,
                      {"文件在读取过程中被修改，未写入任何数据。请保存并关闭文件后重试。",
                       "The file was changed while it was being read. Nothing was written; save "
                       "and close it, then try again."});
}

LocalFile::~LocalFile() {
    std::error_code ignored;
    if (temporary_) fs::remove(path_, ignored);
}

void FileStore::put(store::Connection& connection, const std::string& name,
                    const fs::path& from) const {
    privacy::Sealer* sealer = connection.sealer();
    if (!sealer) return put_kept(connection, name, from);
    Pieces pieces(from);
    privacy::FileSealer through(sealer->active_key(), name);
    const Next next = passed(through, [&] { return pieces.next(); });
    if (has_folder(connection)) {
        const fs::path path = options_.data_folder / name;
        environment_.files.make_folder(path.parent_path());
        environment_.files.write_parts(path, next);
        return;
    }
    std::int64_t part = 0;
    for (std::string bytes = next(); !bytes.empty(); bytes = next())
        store::save_file_part(connection, name, part++, bytes);
}

std::future<void> FileStore::begin_put(store::Connection& connection, const std::string& name,
                                       const fs::path& from, const std::string& sha256) const {
    if (!has_folder(connection)) {
        require_content(from, sha256);
        put(connection, name, from);
        return ready();
    }
    const fs::path path = options_.data_folder / name;
    environment_.files.make_folder(path.parent_path());
    const auto write = [&files = environment_.files, path, name, from, sha256,
                        key = active_key(connection)] {
        Pieces pieces(from);
        base::Sha256 hash;
        const Next plain = [&] {
            std::string bytes = pieces.next();
            hash.add(bytes);
            return bytes;
        };
        if (key) {
            privacy::FileSealer through(*key, name);
            files.write_parts(path, passed(through, plain));
        } else {
            files.write_parts(path, plain);
        }
        if (base::to_hex(hash.finish()) == sha256) return;
        files.remove(path);
        refuse_changed_file();
    };
    if (fs::file_size(from) >= beside_bytes_min) return std::async(std::launch::async, write);
    write();
    return ready();
}

void FileStore::require_content(const fs::path& file, const std::string& sha256) const {
    if (hash_of_file(environment_.files, file) != sha256) refuse_changed_file();
}

void FileStore::put_kept(store::Connection& connection, const std::string& name,
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

void FileStore::copy_kept(store::Connection& connection, const std::string& name,
                          const fs::path& to) const {
    if (has_folder(connection)) return environment_.files.copy(options_.data_folder / name, to);
    std::int64_t part = 0;
    environment_.files.write_parts(
        to, [&] { return store::load_file_part(connection, name, part++).value_or(""); });
}

void FileStore::forget(store::Connection& connection, const std::string& name) const {
    if (!has_folder(connection)) store::erase_file_parts(connection, name);
}

LocalFile FileStore::get(store::Connection& connection, const std::string& name) const {
    if (has_folder(connection)) {
        const fs::path path = options_.data_folder / name;
        if (!environment_.files.exists(path)) missing(name);
        if (!connection.sealer() || !is_sealed(path)) return LocalFile(path);
        Pieces pieces(path);
        return plain_copy(connection, name, [&] { return pieces.next(); });
    }
    if (store::count_file_parts(connection, name) == 0) missing(name);
    std::int64_t part = 0;
    return plain_copy(connection, name,
                      [&] { return store::load_file_part(connection, name, part++).value_or(""); });
}

// A file kept before its database was sealed is plain.
LocalFile FileStore::plain_copy(store::Connection& connection, const std::string& name,
                                const std::function<std::string()>& next) const {
    LocalFile copy(temporary(fs::path(name).extension().string()), true);
    std::string first = next();
    const Next all = [&] { return first.empty() ? next() : std::exchange(first, {}); };
    if (connection.sealer() && privacy::is_sealed_file(first)) {
        privacy::FileOpener through(connection.sealer()->ring(), name);
        environment_.files.write_passing(copy.path(), passed(through, all));
    } else {
        environment_.files.write_passing(copy.path(), all);
    }
    return copy;
}

void FileStore::seal_plain(store::Connection& connection, const std::string& name) const {
    const bool plain =
        has_folder(connection)
            ? !is_sealed(options_.data_folder / name)
            : !privacy::is_sealed_file(store::load_file_part(connection, name, 0).value_or(""));
    if (!plain) return;
    const LocalFile file = get(connection, name);
    forget(connection, name);
    put(connection, name, file.path());
}

bool FileStore::is_sealed(const fs::path& path) const {
    return privacy::is_sealed_file(Pieces(path).next());
}

void FileStore::remove(store::Connection& connection, const std::string& name) const {
    if (has_folder(connection)) environment_.files.remove(options_.data_folder / name);
}

void FileStore::sweep(store::Connection& connection) const {
    sweep_temporary();
    // Earlier programs kept plain thumbnails.
    std::error_code ignored;
    fs::remove_all(options_.data_folder / "thumbnails", ignored);
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
    // Plain copies of personal files may stand here for a moment.
    fs::permissions(folder, fs::perms::owner_all);
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
