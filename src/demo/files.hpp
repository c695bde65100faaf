#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "county.hpp"

namespace demo {

/// What all writers share.
struct Job {
    std::filesystem::path folder;
    std::string area;  ///< 花垣县 or 示例省: how the files' names begin
    std::uint64_t seed = 0;
    const Terrain& terrain;
    std::vector<County>& counties;
    [[nodiscard]] std::filesystem::path file(const std::string& rest) const {
        return folder / (area + rest);
    }
};

std::string fact_text(Fact fact);
std::string month_text(int month);  ///< 0 → 2019-01

// Each writes one file and returns its path. write_households also fills the villages' sums, which
// the others need.
std::filesystem::path write_households(const Job& job);
std::filesystem::path write_faulty_households(const Job& job);
std::filesystem::path write_regions(const Job& job);
std::filesystem::path write_villages(const Job& job);
std::filesystem::path write_boundaries(const Job& job);
std::filesystem::path write_settlements(const Job& job);
std::filesystem::path write_public_places(const Job& job);
std::filesystem::path write_telecom(const Job& job);
std::filesystem::path write_service_use(const Job& job);
std::filesystem::path write_stations(const Job& job);
std::filesystem::path write_cells(const Job& job);
std::filesystem::path write_transformers(const Job& job);
/// The three layers belong together: ponds and buildings lie along the lines.
struct GridFiles {
    std::filesystem::path lines, ponds, buildings;
};
GridFiles write_lines(const Job& job);
/// Also writes the truth beside it (单位上报真值.csv), which nobody imports.
std::filesystem::path write_unit_reports(const Job& job);

}  // namespace demo
