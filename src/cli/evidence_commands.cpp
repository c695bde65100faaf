#include <iterator>
#include <nlohmann/json.hpp>

#include "app/evidence.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

app::EvidenceClaim claim_of(const Invocation& invocation) {
    app::EvidenceClaim claim;
    claim.register_name = invocation.register_name;
    claim.key = invocation.key;
    claim.purpose = invocation.purpose;
    claim.file_name = invocation.file.filename().string();
    claim.taken_at = invocation.taken_at;
    claim.lon = invocation.lon;
    claim.lat = invocation.lat;
    claim.datum = invocation.datum;
    return claim;
}

void print_added(const ordered_json& answer) {
    const std::string hash = answer.at("sha256").get<std::string>();
    if (answer.at("already").get<bool>()) {
        say({"这份佐证早已登记：" + hash, "This evidence was there already: " + hash});
    } else {
        say({"已登记佐证 " + hash, "Evidence kept: " + hash});
    }
    for (const auto& object : answer.at("duplicate_of")) {
        const std::string name = object.get<std::string>();
        const bool same = answer.at("duplicate") == "same";
        say({std::string(same ? "同一文件" : "同一文件或相似照片") + "也用于 " + name +
                 "，请核查。",
             std::string(same ? "The same file" : "The same file or a photo like it") +
                 " also stands for " + name + ". Please look into it."});
    }
}

void print_items(const app::RegisterPage& page, const registers::Declaration& declaration) {
    const auto text = [&](const app::RegisterPage::Row& row, const char* field) {
        return row.texts[*declaration.find(field)];
    };
    for (const auto& row : page.rows) {
        const std::string line = text(row, "sha256") + "  " + text(row, "object_register") + ":" +
                                 text(row, "object_key") + "  " + text(row, "captured_at") + "  " +
                                 text(row, "file_name") + "  " + text(row, "duplicate");
        say({line, line});
    }
}

}  // namespace

int run_evidence_add(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::Command by = make_command(invocation, app, "attach_evidence", "{}");
    const auto outcome = app.evidence().add(claim_of(invocation), invocation.file, by);
    if (invocation.json) {
        auto answer = ordered_json::parse(outcome.json);
        answer["sequence"] = outcome.sequence;
        answer["repeated"] = outcome.repeated;
        print_document(answer.dump());
    } else {
        print_added(ordered_json::parse(outcome.json));
    }
    return outcome.has_findings ? done_with_findings : done;
}

int run_evidence_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Evidence evidence = app.evidence();
    app::EvidenceFilter filter;
    filter.register_name = invocation.register_name;
    filter.key = invocation.key;
    filter.only_duplicates = invocation.only_duplicates;
    filter.where.scope = invocation.region;
    app::RegisterPage all;
    for (std::optional<std::int64_t> after = 0; after;) {
        filter.after = *after;
        auto page = evidence.list(filter);
        after = page.next;
        std::move(page.rows.begin(), page.rows.end(), std::back_inserter(all.rows));
    }
    all.total = static_cast<std::int64_t>(all.rows.size());
    if (invocation.json) {
        print_document(app::to_json(all, evidence.declaration()));
    } else {
        print_items(all, evidence.declaration());
    }
    return done;
}

int run_evidence_verify(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::EvidenceCheck check = app.evidence().verify();
    if (invocation.json) {
        print_document(ordered_json{{"files", check.files},
                                    {"links", check.links},
                                    {"damaged", check.damaged},
                                    {"missing", check.missing}}
                           .dump());
    } else {
        for (const auto& name : check.damaged)
            say({"内容已改变：" + name, "The content has changed: " + name});
        for (const auto& name : check.missing) say({"缺少文件：" + name, "Missing: " + name});
        const std::string files = std::to_string(check.files);
        const std::string links = std::to_string(check.links);
        say({"已核对 " + files + " 个文件、" + links + " 条佐证。",
             "Checked " + files + " files and " + links + " links."});
    }
    return check.damaged.empty() && check.missing.empty() ? done : done_with_findings;
}

}  // namespace cli
