#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/app.hpp"
#include "people/access.hpp"

namespace app {

/// A file that somebody is about to import, and as what.
struct TrialFile {
    std::string register_name;
    std::string file_name;               ///< for the sentences
    std::optional<std::string> datum{};  ///< as the user declares it
    std::filesystem::path file;
};

constexpr std::size_t trial_rows_shown = 20;
constexpr std::size_t trial_rows_rejected_max = 500;

/// What an import of the file would do with its rows, row by row, with nothing kept of it: a JSON
/// document (docs/openapi.yaml, ImportTrial) with the header and the first rows as they were read,
/// how many rows would be taken, and the rows that would be refused with all their cells and what
/// is wrong with which. Rows beyond the reach of `who` are counted as `outside`; because of one,
/// the import would be refused whole. What must hold between rows is judged by the import alone.
/// Throws as the import would for the file as a whole, forbidden where `who` may write nothing.
std::string import_trial(App& app, const TrialFile& trial, const people::Access& who);

}  // namespace app
