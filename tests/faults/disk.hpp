#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What a disk may hold after the power went: a model that knows which writes and which folder
/// entries were made durable, and which were only promised.
namespace faults {

/// One change of the watched folder, in the order in which the program asked for it. Files are
/// numbered, because a file keeps its content when its name changes. Paths are relative.
struct Operation {
    enum class Kind {
        make_file,
        make_folder,
        write,
        truncate,
        sync,
        failed_sync,  ///< the disk reported an error and dropped what was waiting
        sync_folder,
        sync_name,  ///< makes only the entry `path` durable, as syncing a new file does on ext4
        rename,
        remove
    };
    Kind kind{};
    int file = -1;
    std::string path;
    std::string to;           ///< rename only
    std::int64_t offset = 0;  ///< of a write; the new size for truncate
    std::string bytes;
};
using Log = std::vector<Operation>;

/// What survives of the operations that no sync covers.
enum class Loss {
    everything,     ///< none of them
    subset,         ///< each by chance
    torn,           ///< each sector of 512 bytes by chance, each folder entry by chance
    old_directory,  ///< all content, no folder entry
    new_directory   ///< every folder entry, no content
};
inline constexpr Loss all_losses[] = {Loss::everything, Loss::subset, Loss::torn,
                                      Loss::old_directory, Loss::new_directory};
const char* name_of(Loss loss);

/// Content of every reachable file by relative path.
using Image = std::map<std::string, std::string>;

class Disk {
public:
    /// Takes over the next operation. `operation` stays alive as long as the disk.
    void apply(const Operation& operation);
    /// What may be found after a power cut now; the same seed gives the same bytes.
    [[nodiscard]] Image after_power_cut(Loss loss, std::uint64_t seed) const;

private:
    struct File {
        std::string durable;
        std::vector<const Operation*> pending;
    };
    using Names = std::map<std::string, int>;  // folders have the number -1

    static void change_names(Names& names, const Operation& operation);
    static bool is_reachable(const Names& names, const std::string& path);
    template <class IsCovered>
    void sync_names(const IsCovered& is_covered);

    std::vector<File> files_;
    Names durable_names_;
    std::vector<const Operation*> pending_names_;
};

/// SHA-256 over every path and content, in hexadecimal.
std::string digest_of(const Image& image);

}  // namespace faults
