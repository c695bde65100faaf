#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/error.hpp"
#include "benches.hpp"

// wanjia_bench FOLDER [SCALE [JSON-FILE]]: runs everything in FOLDER, which must not exist yet, and
// prints a table. SCALE 1 is a county of 51,200 households.
int main(int argc, char** argv) {
    if (argc < 2 || std::filesystem::exists(argv[1])) {
        std::fputs("usage: wanjia_bench NEW-FOLDER [SCALE [JSON-FILE]]\n", stderr);
        return 2;
    }
    try {
        const double scale = argc > 2 ? std::atof(argv[2]) : 1;
        const auto self = std::filesystem::read_symlink("/proc/self/exe");
        bench::Figures figures;
        bench::measure_county(argv[1], self.parent_path() / "wanjia-read", scale, figures);
        bench::measure_trail(static_cast<std::int64_t>(1'000'000 * scale), figures);
        bench::measure_group_commit(std::filesystem::path(argv[1]) / "group", figures);
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
