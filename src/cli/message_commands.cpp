#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "app/outgoing.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "messages/cloud_mas.hpp"
#include "print.hpp"
#include "sending/sender.hpp"
#include "words.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t days_back = 30;
constexpr auto patience = std::chrono::minutes(1);  // a server's round ends before

std::int64_t now_of(Invocation& invocation) {
    return base::to_milliseconds(invocation.environment.clock.now()) / 1'000;
}

// Secrets: nobody but the file's owner may read them.
sending::Settings settings_of(Invocation& invocation) {
    struct stat about{};
    if (stat(invocation.file.c_str(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw base::Error(
            base::ErrorKind::forbidden,
            {"设置文件里有密钥，别人也能读。请先执行：chmod 600 " + invocation.file.string(),
             "Others may read the settings file, which holds secrets. First run: chmod 600 " +
                 invocation.file.string()});
    return sending::read_settings(invocation.environment.files.read(invocation.file));
}

sending::Journal journal_of(Invocation& invocation) {
    if (invocation.data_folder.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"发送记录保存在数据文件夹里，请用 --data 给出。",
                           "The sending journal is kept in the data folder; give --data."});
    const auto folder = invocation.data_folder / "messages";
    invocation.environment.files.make_folder(folder);
    return sending::Journal(folder / "journal");
}

std::vector<app::OutgoingMessage> wanted_of(Invocation& invocation, app::App& app) {
    const auto today = base::shanghai_date(invocation.environment.clock.now());
    const auto since = std::chrono::sys_days(today) - std::chrono::days(days_back);
    return app::outgoing_messages(app, base::Date(since));
}

ordered_json progress_json(const app::OutgoingMessage& message, const messages::Progress& now) {
    return {{"key", message.key},       {"channel", message.channel},
            {"title", message.title},   {"state", messages::to_string(now.state)},
            {"attempts", now.attempts}, {"reason", now.reason}};
}

}  // namespace

int run_messages_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto journal = journal_of(invocation);
    std::map<std::string, int> states;
    ordered_json list = ordered_json::array();
    for (const auto& message : wanted_of(invocation, app)) {
        const auto now = journal.look([&](const auto& box) { return box.of(message.key); });
        ++states[std::string(messages::to_string(now.state))];
        list.push_back(progress_json(message, now));
    }
    print_document(ordered_json{{"states", states}, {"messages", list}}.dump());
    return done;
}

int run_messages_send(Invocation& invocation) {
    const auto settings = settings_of(invocation);
    app::App app = open_app(invocation);
    auto journal = journal_of(invocation);
    const auto hold = journal.hold(patience);
    std::vector<messages::Message> wanted;
    for (auto& one : wanted_of(invocation, app))
        wanted.push_back({one.key, one.channel, one.address, one.title, one.text});
    const auto transport = sending::network_transport();
    const auto round = sending::send_due(wanted, settings, journal, *transport,
                                         [&] { return now_of(invocation); });
    print_document(ordered_json{{"sent", round.sent},
                                {"failed", round.failed},
                                {"refused", round.refused},
                                {"later", round.later},
                                {"settled", round.settled},
                                {"no_channel", round.no_channel}}
                       .dump());
    return round.failed + round.refused + round.no_channel > 0 ? done_with_findings : done;
}

// One pushed JSON text a line.
int run_messages_reports(Invocation& invocation) {
    auto journal = journal_of(invocation);
    const auto hold = journal.hold(patience);
    const std::string all = invocation.environment.files.read(invocation.file);
    int known = 0, unknown = 0;
    for (std::size_t from = 0; from < all.size();) {
        const auto end = std::min(all.find('\n', from), all.size());
        const std::string line = all.substr(from, end - from);
        from = end + 1;
        if (line.find('{') == std::string::npos) continue;
        ++(sending::take_report(messages::read_report(line), journal, now_of(invocation))
               ? known
               : unknown);
    }
    print_document(ordered_json{{"taken", known}, {"unknown", unknown}}.dump());
    return unknown > 0 ? done_with_findings : done;
}

int run_messages_opt_out(Invocation& invocation) {
    app::App app = open_app(invocation);
    const ordered_json payload{{"register", "contact"},
                               {"values",
                                {{"region", invocation.region},
                                 {"number", std::to_string(invocation.row)},
                                 {"opted_out", "yes"}}}};
    print_document(app.apply(make_command(invocation, app, "put", payload.dump())).json);
    return done;
}

void add_message_words(const Words& words) {
    CLI::App& group = *words.top.add_subcommand(
        "messages", "督办、催办的短信和邮件 · slips and reminders sent out");
    group.require_subcommand(1);
    (void)words.command(group, "list", "每条消息的状态 · what became of each", run_messages_list);
    CLI::App& send =
        words.command(group, "send", "发送到期的消息 · send what is due", run_messages_send);
    send.add_option("--settings", words.in.file,
                    "设置文件（含密钥，权限 600） · settings, mode 600")
        ->required()
        ->check(CLI::ExistingFile);
    CLI::App& reports = words.command(
        group, "reports", "记入平台的状态报告，每行一份 · take the gateway's reports, one a line",
        run_messages_reports);
    reports.add_option("file", words.in.file, "文件 · file")->required()->check(CLI::ExistingFile);
    CLI::App& out =
        words.command(group, "opt-out", "接收人退订 · a contact opts out", run_messages_opt_out);
    out.add_option("--region", words.in.region, "接收人的区划代码 · region")->required();
    out.add_option("number", words.in.row, "接收人的序号 · number")->required();
}

}  // namespace cli
