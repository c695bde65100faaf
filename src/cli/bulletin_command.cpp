#include "app/bulletin.hpp"

#include <nlohmann/json.hpp>

#include "app/draws.hpp"
#include "commands.hpp"
#include "draw/verify.hpp"
#include "estimates/from_draw.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

draw::Documents documents_of(app::Draws& draws, const std::string& id) {
    draw::Documents documents;
    const auto shown = nlohmann::json::parse(draws.show(id, people::everything()));
    for (const auto& file : shown.at("files")) {
        const auto name = file.at("file").get<std::string>();
        documents[name] = draws.file(id, name, people::everything());
    }
    return documents;
}

app::BulletinInspection inspection_of(Invocation& invocation, app::App& app) {
    app::Draws draws(app);
    const auto documents = documents_of(draws, invocation.key);
    const auto verdict = draw::verify(documents);
    if (verdict.problem) throw base::Error(base::ErrorKind::invalid_input, *verdict.problem);
    const auto frame = draw::read_frame(draw::document(documents, "frame.tsv"));
    const auto found = estimates::inspected_strata(
        frame, draw::current_list(documents),
        estimates::read_findings(invocation.environment.files.read(invocation.file)));
    const auto result = estimates::stratified(found.strata);
    app::BulletinInspection inspection{
        invocation.key, invocation.indicator, result.count, result.sampled, result.value, {}, {}};
    if (result.interval) {
        inspection.low = result.interval->low;
        inspection.high = result.interval->high;
    }
    return inspection;
}

}  // namespace

int run_bulletin(Invocation& invocation) {
    app::App app = open_app(invocation);
    std::optional<app::BulletinInspection> inspection;
    if (!invocation.key.empty()) inspection = inspection_of(invocation, app);
    auto& files = invocation.environment.files;
    const auto made = app::bulletin(app, invocation.programme, invocation.period, inspection);
    for (const auto& file : made) {
        const auto path = invocation.target_folder / file.name;
        files.make_folder(path.parent_path());
        files.write(path, file.bytes);
    }
    const std::string count = std::to_string(made.size());
    if (invocation.json)
        print_document(nlohmann::ordered_json{{"files", made.size()}}.dump());
    else
        say({"已写出 " + count + " 个文件，打开 index.html 即可查看。",
             "Wrote " + count + " files; open index.html."});
    return done;
}

void add_bulletin_words(const Words& words) {
    CLI::App& added =
        words.command(words.top, "bulletin", "封存一期的公开网页 · a sealed period as public pages",
                      run_bulletin);
    added.add_option("--programme", words.in.programme, "方案代码 · programme")->required();
    added.add_option("--period", words.in.period,
                     "期，默认最近封存的一期 · period, the latest sealed");
    added.add_option("--out", words.in.target_folder, "写到这个文件夹 · folder")->required();
    auto* draw = added.add_option("--draw", words.in.key, "抽查所用的抽签 · draw of an inspection");
    auto* findings = added.add_option("--findings", words.in.file, "抽查结果 · its findings")
                         ->check(CLI::ExistingFile);
    auto* indicator = added.add_option("--indicator", words.in.indicator,
                                       "与哪个指标对照 · beside which indicator");
    draw->needs(findings, indicator);
    findings->needs(draw);
}

}  // namespace cli
