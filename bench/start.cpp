#include <yaml.h>

#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>

#include "app/app.hpp"
#include "base/random.hpp"
#include "benches.hpp"
#include "ingest/table.hpp"
#include "yaml/document.hpp"

namespace bench {
namespace {

constexpr int runs = 9;

double median_ms_of(const std::function<void()>& work) {
    std::vector<double> times;
    for (int run = 0; run < runs; ++run) times.push_back(seconds_of(work) * 1000);
    return median(times);
}

/// The library alone: what cannot be saved while it is used.
void scan(const std::string& text) {
    yaml_parser_t parser;
    yaml_event_t event;
    yaml_parser_initialize(&parser);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
    for (bool more = true; more;) {
        if (yaml_parser_parse(&parser, &event) == 0) throw std::runtime_error("no YAML");
        more = event.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

void measure_declarations(Figures& figures) {
    const auto files = app::built_in_programmes();
    std::size_t bytes = 0;
    for (const auto& file : files) bytes += file.text.size();
    const double alone = median_ms_of([&] {
        for (const auto& file : files) scan(file.text);
    });
    const double tree = median_ms_of([&] {
        for (const auto& file : files)
            if (!yaml::read(file.text).root) throw std::runtime_error("a programme was refused");
    });
    figures.push_back(
        {"start: programmes as trees with places", tree / alone, "× libyaml",
         std::to_string(bytes) + " bytes in " + std::to_string(files.size()) + " files"});
}

struct Nothing final : ingest::TableSink {
    void begin_sheet(const ingest::SheetInfo& /*sheet*/) override {}
    void row(ingest::TableRow&& /*row*/) override {}
};

void measure_small_table(const std::filesystem::path& folder, const std::filesystem::path& reader,
                         Figures& figures) {
    const auto file = folder / "small.csv";
    std::ofstream(file) << "region,number\n433124100201,1\n";
    const auto read_by = [&](const std::filesystem::path& program) {
        return median_ms_of([&] {
            Nothing nothing;
            ingest::read_table(program, file, {}, nothing);
        });
    };
    const double floor = median_ms_of([] { run_shell("true"); });
    const double table = read_by(reader);
    const double with_map_library = read_by(reader.parent_path() / "wanjia-read-map");
    char note[100];
    std::snprintf(note, sizeof(note), "%.1f ms; a shell that does nothing: %.1f ms", table, floor);
    figures.push_back({"start: a csv of one row, without the map library", with_map_library / table,
                       "× with it", note});
}

void measure_opening(const std::filesystem::path& folder, const std::filesystem::path& reader,
                     Figures& figures) {
    base::SystemClock clock;
    base::SeededRandom random(1);
    base::SystemFiles disk;
    base::Environment environment{clock, random, disk};
    const app::Options options{folder / "data", reader, {}, {}, {}};
    app::App::init(environment, options);
    const double open = median_ms_of([&] { app::App(environment, options); });
    figures.push_back({"start: opening a data folder", open, "ms", "all built-in registers"});
}

}  // namespace

void measure_start(const std::filesystem::path& folder, const std::filesystem::path& reader,
                   Figures& figures) {
    std::filesystem::create_directories(folder);
    measure_declarations(figures);
    measure_small_table(folder, reader, figures);
    measure_opening(folder, reader, figures);
}

}  // namespace bench
