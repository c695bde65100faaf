#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "demo/demo.hpp"
#include "demo/june_round.hpp"
#include "demo/results.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* scored_programme = "huayuan-2019";
constexpr const char* scored_period = "2019-06";
constexpr const char* first_batch = "2019-03";  // by whose points the first plaques are given
constexpr std::size_t rows_shown = 12;

void load_programmes(Invocation& invocation, app::App& app) {
    for (const auto& file : app::built_in_programmes())
        app.apply(make_command(invocation, app, "load_programme",
                               ordered_json{{"yaml", file.text}}.dump()));
}

/// The rows that came in.
std::int64_t import_source(Invocation& invocation, app::App& app, const demo::SourceFile& source,
                           const std::string& list = {}, const std::string& day = {}) {
    Invocation step = invocation;
    step.register_name = source.register_name;
    step.file = source.file;
    step.datum = source.datum;
    step.list = list;
    step.date = day;
    if (!list.empty()) step.layout = "listed_villages";
    return ordered_json::parse(import_file(step, app).json).at("imported").get<std::int64_t>();
}

void import_sources(Invocation& invocation, app::App& app,
                    const std::vector<demo::SourceFile>& sources) {
    for (const auto& source : sources) {
        const std::string rows = std::to_string(import_source(invocation, app, source));
        if (invocation.json) continue;
        const std::string name = source.file.filename().string();
        say({"导入 " + name + "：" + rows + " 行", "Imported " + name + ": " + rows + " rows"});
    }
}

/// What the notices themselves list: places, villages, who leads where.
struct NoticeFile {
    const char* register_name;
    const char* path;  ///< of the folder `programmes`
    const char* list;
};
constexpr NoticeFile notice_files[] = {
    {"region", "chengkou-2020/regions.csv", ""},
    {"region", "ganzhou-2020/regions.csv", ""},
    {"region", "yunnan-grid-2020/regions.csv", ""},
    {"region", "yongchuan-zhongshan-2021/regions.csv", ""},
    {"listed_village", "ganzhou-2020/附件2.xlsx", "ganzhou-2020-annex-2"}};

// Entries of the other notices' places, so that every ledger and document has some. What was late
// on the day up to which they were kept gets its slips as of that day.
void import_ledgers(Invocation& invocation, app::App& app, const std::filesystem::path& folder) {
    std::int64_t rows = 0, files = 0;
    const auto take = [&](const demo::SourceFile& source, const std::string& list,
                          const std::string& day) {
        rows += import_source(invocation, app, source, list, day);
        ++files;
    };
    for (const auto& [register_name, path, list] : notice_files) {
        const auto target = folder / path;
        std::filesystem::create_directories(target.parent_path());
        invocation.environment.files.write(target, app::built_in_file(path));
        take({register_name, target, ""}, list, "2020-06-28");
    }
    for (const auto& ledgers : demo::write_old_ledgers(folder)) {
        for (const auto& source : ledgers.files) take(source, "", ledgers.day);
        app.apply(
            make_command(invocation, app, "evaluate", ordered_json{{"date", ledgers.day}}.dump()));
    }
    const std::string count = std::to_string(files), all = std::to_string(rows);
    if (!invocation.json)
        say({"导入另外四地的旧台账 " + count + " 份：" + all + " 行",
             "Imported " + count + " old ledgers of four other places: " + all + " rows"});
}

void import_round(Invocation& invocation, app::App& app, const std::filesystem::path& folder) {
    const auto round = demo::hold_june_round(folder);
    for (const auto& source : round.files) import_source(invocation, app, source);
    take_draw(invocation, app, round.villages);
    take_draw(invocation, app, round.households);
}

// Drafts came in with the old ledgers; what the ledgers hold of each unit is counted here.
void assess_units(Invocation& invocation, app::App& app) {
    app::EntryFilter drafts;
    drafts.ledger = "assessment";
    drafts.state = "drafted";
    const auto found = ordered_json::parse(app.ledgers().entries(drafts));
    for (const auto& draft : found.at("entries"))
        app.apply(make_command(invocation, app, "step",
                               ordered_json{{"ledger", drafts.ledger},
                                            {"number", draft.at("values").at("number")},
                                            {"step", "assess"},
                                            {"seen", draft.at("version")}}
                                   .dump()));
}

demo::ScoredMonth month_of(const app::ScoreTable& table) {
    demo::ScoredMonth month{table.period, {}};
    for (const auto& unit : table.units)
        if (unit.score) month.villages.push_back(*unit.score);
    return month;
}

// Plaques by the points of two months, and objections to those of the second.
void import_results(Invocation& invocation, app::App& app, const app::ScoreTable& table,
                    const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    const auto first = month_of(app.score(scored_programme, first_batch));
    const auto second = month_of(table);
    import_source(invocation, app, demo::write_awards(folder, first, second));
    import_source(invocation, app, demo::write_appeals(folder, second, *table.programme.scorecard));
}

// The map shades its relief from this file.
void keep_terrain(const std::filesystem::path& folder) {
    for (const auto& file : std::filesystem::directory_iterator(folder / "source"))
        if (file.path().extension() == ".tif")
            std::filesystem::copy_file(file.path(), folder / "elevation.tif",
                                       std::filesystem::copy_options::overwrite_existing);
}

}  // namespace

int run_demo(Invocation& invocation) {
    if (invocation.data_folder.empty() && invocation.database.empty())
        invocation.data_folder = "demo-data";
    const app::Options place = place_of(invocation);
    const bool fresh = !app::App::exists(place);
    if (fresh) app::App::init(invocation.environment, place);
    app::App app = open_app(invocation);
    if (fresh) {
        if (!invocation.json) say({"正在生成示范县……", "Making the demo county…"});
        const auto sources =
            demo::write_county(place.data_folder / "source", {invocation.scale, invocation.seed});
        keep_terrain(place.data_folder);
        import_sources(invocation, app, sources);
        if (!invocation.county_only)
            import_ledgers(invocation, app, place.data_folder / "source" / "ledgers");
        load_programmes(invocation, app);
    }
    const auto table = app.score(scored_programme, scored_period);
    if (fresh && !invocation.county_only) {
        import_round(invocation, app, place.data_folder / "source" / "round");
        assess_units(invocation, app);
        import_results(invocation, app, table, place.data_folder / "source" / "results");
    }
    if (invocation.json) {
        print_document(app::to_json(table));
    } else {
        print_ranking(table, rows_shown);
    }
    return invocation.no_serve ? done : serve_until_stopped(invocation, app);
}

}  // namespace cli
