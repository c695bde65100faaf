#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/app.hpp"
#include "app/bulletin.hpp"
#include "app/documents.hpp"
#include "base/environment.hpp"
#include "benches.hpp"
#include "demo/demo.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int import_runs = 5;
constexpr int change_runs = 100;
constexpr const char* programme_name = "huayuan-2019";
constexpr const char* period = "2019-06";
constexpr const char* watched_indicator = "settlement_four_g";

struct World {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    fs::path reader;
};

app::Outcome apply(app::App& app, const std::string& kind, const ordered_json& payload,
                   const fs::path& attachment = {}) {
    app::Command command;
    command.id = app.new_id();
    command.client_time = "2019-06-30T08:00:00.000+08:00/" + command.id;
    command.kind = kind;
    command.payload = payload.dump();
    command.attachment = attachment;
    return app.apply(command);
}

ordered_json import_source(app::App& app, const demo::SourceFile& source) {
    ordered_json payload{{"register", source.register_name},
                         {"file_name", source.file.filename().string()}};
    if (!source.datum.empty()) payload["datum"] = source.datum;
    return ordered_json::parse(apply(app, "import", payload, source.file).json);
}

/// Households into a fresh data folder that already has what stands before them in the list.
double time_household_import(World& world, const fs::path& folder,
                             const std::vector<demo::SourceFile>& sources, std::int64_t& rows) {
    fs::remove_all(folder);
    app::App::init(world.environment, {folder, world.reader, {}, {}});
    app::App app(world.environment, {folder, world.reader, {}, {}});
    for (const auto& source : sources) {
        if (source.register_name != "household") {
            import_source(app, source);
            continue;
        }
        reset_peak_memory();
        return seconds_of(
            [&] { rows = import_source(app, source).at("imported").get<std::int64_t>(); });
    }
    throw std::runtime_error("the demo county has no households");
}

void measure_import(World& world, const fs::path& folder,
                    const std::vector<demo::SourceFile>& sources, Figures& figures) {
    std::vector<double> runs;
    std::int64_t rows = 0;
    double peak = 0;
    for (int run = 0; run <= import_runs; ++run) {
        const double seconds = time_household_import(world, folder / "import", sources, rows);
        if (run > 0) runs.push_back(seconds);  // the first one warms up
        peak = std::max(peak, own_peak_mib());
    }
    const double middle = median(runs);
    const std::string note = std::to_string(rows) + " rows, checked, versioned, in the trail";
    figures.push_back({"households: import", middle, "s", note});
    figures.push_back({"households: import rate", static_cast<double>(rows) / middle, "rows/s",
                       "median of 5 after a warm-up"});
    figures.push_back({"households: import, peak memory", peak, "MiB", "program"});
    figures.push_back({"households: import, peak memory", child_peak_mib(), "MiB", "reader"});
    fs::remove_all(folder / "import");
}

/// The peer: the same rows as csv through the sqlite3 shell, as text, without any check.
void measure_peer(app::App& app, const fs::path& folder, Figures& figures) {
    if (std::system("command -v sqlite3 >/dev/null") != 0) {
        figures.push_back({"peer: sqlite3 .import", 0, "s", "sqlite3 was not found"});
        return;
    }
    const fs::path csv = folder / "households.csv";
    const std::int64_t rows = app.export_register("household", csv, {});
    const std::string database = (folder / "peer.db").string();
    const std::string command = "rm -f '" + database + "' && sqlite3 '" + database +
                                "' '.import --csv \"" + csv.string() + "\" household'";
    std::vector<double> runs;
    for (int run = 0; run <= import_runs; ++run) {
        const double seconds = seconds_of([&] {
            if (std::system(command.c_str()) != 0) throw std::runtime_error("sqlite3 failed");
        });
        if (run > 0) runs.push_back(seconds);
    }
    figures.push_back({"peer: sqlite3 .import of the same rows", median(runs), "s",
                       std::to_string(rows) + " rows of csv as text, no checks, no history"});
    figures.push_back({"ratio: our import to sqlite3's", figures.front().value / median(runs),
                       "times", "smaller is better"});
}

void measure_scoring(app::App& app, Figures& figures) {
    const double load = seconds_of([&] {
        for (const auto& file : app::built_in_programmes())
            apply(app, "load_programme", ordered_json{{"yaml", file.text}});
    });
    figures.push_back({"programmes: load all, every indicator computed", load * 1000, "ms", ""});
    std::vector<double> runs;
    std::size_t units = 0;
    for (int run = 0; run <= import_runs; ++run) {
        const double seconds =
            seconds_of([&] { units = app.score(programme_name, period).units.size(); });
        if (run > 0) runs.push_back(seconds);
    }
    figures.push_back({"score: all villages from their indicators", median(runs) * 1000, "ms",
                       std::to_string(units) + " villages"});
}

struct Changes {
    std::vector<double> write;  ///< seconds until the change is on disk
    std::vector<double> right;  ///< seconds until the ranking says so too
};

std::size_t column_of(const registers::Declaration& declaration, const std::string& field) {
    const auto it = std::ranges::find(declaration.fields, field, &registers::Field::name);
    if (it == declaration.fields.end()) throw std::runtime_error("no field " + field);
    return static_cast<std::size_t>(it - declaration.fields.begin());
}

registers::Declaration declaration_of(app::App& app, const std::string& name) {
    for (auto& declaration : app.register_declarations())
        if (declaration.name == name) return declaration;
    throw std::runtime_error("no register " + name);
}

std::int64_t watched_count(const app::ScoreTable& table) {
    const auto& indicators = table.programme.indicators;
    const auto it =
        std::ranges::find(indicators, std::string(watched_indicator), &programme::Indicator::name);
    const auto index = static_cast<std::size_t>(it - indicators.begin());
    std::int64_t sum = 0;
    for (const auto& unit : table.units) sum += unit.counts.at(index).numerator;
    return sum;
}

/// Turns one yes-or-no of a row round, then asks for the ranking, and insists that it is of that
/// change; `moves_score` says that the watched count must follow as well.
Changes change_rows(app::App& app, const std::string& register_name, const std::string& field,
                    bool moves_score) {
    const auto declaration = declaration_of(app, register_name);
    const auto column = column_of(declaration, field);
    const auto page = app.register_rows(register_name, "", 0, change_runs);
    std::int64_t before = watched_count(app.score(programme_name, period));
    Changes changes;
    for (const auto& row : page.rows) {
        const std::string& now = row.texts.at(column);
        const bool to_yes = now != "yes" && now != "是";
        ordered_json values{{field, to_yes ? "是" : "否"}};
        for (std::size_t i = 0; i < row.texts.size(); ++i)
            if (declaration.fields[i].required) values[declaration.fields[i].name] = row.texts[i];
        const ordered_json payload{{"register", register_name}, {"values", values}};
        app::Outcome outcome;
        app::ScoreTable table;
        const double write = seconds_of([&] { outcome = apply(app, "put", payload); });
        const double read = seconds_of([&] { table = app.score(programme_name, period); });
        if (table.sequence != outcome.sequence) throw std::runtime_error("the ranking is stale");
        const std::int64_t after = watched_count(table);
        const std::int64_t step = !moves_score ? 0 : to_yes ? 1 : -1;
        if (after - before != step) throw std::runtime_error("the ranking missed a change");
        before = after;
        changes.write.push_back(write);
        changes.right.push_back(write + read);
    }
    return changes;
}

void report_changes(const std::string& what, const Changes& changes, Figures& figures) {
    const std::string note = std::to_string(changes.right.size()) + " changes one by one";
    figures.push_back({what + ": durable, median", median(changes.write) * 1000, "ms", note});
    figures.push_back({what + ": ranking right, median", median(changes.right) * 1000, "ms", note});
    figures.push_back({what + ": ranking right, worst", worst(changes.right) * 1000, "ms", note});
}

void measure_changes(app::App& app, Figures& figures) {
    const Changes households = change_rows(app, "household", "protector", false);
    report_changes("one household changed", households, figures);
    report_changes("one settlement's 4G changed", change_rows(app, "settlement", "four_g", true),
                   figures);
    const double entry = trail_seconds_per_entry();
    figures.push_back({"trail: computing for one entry", entry * 1e6, "µs",
                       "line, hashes, tree, tag, next key; its rows' writing apart"});
    figures.push_back({"trail: share of a household's write",
                       entry / median(households.write) * 100, "%", "goal at most 5 %"});
}

// A bulletin of the county as Word document, from its figures of now; and a sealed period's pages.
void measure_bulletins(app::App& app, Figures& figures) {
    constexpr int bulletins = 200;
    app::Documents documents(app);
    std::size_t bytes = 0;
    const double word = seconds_of([&] {
        for (int i = 0; i < bulletins; ++i) bytes += documents.file({"R-27", period}).bytes.size();
    });
    figures.push_back({"documents: 200 county bulletins (R-27)", word, "s",
                       std::to_string(bytes / bulletins / 1024) + " KiB each; budget 60 s"});
    apply(app, "freeze", {{"programme", programme_name}, {"period", period}});
    const double pages = seconds_of([&] {
        for (int i = 0; i < bulletins; ++i) (void)app::bulletin(app, programme_name, period);
    });
    figures.push_back({"documents: 200 public bulletins", pages, "s", "budget 60 s"});
}

}  // namespace

void measure_county(const fs::path& folder, const fs::path& reader, double scale,
                    Figures& figures) {
    World world;
    world.reader = reader;
    const auto sources = demo::write_county(folder / "source", {scale, 1});
    measure_import(world, folder, sources, figures);
    const app::Options options{folder / "data", reader, {}, {}};
    app::App::init(world.environment, options);
    app::App app(world.environment, options);
    for (const auto& source : sources) import_source(app, source);
    measure_peer(app, folder, figures);
    measure_scoring(app, figures);
    measure_changes(app, figures);
    const double verify = seconds_of([&] {
        const auto check = app.verify_trail();
        if (check.problem) throw std::runtime_error(check.problem->en);
    });
    figures.push_back({"trail: verify the data folder's", verify * 1000, "ms", ""});
    measure_bulletins(app, figures);
}

}  // namespace bench
