#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "disk.hpp"

/// A data file looked at from outside the program, by SQLite alone.
namespace faults {

/// A folder of its own in memory when the machine has such a place; gone with the object.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

/// Empties the folder and fills it with the image.
void write_image(const Image& image, const std::filesystem::path& folder);
/// Every file below the folder; shared memory, locks and unfinished parts left out.
Image read_folder(const std::filesystem::path& folder);

struct DataFileState {
    std::optional<std::string> problem;  ///< the first complaint of SQLite's integrity check
    std::string digest;  ///< SHA-256 of every table's definition and rows; empty without a table
};
/// Opens the file as the next start of the program would, recovery included.
DataFileState inspect_data_file(const std::filesystem::path& file);

}  // namespace faults
