#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace demo {

struct Options {
    double scale = 1.0;      ///< 1: 193 villages, 51,200 households
    std::uint64_t seed = 1;  ///< the same seed and scale give the same bytes
};

/// A file the generator made and how it is to be imported, in import order.
struct SourceFile {
    std::string register_name;
    std::filesystem::path file;
    std::string datum;  ///< empty when the register has no position or the file says it itself
};

/// The old ledgers of four other places, as their offices kept them up to a day.
struct OldLedgers {
    std::string day;  ///< 2020-06-28
    std::vector<SourceFile> files;
};

/// Writes the files of `ledgers/` into `folder`, one folder for each day, in import order. They
/// need the regions that the programmes' own files name.
std::vector<OldLedgers> write_old_ledgers(const std::filesystem::path& folder);

/// Writes the demo county's files, like those a county has, into `folder` (made when absent):
/// workbooks, csv in GB18030 and UTF-8, vector files and the terrain.
std::vector<SourceFile> write_county(const std::filesystem::path& folder, const Options& options);

}  // namespace demo
