#include <nlohmann/json.hpp>

#include "app/public_ranking.hpp"
#include "app/short_boards.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "programme/definition.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t ranking_rows_max = 2000;

ordered_json problem_json(const programme::Problem& problem) {
    return {{"line", problem.line},
            {"column", problem.column},
            {"path", problem.path},
            {"message", {{"zh", problem.message.zh}, {"en", problem.message.en}}}};
}

int score_for_public(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto ranking = app.public_ranking(invocation.programme, invocation.period);
    if (!invocation.xlsx.empty()) app::write_public_workbook(ranking, invocation.xlsx);
    if (invocation.json) {
        print_document(app::to_json(ranking));
        return done;
    }
    for (const auto& unit : ranking.units) {
        const std::string line = (unit.rank ? std::to_string(*unit.rank) : "-") + "  " +
                                 unit.path_name + "  " + (unit.points.empty() ? "—" : unit.points);
        say({line, line});
    }
    return done;
}

}  // namespace

int run_programme_check(Invocation& invocation) {
    const std::string yaml = invocation.environment.files.read(invocation.file);
    const auto checked = programme::check_programme(yaml, app::built_in_registers());
    ordered_json problems = ordered_json::array();
    for (const auto& problem : checked.problems) problems.push_back(problem_json(problem));
    if (invocation.json) {
        print_document(
            ordered_json{{"file", invocation.file.string()}, {"problems", problems}}.dump());
        return problems.empty() ? done : done_with_findings;
    }
    for (const auto& problem : checked.problems) {
        const std::string place = invocation.file.string() + ":" + std::to_string(problem.line) +
                                  ":" + std::to_string(problem.column) + ": ";
        say({place + problem.message.zh, place + problem.message.en});
    }
    if (problems.empty()) say({"没有问题。", "No problems."});
    return problems.empty() ? done : done_with_findings;
}

int run_programme_load(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string yaml = invocation.environment.files.read(invocation.file);
    ordered_json payload{{"yaml", yaml}};
    if (!invocation.from_period.empty()) payload["from"] = invocation.from_period;
    const app::Outcome outcome =
        app.apply(make_command(invocation, app, "load_programme", payload.dump()));
    const auto answer = ordered_json::parse(outcome.json);
    const std::string code = answer.at("programme").get<std::string>();
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        say({"已载入方案 " + code + "。", "Loaded the programme " + code + "."});
    }
    return done;
}

int run_programme_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto programmes = app.programmes();
    if (invocation.json) {
        print_document(app::to_json(programmes));
        return done;
    }
    for (const auto& programme : programmes)
        say({programme.code + "  " + programme.title.zh,
             programme.code + "  " + programme.title.en});
    return done;
}

int run_score(Invocation& invocation) {
    if (invocation.for_public) return score_for_public(invocation);
    app::App app = open_app(invocation);
    const auto table = app.score(invocation.programme, invocation.period, known_on(invocation));
    if (!invocation.xlsx.empty()) app.write_ranking(table, invocation.xlsx);
    if (invocation.json) {
        print_document(app::to_json(table));
    } else {
        print_ranking(table, ranking_rows_max);
    }
    return done;
}

int run_short_boards(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::to_json(invocation.programme,
                                app::short_boards(app, invocation.programme, invocation.period)));
    return done;
}

int run_freeze(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::Outcome outcome = app.apply(make_command(
        invocation, app, "freeze",
        ordered_json{{"programme", invocation.programme}, {"period", *invocation.period}}.dump()));
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        say({"已封存 " + *invocation.period + "。", "Froze " + *invocation.period + "."});
    }
    return done;
}

int run_restate(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::Outcome outcome =
        app.apply(make_command(invocation, app, "restate",
                               ordered_json{{"programme", invocation.programme},
                                            {"period", *invocation.period},
                                            {"reason", invocation.reason}}
                                   .dump()));
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        say({"已重述 " + *invocation.period + "；原先公布的一版保留。",
             "Restated " + *invocation.period + "; the edition published before stays."});
    }
    return done;
}

int run_explain(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto explanation =
        app.explain(invocation.programme, invocation.indicator, invocation.region,
                    invocation.period, known_on(invocation));
    if (invocation.json) {
        print_document(app::to_json(explanation));
    } else {
        print_explanation(explanation);
    }
    return done;
}

}  // namespace cli
