#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/finding.hpp"
#include "programme/score.hpp"
#include "registers/declaration.hpp"

namespace report {

/// The rejected rows of an import as a workbook ready to fix and send again: sheet 1 has the file's
/// own header and the rows as they came, offending cells red with the reason as a comment and in a
/// last column 问题 Problem; sheet 2 lists every finding.
struct ErrorTable {
    struct Row {
        std::string sheet;
        std::int64_t row = 0;
        std::vector<std::string> cells;
        std::vector<std::pair<std::size_t, base::Finding>> complaints;
    };
    std::vector<std::string> columns;
    std::vector<Row> rows;
};
void write_error_workbook(const std::filesystem::path& file, const ErrorTable& table);

/// The ranking (sheet 1: rank, village, township, each aspect, total, grade), every item with its
/// numerator, denominator, points and explanation (sheet 2), and units listed apart (sheet 3).
struct RankedUnit {
    std::string region;
    std::string name;       ///< village
    std::string path_name;  ///< from the county down
    programme::UnitScore score;
};
void write_ranking_workbook(const std::filesystem::path& file,
                            const programme::Programme& programme, const std::string& period,
                            const std::vector<RankedUnit>& units);

/// An empty workbook to be filled in and imported: header row with labels and units, drop-down
/// lists for codes and facts, a second sheet that explains each column.
void write_template_workbook(const std::filesystem::path& file,
                             const registers::Declaration& declaration);

}  // namespace report
