#include <CLI/CLI.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/crossing_search.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

int search_files(const Invocation& invocation) {
    const CrossingWords& words = invocation.crossings;
    if (words.lines.empty() || words.areas.empty() || words.out.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请用 --lines、--areas 和 --out 各指定一个文件。",
                           "Give a file each with --lines, --areas and --out."});
    app::CrossingFiles files{invocation.reader,
                             words.lines,
                             words.areas,
                             invocation.datum,
                             std::llround(words.buffer_m * 1'000'000),
                             1};
    const auto found = app::find_crossings(files);
    invocation.environment.files.write(words.out, app::to_csv(found));
    std::int64_t crossing = 0;
    for (const auto& each : found) crossing += each.meets ? 1 : 0;
    print_document(ordered_json{{"crossing", crossing},
                                {"near", static_cast<std::int64_t>(found.size()) - crossing},
                                {"out", words.out.string()}}
                       .dump());
    return done;
}

int search_registers(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto& words = invocation.crossings;
    const std::string table = words.clearances.empty()
                                  ? app::built_in_clearances()
                                  : invocation.environment.files.read(words.clearances);
    const ordered_json payload{{"clearances", table}, {"region", invocation.region}};
    print_document(app.apply(make_command(invocation, app, "find_crossings", payload.dump())).json);
    return done;
}

int run_crossings(Invocation& invocation) {
    const bool from_registers = !invocation.data_folder.empty() || !invocation.database.empty();
    return from_registers ? search_registers(invocation) : search_files(invocation);
}

}  // namespace

void add_crossing_command(CLI::App& top, Invocation& in, Run& run) {
    CLI::App& command = *top.add_subcommand(
        "crossings",
        "交叉跨越：两个文件之间查找，或按底册登记待确认事项 · what lies across what: of two files, "
        "or candidates of the registers");
    command.add_flag("--json", in.json,
                     "一份 JSON 到标准输出 · one JSON document on standard output");
    command.add_option("--data", in.data_folder, "数据文件夹 · the data folder");
    command.add_option("--database", in.database, "postgres://…：服务器数据库 · the server");
    command.add_option("--lines", in.crossings.lines, "线路 gpkg、shp、geojson · lines");
    command.add_option("--areas", in.crossings.areas, "被跨越物 · what they may cross");
    command.add_option("--buffer-m", in.crossings.buffer_m, "外扩距离，米 · buffer in metres")
        ->check(CLI::Range(0.0, 1000.0));
    command.add_option("--datum", in.datum, "坐标系 · datum of files that state none")
        ->check(CLI::IsMember({"wgs84", "cgcs2000", "gcj02", "bd09"}));
    command.add_option("--out", in.crossings.out, "csv");
    command.add_option("--region", in.region, "区划代码 · region");
    command.add_option("--clearances", in.crossings.clearances,
                       "净距表 yaml，默认自带 · table of clearances");
    command.callback([&run] { run = run_crossings; });
}

}  // namespace cli
