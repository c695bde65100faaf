#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t findings_shown_max = 20;
constexpr std::int64_t changes_a_page = 5000;

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

// One line a row: what of it was, and what it is.
void print_changes(const app::RegisterChanges& changes, const registers::Declaration& declaration) {
    const std::vector<std::string> nothing(declaration.fields.size());
    for (const auto& row : changes.rows) {
        const auto& before = row.before ? row.before->texts : nothing;
        const auto& after = row.after ? row.after->texts : nothing;
        base::Text line = !row.before  ? base::Text{"新增", "added"}
                          : !row.after ? base::Text{"删除", "removed"}
                                       : base::Text{"修改", "changed"};
        std::string fields;
        for (std::size_t i = 0; i < declaration.fields.size(); ++i) {
            const std::string& name = declaration.fields[i].name;
            const bool is_key = std::find(declaration.key.begin(), declaration.key.end(), name) !=
                                declaration.key.end();
            if (is_key) fields += " " + name + "=" + (row.after ? after[i] : before[i]);
            if (!is_key && before[i] != after[i])
                fields += " " + name + "：" + before[i] + "→" + after[i];
        }
        const std::string id = " " + std::to_string(row.id);
        say({line.zh + id + fields, line.en + id + fields});
    }
    const std::string rows = std::to_string(changes.rows.size());
    say({rows + " 行不同。", rows + " rows differ."});
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
    const std::int64_t rows = app.export_register(
        invocation.register_name, invocation.file, {}, known_on(invocation), people::everything(),
        invocation.for_public ? app::Columns::open : app::Columns::all);
    if (invocation.json) {
        print_document(ordered_json{{"rows", rows}, {"file", invocation.file.string()}}.dump());
    } else {
        say({"已写出 " + std::to_string(rows) + " 行。",
             "Wrote " + std::to_string(rows) + " rows."});
    }
    return done;
}

int run_changes(Invocation& invocation) {
    const base::Date from = parse_day(invocation.from_day);
    const base::Date to = parse_day(invocation.to_day);
    app::App app = open_app(invocation);
    auto all = app.register_changes(invocation.register_name, invocation.region, from, to, 0,
                                    changes_a_page);
    while (all.next) {
        auto page = app.register_changes(invocation.register_name, invocation.region, from, to,
                                         *all.next, changes_a_page);
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all.rows));
        all.next = page.next;
    }
    for (const auto& declaration : app.register_declarations()) {
        if (declaration.name != invocation.register_name) continue;
        if (invocation.json) {
            print_document(app::to_json(all, declaration));
        } else {
            print_changes(all, declaration);
        }
    }
    return done;
}

}  // namespace cli
