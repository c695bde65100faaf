#include "app/settle.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/settlements.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

int run_registered(Invocation& invocation, app::App& app) {
    const SettlementWords& words = invocation.settlements;
    ordered_json payload{
        {"radius_m", words.radius}, {"min_households", words.min_households}, {"rule", words.rule}};
    if (!invocation.region.empty()) payload["region"] = invocation.region;
    const app::Outcome outcome =
        app.apply(make_command(invocation, app, "find_settlements", payload.dump()));
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        const auto answer = ordered_json::parse(outcome.json);
        const std::string run = answer.at("run").dump(), found = answer.at("settlements").dump(),
                          households = answer.at("households").dump(),
                          unplaced = answer.at("unplaced").dump();
        say({"第 " + run + " 次测算：" + households + " 户中有 " + found + " 个聚居点；" +
                 unplaced + " 户没有位置，未参加测算。",
             "Run " + run + ": " + found + " settlements of " + households + " households; " +
                 unplaced + " have no position and were left out."});
    }
    return outcome.has_findings ? done_with_findings : done;
}

int of_registers(Invocation& invocation) {
    const SettlementWords& words = invocation.settlements;
    if (!words.file.empty() || !words.out.empty() || !words.hulls.empty() || !words.crs.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"测算户底册时不用文件、--out、--hulls 和 --crs。",
                           "A run over the register takes no file, --out, --hulls or --crs."});
    app::App app = open_app(invocation);
    if (!words.runs && words.changes == 0) return run_registered(invocation, app);
    app::Settlements settlements(app);
    print_document(words.runs ? settlements.runs(invocation.region, people::everything())
                              : settlements.changes(words.changes, words.to, people::everything()));
    return done;
}

int of_file(const Invocation& invocation) {
    if (invocation.settlements.file.empty() || invocation.settlements.out.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请给出住户文件和 --out，或用 --data 测算户底册。",
                           "Give a file of households and --out, or --data to run over the "
                           "register of households."});
    app::SettleRequest request;
    request.file = invocation.settlements.file;
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

int run_settlements(Invocation& invocation) {
    const bool registered = !invocation.data_folder.empty() || !invocation.database.empty();
    return registered ? of_registers(invocation) : of_file(invocation);
}

}  // namespace

void add_settlement_command(CLI::App& top, Invocation& in, Run& run) {
    CLI::App& settle =
        *top.add_subcommand("settlements", "由住户划分自然村 · households to settlements");
    settle.add_flag("--json", in.json,
                    "一份 JSON 到标准输出 · one JSON document on standard output");
    settle.callback([&run] { run = run_settlements; });
    settle.add_option("file", in.settlements.file,
                      "csv（id,lon,lat 或 id,x,y）、xlsx、gpkg 等 · csv or any table");
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
    settle.add_option("--out", in.settlements.out, "csv：id,settlement,role");
    settle.add_option("--data", in.data_folder,
                      "数据文件夹：测算户底册 · the register of households of a data folder");
    settle.add_option("--database", in.database, "postgres://…：服务器数据库 · the server");
    settle.add_option("--region", in.region, "县或更大的范围 · a county or more");
    CLI::Option* runs = settle.add_flag("--runs", in.settlements.runs, "已有的测算 · past runs");
    settle
        .add_option("--changes", in.settlements.changes,
                    "与这一次测算相比的变化 · what changed since this run")
        ->check(CLI::PositiveNumber)
        ->excludes(runs);
    settle.add_option("--to", in.settlements.to,
                      "比较到哪一次，默认现在 · up to this run; now, without it");
}

}  // namespace cli
