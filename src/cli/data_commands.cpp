#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t findings_shown_max = 20;

void print_import(const ordered_json& answer) {
    const auto number = [&](const char* key) {
        return std::to_string(answer.at(key).get<std::int64_t>());
    };
    say({number("file_rows") + " 行：写入 " + number("imported") + "，未变 " + number("unchanged") +
             "，退回 " + number("rejected") + "（批次 " + number("batch") + "）。",
         number("file_rows") + " rows: " + number("imported") + " written, " + number("unchanged") +
             " unchanged, " + number("rejected") + " rejected (batch " + number("batch") + ")."});
    std::size_t shown = 0;
    for (const auto& error : answer.at("errors")) {
        if (++shown > findings_shown_max) break;
        const auto& message = error.at("message");
        say({message.at("zh").get<std::string>(), message.at("en").get<std::string>()});
    }
}

ordered_json with_outcome(const app::Outcome& outcome) {
    auto answer = ordered_json::parse(outcome.json);
    answer["sequence"] = outcome.sequence;
    answer["repeated"] = outcome.repeated;
    return answer;
}

}  // namespace

app::Outcome import_file(Invocation& invocation, app::App& app) {
    ordered_json payload{{"register", invocation.register_name},
                         {"file_name", invocation.file.filename().string()}};
    if (!invocation.datum.empty()) payload["datum"] = invocation.datum;
    if (!invocation.date.empty()) payload["date"] = invocation.date;
    if (!invocation.layout.empty()) payload["layout"] = invocation.layout;
    if (!invocation.list.empty()) payload["list"] = invocation.list;
    app::Command command = make_command(invocation, app, "import", payload.dump());
    command.attachment = invocation.file;
    const app::Outcome outcome = app.apply(command);
    end_progress();
    return outcome;
}

int run_import(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::Outcome outcome = import_file(invocation, app);
    auto answer = with_outcome(outcome);
    if (!invocation.errors.empty() && answer.at("rejected").get<std::int64_t>() > 0)
        app.write_batch_errors(answer.at("batch").get<std::int64_t>(), invocation.errors);
    if (invocation.json) {
        print_document(answer.dump());
    } else {
        answer["file_rows"] = answer["rows"];
        print_import(answer);
    }
    return outcome.has_findings ? done_with_findings : done;
}

int run_undo(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::Outcome outcome = app.apply(
        make_command(invocation, app, "undo", ordered_json{{"batch", invocation.batch}}.dump()));
    if (invocation.json) {
        print_document(with_outcome(outcome).dump());
    } else {
        const std::string batch = std::to_string(invocation.batch);
        say({"第 " + batch + " 批已撤销。", "Batch " + batch + " is undone."});
    }
    return done;
}

int run_export(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::int64_t rows = app.export_register(invocation.register_name, invocation.file, {});
    if (invocation.json) {
        print_document(ordered_json{{"rows", rows}, {"file", invocation.file.string()}}.dump());
    } else {
        say({"已写出 " + std::to_string(rows) + " 行。",
             "Wrote " + std::to_string(rows) + " rows."});
    }
    return done;
}

}  // namespace cli
