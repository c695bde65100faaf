#include "demo/demo.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "files.hpp"

namespace demo {
namespace {

constexpr std::int64_t county_villages = 193;
constexpr std::int64_t county_poor_villages = 90;
constexpr std::int64_t county_households = 51'200;
constexpr double scale_max = 300;  // identity numbers stay different up to here

std::int64_t scaled(std::int64_t count, double scale) {
    return std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::floor(static_cast<double>(count) * scale + 0.5)));
}

std::int64_t grid_side(std::int64_t counties) {
    std::int64_t side = 1;
    while (side * side < counties) ++side;
    return side;
}

/// Shares the whole out over as many counties as it needs, square by square from the south-west.
std::vector<Share> share_out(double scale) {
    const std::int64_t villages = scaled(county_villages, scale);
    const std::int64_t poor = scaled(county_poor_villages, scale);
    const std::int64_t households = scaled(county_households, scale);
    const std::int64_t counties = (villages + county_villages - 1) / county_villages;
    const std::int64_t side = grid_side(counties);
    std::vector<Share> shares;
    std::int64_t before = 0;
    for (std::int64_t i = 0; i < counties; ++i) {
        const std::int64_t after = std::min(villages, before + county_villages);
        const auto part = [&](std::int64_t total) {
            return total * after / villages - total * before / villages;
        };
        shares.push_back({i,
                          after - before,
                          part(poor),
                          part(households),
                          {static_cast<double>(i % side) * county_side_m,
                           static_cast<double>(i / side) * county_side_m}});
        before = after;
    }
    return shares;
}

std::vector<SourceFile> write_files(const Job& job) {
    const auto households = write_households(job);
    write_faulty_households(job);
    const GridFiles grid = write_lines(job);
    return {{"region", write_regions(job), ""},
            {"village", write_villages(job), "cgcs2000"},
            {"boundary", write_boundaries(job), "cgcs2000"},
            {"settlement", write_settlements(job), "wgs84"},
            {"household", households, "gcj02"},
            {"public_place", write_public_places(job), ""},
            {"telecom_stat", write_telecom(job), ""},
            {"service_use", write_service_use(job), ""},
            {"station", write_stations(job), "wgs84"},
            {"cell", write_cells(job), ""},
            {"transformer_area", write_transformers(job), "cgcs2000"},
            {"power_line", grid.lines, "cgcs2000"},
            {"pond", grid.ponds, "cgcs2000"},
            {"building", grid.buildings, "cgcs2000"},
            {"unit_report", write_unit_reports(job), ""}};
}

}  // namespace

std::vector<SourceFile> write_county(const std::filesystem::path& folder, const Options& options) {
    if (!(options.scale > 0) || options.scale > scale_max)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"示例县的规模应大于 0、不超过 300。",
                           "The demo county's scale must be above 0 and at most 300."});
    std::filesystem::create_directories(folder);
    const Terrain terrain(options.seed);
    std::vector<County> counties;
    for (const Share& share : share_out(options.scale))
        counties.push_back(make_county(share, terrain, options.seed));
    const Job job{folder, counties.size() == 1 ? counties[0].name : "示例全省", options.seed,
                  terrain, counties};
    std::vector<SourceFile> files = write_files(job);
    std::erase_if(files,
                  [](const SourceFile& source) { return !std::filesystem::exists(source.file); });
    const auto side = grid_side(static_cast<std::int64_t>(counties.size()));
    const auto rows = (static_cast<std::int64_t>(counties.size()) + side - 1) / side;
    write_terrain(job.file("高程.tif"), terrain, static_cast<int>(side), static_cast<int>(rows));
    return files;
}

}  // namespace demo
