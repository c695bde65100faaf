#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "app/evidence.hpp"
#include "base/environment.hpp"

namespace app {

/// A file of evidence on its way in.
struct Upload {
    std::string id;
    std::int64_t length = 0;  ///< bytes of the whole file
    std::int64_t offset = 0;  ///< bytes that are here, on disk
    base::Instant expires;
    EvidenceClaim claim;
    Command by;  ///< id, actor and client time of the command it becomes
    std::string
        outcome;  ///< the answer document once it has become evidence, with its trail number
};

/// Uploads that can be interrupted at any moment and go on from where they were. A piece is one
/// file, whole or not there at all, so what is said to be here survives a power cut. Safe to use
/// from several threads; one process at a time has a folder.
class Uploads {
public:
    static constexpr std::int64_t length_max = evidence_bytes_max;
    static constexpr std::chrono::hours kept{24};
    static constexpr std::size_t unfinished_max = 200;
    static constexpr std::size_t pieces_max = 2'000;

    Uploads(base::Environment& environment, App& app);

    /// Throws as Evidence::check, invalid_input when the length is 0 or above the limit,
    /// unavailable when there are too many unfinished uploads or too little room on the disk.
    Upload begin(const EvidenceClaim& claim, std::int64_t length, const Command& by,
                 const people::Access& who = people::everything());
    /// not_found when there is none, or no more.
    [[nodiscard]] Upload find(const std::string& id) const;
    /// Adds a piece at `offset`; the last one (or an empty one when all is here) makes it evidence.
    /// Returns after all of it is on disk. Throws conflict when `offset` is not where the upload
    /// stands, invalid_input when the piece goes beyond the length or there are too many; what
    /// Evidence::add refuses ends the upload, what it could not do now leaves it as it is.
    Upload append(const std::string& id, std::int64_t offset, std::string_view bytes);
    /// not_found when there is none.
    void remove(const std::string& id);

private:
    [[nodiscard]] std::filesystem::path folder_of(const std::string& id) const;
    /// A file of an upload; sealed where the store's files are.
    void write(const std::string& id, const std::string& name, std::string_view bytes);
    [[nodiscard]] std::string read(const std::string& id, const std::string& name) const;
    void remove_folder(const std::filesystem::path& folder);
    void remove_pieces(const std::filesystem::path& folder);
    void sweep();
    void require_room(std::int64_t length) const;
    void finish(Upload& upload);
    std::mutex& lock_of(const std::string& id);

    base::Environment& environment_;
    App& app_;
    std::filesystem::path folder_;
    std::array<std::mutex, 16> locks_;
    std::mutex beginning_;
};

}  // namespace app
