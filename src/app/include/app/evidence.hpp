#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

constexpr std::int64_t evidence_bytes_max = std::int64_t{200} << 20;
constexpr std::int64_t photo_bytes_max = std::int64_t{20} << 20;

/// What a file is said to be evidence of. Time, place and device are claims, used where the file
/// itself says nothing.
struct EvidenceClaim {
    std::string register_name;
    std::string key;        ///< the row's key values joined by `/`, a `/` within one as `%2F`
    std::string purpose;    ///< 1 to 200 characters
    std::string file_name;  ///< as its user calls it, up to 200 characters; never a path here
    std::string taken_at;   ///< `2019-06-30T08:00:00+08:00`; without offset: China's time; or empty
    std::string lon, lat;   ///< decimal degrees, or both empty
    std::string datum;      ///< wgs84, cgcs2000, gcj02 or bd09, with a position
    std::string device;
};

/// A stored file for as long as this lives.
struct EvidenceFile {
    std::filesystem::path path;
    std::shared_ptr<const void> kept;
    std::string media_type, file_name;
};

struct EvidenceCheck {
    std::int64_t files = 0;  ///< stored, those of imports included
    std::int64_t links = 0;  ///< rows of evidence
    std::vector<std::string> damaged, missing;
};

/// Where somebody may see evidence: within both, of objects whose register he may see.
struct EvidenceReach {
    std::string scope{};  ///< region code, or empty for all
    people::Access who = people::everything();
};

/// Which rows of evidence: of one object (both given) or any, only flagged ones or all.
struct EvidenceFilter {
    std::string register_name{}, key{};
    bool only_duplicates = false;
    EvidenceReach where{};
    std::int64_t after = 0;
    std::int64_t limit = 100;
};

/// Files that prove something: kept once by their content, linked to rows of registers, never
/// removed with them. Made by App::evidence().
class Evidence {
public:
    Evidence(App& app, App::State& state) : app_(app), state_(state) {}

    /// Throws invalid_input or not_found when no file of so many bytes could be accepted with this
    /// claim.
    void check(const EvidenceClaim& claim, std::int64_t bytes,
               const people::Access& who = people::everything());
    /// Looks at the file (photos in a process without rights), keeps it and links it; `by` brings
    /// id, actor and client time. The answer document tells sha256, region, whether the link was
    /// there already, and other objects the same or a like photo stands for (then with findings).
    /// Throws invalid_input for a kind of file that is not kept, a damaged photo, one above a
    /// limit.
    Outcome add(const EvidenceClaim& claim, const std::filesystem::path& file, Command by);
    [[nodiscard]] RegisterPage list(const EvidenceFilter& filter);
    /// The declaration of the rows that `list` gives.
    [[nodiscard]] registers::Declaration declaration();
    /// The original. not_found when it is evidence of nothing there.
    [[nodiscard]] EvidenceFile file(const std::string& sha256, const EvidenceReach& where);
    /// A JPEG of at most 512 pixels a side without metadata. not_found also for what is no photo
    /// that can be read. Kept in the folder `thumbnails`, which may be removed at any time.
    [[nodiscard]] std::string thumbnail(const std::string& sha256, const EvidenceReach& where);
    /// A JPEG of at most 2048 pixels a side without metadata, on which `user`, the minute and the
    /// beginning of the hash are written all over: what leaves the house can be traced. not_found
    /// as for `thumbnail`.
    [[nodiscard]] std::string marked_copy(const std::string& sha256, const EvidenceReach& where,
                                          const std::string& user);
    /// Reads every stored file and compares its hash.
    [[nodiscard]] EvidenceCheck verify();
    /// Where unfinished uploads wait.
    [[nodiscard]] std::filesystem::path uploads_folder() const;
    /// What stands apart from the store for a while, under a name of its own: sealed where the
    /// store's files are. Opening throws internal when the bytes were not sealed under that name.
    [[nodiscard]] std::string seal_apart(const std::string& name, std::string_view plain) const;
    [[nodiscard]] std::string open_apart(const std::string& name, std::string bytes) const;

private:
    void require_register();
    App& app_;
    App::State& state_;
};

}  // namespace app
