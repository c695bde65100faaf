#include "app/settle.hpp"

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

int run_settlements(Invocation& invocation) {
    app::SettleRequest request;
    request.file = invocation.file;
    request.out = invocation.settlements.out;
    request.hulls = invocation.settlements.hulls;
    request.reader = invocation.reader;
    request.rule = {invocation.settlements.rule == "chain" ? settlements::Kind::chain
                                                           : settlements::Kind::density,
                    app::parse_radius_mm(invocation.settlements.radius),
                    invocation.settlements.min_households};
    request.datum = invocation.datum;
    request.crs = invocation.settlements.crs;
    request.threads = invocation.settlements.threads;
    const app::SettleReport report = app::settle_file(invocation.environment, request);
    if (invocation.json) {
        print_document(app::to_json(report, request.rule));
        return done;
    }
    const std::string households = std::to_string(report.households);
    const std::string found = std::to_string(report.settlements);
    const std::string inside = std::to_string(report.core + report.border);
    say({households + " 户划分为 " + found + " 个自然村，其中 " + inside +
             " 户在自然村内，已写入“" + invocation.settlements.out.string() + "”。",
         "Delineated " + found + " settlements from " + households + " households, " + inside +
             " of them in settlements; written to \"" + invocation.settlements.out.string() +
             "\"."});
    return done;
}

}  // namespace

void add_settlement_command(CLI::App& top, Invocation& in, Run& run) {
    CLI::App& settle =
        *top.add_subcommand("settlements", "由住户划分自然村 · households to settlements");
    settle.add_flag("--json", in.json,
                    "一份 JSON 到标准输出 · one JSON document on standard output");
    settle.callback([&run] { run = run_settlements; });
    settle
        .add_option("file", in.file,
                    "csv（id,lon,lat 或 id,x,y）、xlsx、gpkg 等 · csv or any table")
        ->required();
    settle.add_option("--radius", in.settlements.radius, "半径，米 · metres")->default_val("300");
    settle
        .add_option("--min-households", in.settlements.min_households,
                    "最少户数 · at least so many")
        ->default_val(20);
    settle.add_option("--rule", in.settlements.rule, "density 密度、chain 连片")
        ->check(CLI::IsMember({"density", "chain"}))
        ->default_val("density");
    CLI::Option* datum =
        settle.add_option("--datum", in.datum, "经纬度的坐标系 · datum of the degrees");
    datum->check(CLI::IsMember({"wgs84", "cgcs2000", "gcj02", "bd09"}));
    settle
        .add_option("--crs", in.settlements.crs,
                    "x、y 以米计的坐标系，如 EPSG:4545 · of x, y in metres")
        ->excludes(datum);
    settle.add_option("--threads", in.settlements.threads, "线程数，0 为自动 · 0: one a processor")
        ->default_val(0);
    settle.add_option("--hulls", in.settlements.hulls,
                      "csv：每个自然村的户数、中心、外包 · centre and hull of each settlement");
    settle.add_option("--out", in.settlements.out, "csv：id,settlement,role")->required();
}

}  // namespace cli
