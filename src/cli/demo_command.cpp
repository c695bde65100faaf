#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "commands.hpp"
#include "demo/demo.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* scored_programme = "huayuan-2019";
constexpr const char* scored_period = "2019-06";
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
    if (invocation.json) {
        print_document(app::to_json(table));
    } else {
        print_ranking(table, rows_shown);
    }
    return invocation.no_serve ? done : serve_until_stopped(invocation, app);
}

}  // namespace cli
