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

void import_sources(Invocation& invocation, app::App& app,
                    const std::vector<demo::SourceFile>& sources) {
    for (const auto& source : sources) {
        Invocation step = invocation;
        step.register_name = source.register_name;
        step.file = source.file;
        step.datum = source.datum;
        const app::Outcome outcome = import_file(step, app);
        if (invocation.json) continue;
        const auto answer = ordered_json::parse(outcome.json);
        const std::string rows = std::to_string(answer.at("imported").get<std::int64_t>());
        const std::string name = source.file.filename().string();
        say({"导入 " + name + "：" + rows + " 行", "Imported " + name + ": " + rows + " rows"});
    }
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
