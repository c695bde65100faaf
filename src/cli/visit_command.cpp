#include <nlohmann/json.hpp>

#include "app/field.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

/// `A=一组` a word.
ordered_json teams_of(const std::vector<std::string>& words) {
    ordered_json teams = ordered_json::object();
    for (const std::string& word : words) {
        const auto sign = word.find('=');
        if (sign == std::string::npos || sign == 0)
            throw base::Error(base::ErrorKind::invalid_input,
                              {"--team “" + word + "”应写作 层=工作组。",
                               "--team \"" + word + "\" must be STRATUM=TEAM."});
        teams[word.substr(0, sign)] = word.substr(sign + 1);
    }
    return teams;
}

int run_visits(Invocation& invocation) {
    app::App app = open_app(invocation);
    const ordered_json payload{{"draw", invocation.key},
                               {"due_on", invocation.date},
                               {"programme", invocation.programme},
                               {"teams", teams_of(invocation.values)}};
    print_document(app.apply(make_command(invocation, app, "prepare_visits", payload.dump())).json);
    return done;
}

int run_findings(Invocation& invocation) {
    app::App app = open_app(invocation);
    const ordered_json payload{{"draw", invocation.key},
                               {"register", invocation.register_name},
                               {"number", invocation.value}};
    print_document(app.apply(make_command(invocation, app, "open_findings", payload.dump())).json);
    return done;
}

int run_route_sheet(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto sheet = app::Field(app).route_sheet(invocation.value, invocation.key);
    invocation.environment.files.write(invocation.file, sheet.bytes);
    const std::string name = invocation.file.string();
    if (invocation.json)
        print_document(ordered_json{{"file", name}, {"bytes", sheet.bytes.size()}}.dump());
    else
        say({"已写出路线单“" + name + "”，用 A4 纸打印。",
             "Wrote the route sheet \"" + name + "\"; print it on A4."});
    return done;
}

}  // namespace

void add_team_words(CLI::App& command, Invocation& in) {
    command.add_option("--team", in.value,
                       "只装此工作组待填的核查表 · only this team's open sheets");
    command.add_option("--draw", in.key, "其中此次抽取的 · of them those of this draw");
}

void add_visit_words(const Words& words) {
    Invocation& in = words.in;
    CLI::App& visits = words.command(words.top, "visits",
                                     "督战：按已公开的抽取为各工作组开出核查表 · sheets for the "
                                     "units of an opened draw, by team",
                                     run_visits);
    visits.add_option("draw", in.key, "抽取编号 · the draw's number")->required();
    visits.add_option("--due-on", in.date, "完成时限 · the last day, 2020-06-30")->required();
    visits.add_option("--programme", in.programme, "方案 · programme");
    visits.add_option("--team", in.values, "层=工作组 · STRATUM=TEAM, once for each");
    CLI::App& route = words.command(words.top, "route-sheet",
                                    "工作组的路线单，含地图 · a team's way on paper, with its map",
                                    run_route_sheet);
    route.add_option("team", in.value, "工作组 · whose")->required();
    route.add_option("--draw", in.key, "其中此次抽取的 · of its sheets those of this draw");
    route.add_option("--out", in.file, "文件，如 路线单.docx · file")->required();
    CLI::App& findings =
        words.command(words.top, "findings",
                      "登记核查表和排查发现的问题，线索移交，再办不重复 · open what "
                      "filled sheets and answers found, once",
                      run_findings);
    findings.add_option("--draw", in.key, "只看此次抽取 · only sheets of this draw");
    findings.add_option("--register", in.register_name, "只看此台账或底册 · only this one");
    findings.add_option("--number", in.value, "其中一条的编号 · one entry of it");
}

}  // namespace cli
