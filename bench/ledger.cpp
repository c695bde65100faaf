#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/app.hpp"
#include "app/ledgers.hpp"
#include "base/environment.hpp"
#include "benches.hpp"

namespace bench {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int units = 200;
constexpr int clients = 64;
constexpr int steps_of_each = 60;
constexpr const char* county = "433124000000";
constexpr const char* village = "433124100200";
constexpr const char* ledger = "no_power_case";

app::Outcome apply(app::App& app, const std::string& kind, const ordered_json& payload,
                   const fs::path& attachment = {}) {
    app::Command command;
    command.id = app.new_id();
    command.kind = kind;
    command.payload = payload.dump();
    command.attachment = attachment;
    return app.apply(command);
}

void put_region(app::App& app, const char* code, const char* level, const char* parent) {
    ordered_json values{
        {"region", code}, {"valid_from", "2000-01-01"}, {"name", level}, {"level", level}};
    if (*parent) values["parent"] = parent;
    apply(app, "put", {{"register", "region"}, {"values", values}});
}

// Every third one is overdue, every third due soon, the others have time.
void bring_in(app::App& app, const fs::path& folder, std::int64_t entries) {
    const fs::path file = folder / "entries.csv";
    std::ofstream out(file);
    out << "number,region,unit,state,opened_on,due_on,found_on\n";
    const char* due[] = {"2020-06-01", "2100-01-01", "2099-12-31"};
    for (std::int64_t i = 0; i < entries; ++i)
        out << "old-" << i << "," << village << ",U" << i % units << ",in_work,2020-01-06,"
            << due[i % 3] << ",2020-01-05\n";
    out.close();
    const auto outcome =
        apply(app, "import", {{"register", ledger}, {"file_name", "entries.csv"}}, file);
    if (ordered_json::parse(outcome.json).at("imported") != entries)
        throw std::runtime_error("entries were not brought in: " + outcome.json);
}

void measure_looks(app::App& app, const std::string& name, Figures& figures) {
    const auto look = [&] { apply(app, "evaluate", ordered_json::object()); };
    figures.push_back({name + ": first daily look", seconds_of(look) * 1000, "ms",
                       "issues a slip and a reminder for a third of the entries"});
    std::vector<double> looks;
    for (int i = 0; i < 5; ++i) looks.push_back(seconds_of(look) * 1000);
    figures.push_back(
        {name + ": daily look", median(looks), "ms", "all lights and reminders, goal 1000"});
}

void measure_reads(app::App& app, const std::string& name, Figures& figures) {
    const auto timed = [&](const char* what, const char* note, const auto& work) {
        std::vector<double> times;
        for (int i = 0; i < 9; ++i) times.push_back(seconds_of(work) * 1000);
        figures.push_back({name + ": " + what, median(times), "ms", note});
    };
    timed("page of a ledger", "100 entries with lights, and the total; goal 50", [&] {
        app::EntryFilter filter;
        filter.ledger = ledger;
        (void)app.ledgers().entries(filter);
    });
    timed("page of overdue entries of one unit", "goal 50", [&] {
        app::EntryFilter filter;
        filter.ledger = ledger;
        filter.unit = "U7";
        filter.only_overdue = true;
        (void)app.ledgers().entries(filter);
    });
    timed("one entry", "with its history and next steps",
          [&] { (void)app.ledgers().entry(ledger, "old-777"); });
    timed("figures of 200 units", "entries by state, honest rates",
          [&] { (void)app.ledgers().figures(ledger, county); });
}

// A declaration and a check by turns: rules, history, trail and figures, durable.
void measure_steps(app::App& app, const std::string& name, Figures& figures) {
    const auto work = [&](int) {
        const auto opened = ordered_json::parse(
            apply(
                app, "open_entry",
                {{"ledger", ledger},
                 {"values", {{"region", village}, {"found_on", "2020-05-06"}, {"cause", "split"}}}})
                .json);
        const std::string number = opened.at("number");
        const auto seen = ordered_json::parse(app.ledgers().entry(ledger, number)).at("version");
        apply(app, "step",
              {{"ledger", ledger},
               {"number", number},
               {"step", "check"},
               {"seen", seen},
               {"values", {{"safety_conclusion", "fit"}}}});
    };
    work(0);
    const Rate rate = rate_of(clients, steps_of_each, work);
    figures.push_back({name + ": commands of 64 clients", rate.per_second * 2, "per s",
                       "an entry opened, read and checked; goal 2000"});
    figures.push_back({name + ": p99 of opening, reading and checking", rate.p99_ms, "ms", ""});
}

void measure_on(const std::string& name, const fs::path& folder, const fs::path& reader,
                const std::string& url, std::int64_t entries, Figures& figures) {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    const app::Options options{folder, reader, {}, {}, url};
    app::App::init(environment, options);
    app::App app(environment, options);
    put_region(app, county, "county", "");
    put_region(app, "433124100000", "township", county);
    put_region(app, village, "village", "433124100000");
    bring_in(app, folder, entries);
    measure_looks(app, name, figures);
    measure_reads(app, name, figures);
    measure_steps(app, name, figures);
}

}  // namespace

void measure_ledger(const fs::path& folder, const fs::path& reader, std::int64_t entries,
                    Figures& figures) {
    fs::create_directories(folder);
    measure_on("SQLite ledger", folder / "sqlite", reader, "", entries, figures);
    const char* url = server_url();
    if (!url) return;
    empty_server(url);
    measure_on("PostgreSQL ledger", folder / "postgres", reader, url, entries, figures);
}

}  // namespace bench
