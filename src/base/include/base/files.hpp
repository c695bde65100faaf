#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace base {

/// Files outside the database. Every write but a passing one is durable and
/// whole when the call returns.
class Files {
public:
    virtual ~Files() = default;
    /// Throws not_found or unavailable with the path in the sentence.
    [[nodiscard]] virtual std::string read(const std::filesystem::path& path) const = 0;
    /// Writes beside the target, syncs, renames, syncs the folder. Throws unavailable (disk full,
    /// read-only folder) and leaves the old content.
    virtual void write(const std::filesystem::path& path, std::string_view bytes) = 0;
    /// As `write`, from another file, without holding it in memory.
    virtual void copy(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
    /// As `write`, from pieces: `next` gives one after the other and then an empty one.
    virtual void write_parts(const std::filesystem::path& path,
                             const std::function<std::string()>& next) = 0;
    /// Of a file that nobody misses after a power cut: written from pieces, not synced.
    virtual void write_passing(const std::filesystem::path& path,
                               const std::function<std::string()>& next) = 0;
    /// As `read`, in pieces of at most one MiB.
    virtual void read_parts(const std::filesystem::path& path,
                            const std::function<void(std::string_view)>& visit) const = 0;
    /// Does nothing when there is no such file.
    virtual void remove(const std::filesystem::path& path) = 0;
    /// Names of the files in a folder, sorted; none when there is no such folder.
    [[nodiscard]] virtual std::vector<std::string> list(
        const std::filesystem::path& folder) const = 0;
    [[nodiscard]] virtual bool exists(const std::filesystem::path& path) const = 0;
    /// With the folders above it; they are there after a power cut.
    virtual void make_folder(const std::filesystem::path& path) = 0;
};

class SystemFiles final : public Files {
public:
    [[nodiscard]] std::string read(const std::filesystem::path& path) const override;
    void write(const std::filesystem::path& path, std::string_view bytes) override;
    void copy(const std::filesystem::path& from, const std::filesystem::path& to) override;
    void write_parts(const std::filesystem::path& path,
                     const std::function<std::string()>& next) override;
    void write_passing(const std::filesystem::path& path,
                       const std::function<std::string()>& next) override;
    void read_parts(const std::filesystem::path& path,
                    const std::function<void(std::string_view)>& visit) const override;
    void remove(const std::filesystem::path& path) override;
    [[nodiscard]] std::vector<std::string> list(const std::filesystem::path& folder) const override;
    [[nodiscard]] bool exists(const std::filesystem::path& path) const override;
    void make_folder(const std::filesystem::path& path) override;
};

}  // namespace base
