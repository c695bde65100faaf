#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/app.hpp"
#include "base/environment.hpp"
#include "benches.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int runs = 5;
constexpr int villages = 200;

struct Place {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    app::Options options;
};

std::string village_code(int number) {
    return "433124" + std::to_string(100 + number / 20) + std::to_string(200 + number % 20);
}

void write_regions(const fs::path& file) {
    std::ofstream out(file);
    out << "区划代码,启用日期,名称,级别,上级代码\n433124000000,2000-01-01,花垣县,县级,\n";
    for (int i = 0; i < villages; i += 20) {
        const std::string town = village_code(i).substr(0, 9) + "000";
        out << town << ",2000-01-01,乡镇" << i / 20 << ",乡级,433124000000\n";
        for (int v = i; v < i + 20; ++v)
            out << village_code(v) << ",2000-01-01,第" << v << "村,村级," << town << "\n";
    }
}

// Every column filled, positions scattered, as a county's real register is.
void write_households(const fs::path& file, std::int64_t rows) {
    std::ofstream out(file);
    out << "村代码,户编号,村民小组,聚居区编号,户主姓名,联系电话,常住人口,居住情况,户类别,通电,"
           "户保安装,宽带接入,经度,纬度,坐标系\n";
    std::uint64_t chance = 1;
    for (std::int64_t i = 0; i < rows; ++i) {
        chance = chance * 6364136223846793005U + 1442695040888963407U;
        char line[512];
        std::snprintf(
            line, sizeof line,
            "%s,%07lld,%lld组,J%03lld,王大明,138%08llu,%lld,常住,%s,是,%s,%s,%.6f,%.6f,"
            "cgcs2000\n",
            village_code(static_cast<int>(i * villages / rows)).c_str(), static_cast<long long>(i),
            static_cast<long long>(1 + i % 9), static_cast<long long>(i % 37),
            static_cast<unsigned long long>(chance >> 38U), static_cast<long long>(1 + i % 6),
            i % 5 == 0 ? "脱贫户" : "一般户", i % 3 == 0 ? "否" : "是", i % 2 == 0 ? "是" : "否",
            109.2 + static_cast<double>(chance >> 44U) / 1048576 * 0.5,
            28.2 + static_cast<double>((chance >> 24U) & 0xfffffU) / 1048576 * 0.5);
        out << line;
    }
}

ordered_json import_file(app::App& app, const std::string& name, const fs::path& file) {
    app::Command command;
    command.id = app.new_id();
    command.kind = "import";
    command.payload =
        ordered_json{{"register", name}, {"file_name", file.filename().string()}}.dump();
    command.attachment = file;
    return ordered_json::parse(app.apply(command).json);
}

double time_import(Place& place, const fs::path& folder, const std::string& url,
                   std::int64_t rows) {
    fs::remove_all(folder / "bulk");
    if (!url.empty()) empty_server(url);
    place.options.data_folder = folder / "bulk";
    place.options.database = url;
    app::App::init(place.environment, place.options);
    app::App app(place.environment, place.options);
    import_file(app, "region", folder / "regions.csv");
    return seconds_of([&] {
        if (import_file(app, "household", folder / "rows.csv").at("imported") != rows)
            throw std::runtime_error("rows were not accepted");
    });
}

struct Pair {
    double ours, peer;
};

// One after the other in turn, so that both meet the same machine.
template <class Ours, class Peer>
Pair medians_of_pairs(Ours ours, Peer peer) {
    std::vector<double> of_ours, of_peer;
    for (int run = 0; run <= runs; ++run) {
        const Pair pair{ours(), peer()};
        if (run == 0) continue;  // the first one warms up
        of_ours.push_back(pair.ours);
        of_peer.push_back(pair.peer);
    }
    return {median(of_ours), median(of_peer)};
}

void compare(const std::string& name, std::int64_t rows, Pair pair, const std::string& peer_name,
             const std::string& note, Figures& figures) {
    const auto count = static_cast<double>(rows);
    figures.push_back({name + ": import rate", count / pair.ours, "rows/s",
                       std::to_string(rows) + " rows of csv, checked, versioned, durable"});
    figures.push_back({name + ": " + peer_name, count / pair.peer, "rows/s", note});
    figures.push_back({name + ": our rate to it", pair.peer / pair.ours * 100, "%", ""});
}

// One way to bring the file in with the shell: the tables are made, the file taken as texts, then
// put into them.
struct Rung {
    std::string name, note;
    std::vector<std::string> make, fill;

    [[nodiscard]] std::string command(const std::string& database, const fs::path& file) const {
        std::string text = "rm -f '" + database + "' && sqlite3 '" + database +
                           "' 'PRAGMA journal_mode=WAL' 'PRAGMA synchronous=FULL'";
        for (const std::string& sql : make) text += " '" + sql + "'";
        text += " '.import --csv \"" + file.string() + "\" raw'";
        for (const std::string& sql : fill) text += " '" + sql + "'";
        return text + " >/dev/null";
    }
};

void measure_sqlite(Place& place, const fs::path& folder, std::int64_t rows, Figures& figures) {
    reset_peak_memory();
    const auto ours = [&] { return time_import(place, folder, "", rows); };
    const auto beside = [&](const std::string& command) {
        return medians_of_pairs(ours, [&] { return seconds_of([&] { run_shell(command); }); });
    };
    const std::string database = (folder / "peer.db").string();
    // As the shell does it: a table without a key, texts as they come, one sync at the end.
    const std::string plain = "rm -f '" + database + "' && sqlite3 '" + database +
                              "' '.import --csv \"" + (folder / "rows.csv").string() + "\" rows'";
    compare("SQLite", rows, beside(plain), "sqlite3 .import of the same file", "texts, no key",
            figures);
    figures.push_back({"SQLite: peak memory", own_peak_mib(), "MiB", "program"});
    // What of the difference SQLite itself takes, step by step, with its own words alone.
    const std::string fields = "fid INTEGER PRIMARY KEY, a,b,c,d,e,f,g,h,i,j,k,l,m REAL,n REAL,o";
    const std::string versions = ", county, begin_seq, batch";
    const std::string taken = "INSERT INTO rows SELECT NULL, *";
    const Rung rungs[] = {{"then INSERT into a table with a version's key and columns",
                           "WAL, FULL; county, trail number, batch; no checks",
                           {"CREATE TABLE rows (" + fields + versions + ")",
                            "CREATE UNIQUE INDEX k ON rows (county, a, b)"},
                           {taken + ", substr(\"村代码\", 1, 6), 7, 1 FROM raw"}},
                          {"the same with a spatial index",
                           "row by row, as SQL can fill it; no checks",
                           {"CREATE TABLE rows (" + fields + versions + ")",
                            "CREATE UNIQUE INDEX k ON rows (county, a, b)",
                            "CREATE VIRTUAL TABLE t USING rtree(id, minx, maxx, miny, maxy)"},
                           {taken + ", substr(\"村代码\", 1, 6), 7, 1 FROM raw",
                            "INSERT INTO t SELECT fid, m, m, n, n FROM rows"}}};
    for (const Rung& rung : rungs)
        compare("SQLite", rows, beside(rung.command(database, folder / "rows.csv")),
                "sqlite3 .import, " + rung.name, rung.note, figures);
}

void measure_postgres(Place& place, const fs::path& folder, std::int64_t rows, Figures& figures) {
    const char* url = server_url();
    if (!url) {
        figures.push_back(
            {"PostgreSQL: import", 0, "", "no server: run by tools/with_postgres.sh"});
        return;
    }
    const auto ours = [&] { return time_import(place, folder, url, rows); };
    (void)ours();
    const std::string psql = std::string("psql -q -X '") + url +
                             "' -v ON_ERROR_STOP=1 -c 'SET client_min_messages = warning' -c 'SET "
                             "search_path = wanjia, public' ";
    const std::string file = (folder / "rows.bin").string();
    run_shell(psql + "-c \"\\copy household TO '" + file + "' (FORMAT binary)\"");
    // The same rows, ready in the server's own binary form, into a table with the same indexes.
    const auto peer = [&] {
        run_shell(psql +
                  "-c 'DROP TABLE IF EXISTS peer' -c 'CREATE TABLE peer (LIKE household "
                  "INCLUDING INDEXES)' -c CHECKPOINT >/dev/null");
        return seconds_of(
            [&] { run_shell(psql + "-c \"\\copy peer FROM '" + file + "' (FORMAT binary)\""); });
    };
    compare("PostgreSQL", rows, medians_of_pairs(ours, peer),
            "COPY of the same rows, binary, same indexes", "no parsing, no checks", figures);
}

}  // namespace

void measure_bulk(const fs::path& folder, const fs::path& reader, std::int64_t rows,
                  Figures& figures) {
    fs::create_directories(folder);
    write_regions(folder / "regions.csv");
    write_households(folder / "rows.csv", rows);
    Place place;
    place.options.reader = reader;
    measure_sqlite(place, folder, rows, figures);
    measure_postgres(place, folder, rows, figures);
    fs::remove_all(folder);
}

}  // namespace bench
