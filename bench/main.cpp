#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/error.hpp"
#include "benches.hpp"

namespace {

struct Part {
    const char* name;
    std::function<void()> measure;
    bool only_when_named = false;
};

int use() {
    std::fputs("usage: wanjia_bench NEW-FOLDER [SCALE [JSON-FILE [PART]]]\n", stderr);
    return 2;
}

}  // namespace

// Runs every part (or only the one named) in NEW-FOLDER, which must not exist yet, and prints a
// table. SCALE 1 is a county of 51,200 households.
int main(int argc, char** argv) {
    if (argc < 2 || std::filesystem::exists(argv[1])) return use();
    const std::filesystem::path folder = argv[1];
    const double scale = argc > 2 ? std::atof(argv[2]) : 1;
    const std::string only = argc > 4 ? argv[4] : "";
    bench::Figures figures;
    try {
        const auto reader =
            std::filesystem::read_symlink("/proc/self/exe").parent_path() / "wanjia-read";
        const auto scaled = [&](double count) { return static_cast<std::int64_t>(count * scale); };
        const Part parts[] = {
            {"county", [&] { bench::measure_county(folder, reader, scale, figures); }},
            {"start", [&] { bench::measure_start(folder / "start", reader, figures); }},
            {"bulk",
             [&] { bench::measure_bulk(folder / "bulk-files", reader, scaled(400'000), figures); }},
            {"trail", [&] { bench::measure_trail(scaled(1'000'000), figures); }},
            {"group", [&] { bench::measure_group_commit(folder / "group", figures); }},
            {"ledger",
             [&] { bench::measure_ledger(folder / "ledger", reader, scaled(100'000), figures); }},
            {"tiles", [&] { bench::measure_tiles(folder / "tiles", reader, scale, figures); }},
            {"draw", [&] { bench::measure_draw(scaled(1'000'000), figures); }},
            {"crossings", [&] { bench::measure_crossings(scale, figures); }},
            {"suspicion", [&] { bench::measure_suspicion(scaled(1'000), figures); }},
            {"settlements", [&] { bench::measure_settlements(scale, figures); }},
            {"nation", [&] { bench::measure_nation(figures); }, true}};
        bool known = only.empty();
        for (const Part& part : parts) {
            if (only.empty() ? part.only_when_named : only != part.name) continue;
            known = true;
            part.measure();
        }
        if (!known) return use();
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
