#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/ledger_versions.hpp"
#include "base/bytes.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

// A server's users need no data folder; this machine still keeps the log's keys somewhere.
std::filesystem::path local_folder(const std::string& database) {
    const char* home = std::getenv("HOME");
    const std::filesystem::path base =
        home && *home ? std::filesystem::path(home) / ".local/share/wanjia" : "/var/lib/wanjia";
    const std::string without_password = database.substr(database.find('@') + 1);
    return base / base::to_hex(base::sha256(without_password)).substr(0, 16);
}

app::Options place(const Invocation& invocation, const std::filesystem::path& folder,
                   const std::string& database) {
    if (folder.empty() && database.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请用 --data 指明数据文件夹，或用 --database 指明数据库。",
                           "Say where the data are: --data FOLDER or --database postgres://…"});
    return {folder.empty() ? local_folder(database) : folder, invocation.reader, {}, {}, database};
}

// The trail says when there was one: a backup that is too old is seen from the pages.
void note_backup(app::App& app, const Invocation& invocation) {
    app::Command command;
    command.id = app.new_id();
    command.kind = "note";
    command.payload =
        ordered_json{{"action", "backup"}, {"object", invocation.file.filename().string()}}.dump();
    (void)app.apply(command);
}

}  // namespace

app::Options place_of(const Invocation& invocation) {
    return place(invocation, invocation.data_folder, invocation.database);
}

app::Options target_of(const Invocation& invocation) {
    return place(invocation, invocation.target_folder, invocation.target_database);
}

base::Date parse_day(const std::string& text) {
    const auto day = base::parse_date(text);
    if (!day)
        throw base::Error(base::ErrorKind::invalid_input,
                          {"日期“" + text + "”应写成 2019-07-01 的样子。",
                           "The day \"" + text + "\" should be written like 2019-07-01."});
    return *day;
}

app::KnownOn known_on(const Invocation& invocation) {
    if (invocation.known_on.empty()) return std::nullopt;
    return parse_day(invocation.known_on);
}

int run_migrate(Invocation& invocation) {
    const std::int64_t before = app::App::migrate(invocation.environment, place_of(invocation));
    app::App app = open_app(invocation);
    auto renewed = app::ledgers_behind(app);
    const auto [added, left] = app.declare_missing();
    const auto still = app::ledgers_behind(app);
    std::erase_if(renewed, [&](const base::Text& one) {
        return std::ranges::count(still, one.zh, &base::Text::zh) > 0;
    });
    if (invocation.json) {
        ordered_json ledgers = ordered_json::array();
        for (const base::Text& ledger : renewed) ledgers.push_back(ledger.zh);
        print_document(ordered_json{
            {"schema_before", before}, {"registers_added", added}, {"ledgers_renewed", ledgers}}
                           .dump());
    } else {
        say({"数据结构已是最新（原为第 " + std::to_string(before) + " 版），新增底册和台账 " +
                 std::to_string(added) + " 个。",
             "The schema is up to date (it was version " + std::to_string(before) +
                 "); registers and ledgers added: " + std::to_string(added) + "."});
        for (const base::Text& ledger : renewed)
            say({"台账“" + ledger.zh + "”已换新版，此后登记的按新版编号和办理。",
                 "The ledger " + ledger.en +
                     " has its new version, by which what comes next is "
                     "numbered and handled."});
        for (const base::Text& why : left) say({"未能新增：" + why.zh, "Not added: " + why.en});
    }
    return done;
}

int run_backup(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto report = app.backup(invocation.file);
    note_backup(app, invocation);
    if (invocation.json) {
        print_document(app::to_json(report));
    } else {
        const std::string files = std::to_string(report.files);
        const std::string sequence = std::to_string(report.sequence);
        say({"已备份到“" + invocation.file.string() + "”：留痕至第 " + sequence + " 条，文件 " +
                 files +
                 " 个。内含签名私钥，请妥善保管；字段密钥 keys/field.key 不在其中，请另存一份。",
             "Backed up to \"" + invocation.file.string() + "\": the trail up to entry " +
                 sequence + ", " + files +
                 " files. It holds the log's private key; keep it safe. The key of the personal "
                 "values, "
                 "keys/field.key, is not in it: keep a copy elsewhere."});
    }
    return done;
}

int run_restore(Invocation& invocation) {
    const auto report =
        app::App::restore(invocation.environment, invocation.file, place_of(invocation));
    if (invocation.json) {
        print_document(app::to_json(report));
    } else {
        const std::string sequence = std::to_string(report.sequence);
        say({"已恢复到留痕第 " + sequence + " 条，逐表核对一致。",
             "Restored up to trail entry " + sequence + "; every table is as it was."});
        say({"打开前请把字段密钥 keys/field.key 放回数据文件夹。",
             "Put keys/field.key back into the data folder before you open it."});
    }
    return done;
}

int run_trail_replay(Invocation& invocation) {
    const auto report =
        app::App::replay(invocation.environment, place_of(invocation), target_of(invocation));
    bool equal = true;
    for (const auto& table : report.tables) equal = equal && table.equal;
    if (invocation.json) {
        print_document(app::to_json(report));
    } else {
        const std::string entries = std::to_string(report.replayed);
        say(equal ? base::Text{"已重放 " + entries + " 条，逐表与来源一致。",
                               "Replayed " + entries + " entries; every table equals the source's."}
                  : base::Text{"已重放 " + entries + " 条，但有表与来源不同：",
                               "Replayed " + entries + " entries, but tables differ:"});
        for (const auto& table : report.tables)
            if (!table.equal) say({table.table, table.table});
    }
    return equal ? done : done_with_findings;
}

int run_change_regions(Invocation& invocation) {
    ordered_json payload{{"operation", invocation.operation}, {"on", invocation.date}};
    const auto new_region = [](const std::string& text) {
        const std::size_t comma = text.find(',');
        if (comma == std::string::npos)
            throw base::Error(base::ErrorKind::invalid_input,
                              {"新区划应写成 代码,名称，如 433124100300,新村。",
                               "A new region is written CODE,NAME."});
        return ordered_json{{"code", text.substr(0, comma)}, {"name", text.substr(comma + 1)}};
    };
    const std::string& operation = invocation.operation;
    const ordered_json first =
        operation == "rename" ? ordered_json{} : new_region(invocation.new_regions.at(0));
    if (operation == "merge") {
        payload["from"] = invocation.regions;
        payload["to"] = first;
    } else {
        payload["region"] = invocation.regions.at(0);
        if (operation == "rename") payload["name"] = invocation.new_regions.at(0);
        if (operation == "split") {
            for (const auto& text : invocation.new_regions)
                payload["to"].push_back(new_region(text));
            payload["heir"] = invocation.heir;
        }
        if (operation == "recode") {
            payload.update(first);
            payload["parent"] = invocation.parent;
        }
    }
    app::App app = open_app(invocation);
    const app::Outcome outcome =
        app.apply(make_command(invocation, app, "change_regions", payload.dump()));
    if (invocation.json) {
        print_document(outcome.json);
    } else {
        say({"区划变更已登记。", "The change of regions is recorded."});
    }
    return done;
}

}  // namespace cli
