#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/documents.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr const char* all_documents = "all";
constexpr std::int64_t issues_shown_max = 200;

std::vector<std::string> documents_of(const std::string& wanted, app::Documents& documents) {
    if (wanted != all_documents) return {wanted};
    std::vector<std::string> names;
    const auto list = ordered_json::parse(documents.list());
    for (const auto& document : list.at("documents"))
        names.push_back(document.at("document").get<std::string>());
    return names;
}

// With `--each`, one document for every region of a level.
std::vector<app::DocumentWanted> all_wanted(const Invocation& invocation,
                                            app::Documents& documents) {
    std::vector<app::DocumentWanted> all;
    for (const auto& name : documents_of(invocation.key, documents)) {
        app::DocumentWanted wanted{name, *invocation.period, invocation.region};
        if (invocation.kind.empty()) {
            all.push_back(std::move(wanted));
            continue;
        }
        for (const auto& region : documents.regions(wanted, invocation.kind))
            all.push_back({name, wanted.period, region});
    }
    return all;
}

ordered_json file_json(const std::string& document, const app::DocumentFile& file) {
    return {{"document", document},
            {"file", file.file_name},
            {"bytes", file.bytes.size()},
            {"issue", file.issue == 0 ? ordered_json(nullptr) : ordered_json(file.issue)},
            {"edition", file.issue == 0 ? ordered_json(nullptr) : ordered_json(file.edition)},
            {"number", file.number.empty() ? ordered_json(nullptr) : ordered_json(file.number)},
            {"notes", file.notes}};
}

void print_file(const app::DocumentFile& file) {
    const std::string issue = std::to_string(file.issue);
    const base::Text state =
        file.issue == 0 ? base::Text{"（草稿）", " (draft)"}
                        : base::Text{"（第 " + issue + " 号固化）", " (issue " + issue + ")"};
    say({file.file_name + state.zh, file.file_name + state.en});
    for (const auto& note : file.notes) say({"  " + note, "  " + note});
}

}  // namespace

int run_report(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Documents documents(app);
    auto& files = invocation.environment.files;
    files.make_folder(invocation.target_folder);
    ordered_json made = ordered_json::array();
    bool has_notes = false;
    for (const auto& wanted : all_wanted(invocation, documents)) {
        if (invocation.operation == freeze_first)
            (void)documents.freeze(make_command(invocation, app, "freeze_document", "{}"), wanted,
                                   invocation.reason);
        const auto file = documents.file(wanted);
        files.write(invocation.target_folder / file.file_name, file.bytes);
        has_notes = has_notes || !file.notes.empty();
        made.push_back(file_json(wanted.document, file));
        if (!invocation.json) print_file(file);
    }
    if (invocation.json)
        print_document(ordered_json{{"period", *invocation.period}, {"documents", made}}.dump());
    return has_notes ? done_with_findings : done;
}

int run_document_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::Documents(app).list());
    return done;
}

int run_document_figures(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(
        app::Documents(app).figures({invocation.key, *invocation.period, invocation.region}));
    return done;
}

int run_document_issues(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::Documents(app).issues(invocation.key, issues_shown_max));
    return done;
}

int run_document_approve(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app.apply(make_command(invocation, app, "approve_document",
                                          ordered_json{{"issue", invocation.row}}.dump()))
                       .json);
    return done;
}

int run_document_changes(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app::Documents(app).changes(invocation.row));
    return done;
}

int run_document_template(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Documents documents(app);
    auto& files = invocation.environment.files;
    if (invocation.file.empty()) {
        const auto file = documents.office_template(invocation.key);
        files.make_folder(invocation.target_folder);
        files.write(invocation.target_folder / file.file_name, file.bytes);
        say({"已写出 " + file.file_name + "。", "Wrote " + file.file_name + "."});
        return done;
    }
    print_document(documents
                       .load_template(make_command(invocation, app, "load_template", "{}"),
                                      {invocation.key, *invocation.period, invocation.region},
                                      invocation.file.filename().string(),
                                      files.read(invocation.file))
                       .json);
    return done;
}

}  // namespace cli
