#include <nlohmann/json.hpp>

#include "app/messages.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

// More than any queue holds.
constexpr std::int64_t whole_queue = 1'000'000'000;

}  // namespace

int run_messages_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    app::QueueQuery query;
    query.limit = whole_queue;
    print_document(all.queue(query));
    return done;
}

int run_messages_send(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    all.configure(invocation.file);
    const std::string round = all.send();
    print_document(round);
    const auto counts = ordered_json::parse(round);
    const auto left = counts.at("failed").get<int>() + counts.at("refused").get<int>() +
                      counts.at("no_channel").get<int>();
    return left > 0 ? done_with_findings : done;
}

// What the platform pushed, saved one JSON text a line.
int run_messages_reports(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    std::string list;
    for (const auto& line : base::split(invocation.environment.files.read(invocation.file), '\n'))
        if (line.find('{') != std::string::npos) list += (list.empty() ? "" : ",") + line;
    const std::string taken = invocation.only_replies ? all.take_replies("[" + list + "]")
                                                      : all.take_reports("[" + list + "]");
    print_document(taken);
    return ordered_json::parse(taken).at("unknown") > 0 ? done_with_findings : done;
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

int run_messages_decide(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    print_document(all.decide(make_command(invocation, app, "note", "{}"), invocation.key,
                              invocation.operation == "again"));
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
    words.top.get_subcommand("serve")
        ->add_option(
            "--messages", words.in.message_settings,
            "消息设置文件（权限 600），服务时随到随发 · message settings: send what is due")
        ->check(CLI::ExistingFile);
    CLI::App& reports = words.command(
        group, "reports", "记入平台的状态报告，每行一份 · take the gateway's reports, one a line",
        run_messages_reports);
    reports.add_option("file", words.in.file, "文件 · file")->required()->check(CLI::ExistingFile);
    reports.add_flag("--replies", words.in.only_replies,
                     "文件里是上行回复，回复 TD 的退订 · the file holds replies");
    CLI::App& decide = words.command(group, "decide",
                                     "“送达不明”的消息：again 再发一次，settle 视为已发 · "
                                     "a message nobody knows the fate of",
                                     run_messages_decide);
    decide.add_option("message", words.in.key, "list 中的 key · its key in the list")->required();
    decide.add_option("decision", words.in.operation, "again · settle")
        ->required()
        ->check(CLI::IsMember({"again", "settle"}));
    CLI::App& out =
        words.command(group, "opt-out", "接收人退订 · a contact opts out", run_messages_opt_out);
    out.add_option("--region", words.in.region, "接收人的区划代码 · region")->required();
    out.add_option("number", words.in.row, "接收人的序号 · number")->required();
}

}  // namespace cli
