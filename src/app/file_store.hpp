#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "app/app.hpp"
#include "store/connection.hpp"

namespace app {

/// A file to read, for as long as this lives; a temporary copy goes with it.
class LocalFile {
public:
    explicit LocalFile(std::filesystem::path path, bool temporary = false)
        : path_(std::move(path)), temporary_(temporary) {}
    LocalFile(LocalFile&& other) noexcept
        : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, false)) {}
    LocalFile& operator=(LocalFile&&) = delete;
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;
    ~LocalFile();
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
    bool temporary_;
};

/// Where the files stand that are not rows: those that commands speak of (`files/<sha256><ending>`)
/// and the workbooks of rejected rows (`errors/batch-<n>.xlsx`). In the data folder beside an
/// embedded database; inside the database, in the same transaction, with PostgreSQL. Where personal
/// values are sealed these files are too, by the connection's key and under their names; a plain
/// copy stands only in the temporary folder while somebody reads it.
class FileStore {
public:
    FileStore(base::Environment& environment, const Options& options)
        : environment_(environment), options_(options) {}

    /// Keeps a copy of `from` under `name`; durable no later than the transaction.
    void put(store::Connection& connection, const std::string& name,
             const std::filesystem::path& from) const;
    /// As `put`, of a file whose content must have that hash; a large one into a folder is written
    /// beside what the caller goes on doing. get() of what is returned says that it is done, or
    /// throws conflict when the content is another; then nothing is kept.
    [[nodiscard]] std::future<void> begin_put(store::Connection& connection,
                                              const std::string& name,
                                              const std::filesystem::path& from,
                                              const std::string& sha256) const;
    /// Throws conflict when the file's content has another hash.
    void require_content(const std::filesystem::path& file, const std::string& sha256) const;
    /// not_found when there is none.
    [[nodiscard]] LocalFile get(store::Connection& connection, const std::string& name) const;
    /// The kept bytes as they are, sealed or not: from and to a backup.
    void put_kept(store::Connection& connection, const std::string& name,
                  const std::filesystem::path& from) const;
    void copy_kept(store::Connection& connection, const std::string& name,
                   const std::filesystem::path& to) const;
    /// Seals a file that is kept plain; leaves another as it is.
    void seal_plain(store::Connection& connection, const std::string& name) const;
    /// Deletes a file within the transaction where the database holds it; elsewhere the caller
    /// removes it when the transaction is durable.
    void forget(store::Connection& connection, const std::string& name) const;
    /// Takes back what a command that failed has put; inside the database that goes by itself.
    void remove(store::Connection& connection, const std::string& name) const;
    /// Removes files that no committed command speaks of: what an interrupted one left. Only within
    /// a write, when no other command can be under way.
    void sweep(store::Connection& connection) const;
    [[nodiscard]] bool exists(store::Connection& connection, const std::string& name) const;
    /// A name for a file that will be removed.
    [[nodiscard]] std::filesystem::path temporary(const std::string& ending) const;

private:
    void sweep_temporary() const;
    [[nodiscard]] LocalFile plain_copy(store::Connection& connection, const std::string& name,
                                       const std::function<std::string()>& next) const;
    [[nodiscard]] bool is_sealed(const std::filesystem::path& path) const;

    base::Environment& environment_;
    const Options& options_;
};

/// A file was changed while a command read it: conflict.
[[noreturn]] void refuse_changed_file();

/// Copies the log's keys into a folder that is there; the private one for its owner only.
void copy_key_files(base::Files& files, const std::filesystem::path& from,
                    const std::filesystem::path& to);

/// The name of a command's file, by its content and the ending of the name its user gave it.
std::string evidence_name(const std::string& sha256, const std::string& file_name);
std::string error_workbook_name(std::int64_t batch);
/// SHA-256 of a file in hex, read in pieces.
std::string hash_of_file(const base::Files& files, const std::filesystem::path& path);

}  // namespace app
