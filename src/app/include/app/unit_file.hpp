#pragma once

#include <filesystem>
#include <string>

#include "app/app.hpp"

namespace app {

/// Whose file of which year, and where it goes.
struct UnitFileWanted {
    std::string unit;              ///< code of the unit, as the ledgers name it
    int year = 0;                  ///< 2000 to 2100
    std::filesystem::path folder;  ///< made; refused with conflict when something is in it
};

/// The whole-process record of a unit's year (N-41): its entries of every ledger that was open in
/// that year (tasks, issues, visits, letters, reports, assessments and what else bears its code),
/// masked, one csv a ledger; their evidence under its hash; the bulletins issued in that year; and
/// an index of all of it, `目录.csv`, with each file's SHA-256 beside `SHA256SUMS` for `sha256sum
/// -c`. Isolated ledgers (clues, reports, suspicions, unannounced visits) are left out. The export
/// stands in the trail. Answers a JSON document: unit, year, entries, evidence, bulletins, files.
/// Throws not_found when no ledger names the unit in that year.
std::string write_unit_file(App& app, const UnitFileWanted& wanted, const Actor& actor);

}  // namespace app
