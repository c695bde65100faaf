#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.hpp"
#include "benches.hpp"

// wanjia_bench FOLDER [SCALE [JSON-FILE [bulk|draw|group|ledger|tiles]]]: runs everything (or only
// what is named) in FOLDER, which must not exist yet, and prints a table. SCALE 1 is a county of
// 51,200 households.
int main(int argc, char** argv) {
    if (argc < 2 || std::filesystem::exists(argv[1])) {
        std::fputs("usage: wanjia_bench NEW-FOLDER [SCALE [JSON-FILE [bulk|group|ledger|tiles]]]\n",
                   stderr);
        return 2;
    }
    try {
        const double scale = argc > 2 ? std::atof(argv[2]) : 1;
        const auto self = std::filesystem::read_symlink("/proc/self/exe");
        bench::Figures figures;
        const std::filesystem::path folder = argv[1];
        const auto reader = self.parent_path() / "wanjia-read";
        const std::string only = argc > 4 ? argv[4] : "";
        const auto scaled = [&](double count) { return static_cast<std::int64_t>(count * scale); };
        if (only.empty()) bench::measure_county(folder, reader, scale, figures);
        if (only.empty() || only == "bulk")
            bench::measure_bulk(folder / "bulk-files", reader, scaled(400'000), figures);
        if (only.empty()) bench::measure_trail(scaled(1'000'000), figures);
        if (only.empty() || only == "draw") bench::measure_draw(scaled(1'000'000), figures);
        if (only.empty() || only == "group") bench::measure_group_commit(folder / "group", figures);
        if (only.empty() || only == "ledger")
            bench::measure_ledger(folder / "ledger", reader, scaled(100'000), figures);
        if (only.empty() || only == "tiles")
            bench::measure_tiles(folder / "tiles", reader, scale, figures);
        std::fputs(bench::to_table(figures).c_str(), stdout);
        if (argc > 3) std::ofstream(argv[3]) << bench::to_json(figures) << "\n";
        return 0;
    } catch (const base::Error& error) {
        std::fprintf(stderr, "%s\n%s\n", error.message().en.c_str(), error.details().c_str());
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 1;
}
