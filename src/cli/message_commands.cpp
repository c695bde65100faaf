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

app::QueueQuery read_query(const Invocation& invocation) {
    app::QueueQuery query = invocation.queue;
    for (std::string* minute : {&query.tried_from, &query.tried_until})
        if (!minute->empty()) *minute = app::read_minute(*minute);
    query.region = invocation.region;
    query.limit = whole_queue;
    return query;
}

void add_query_options(CLI::App& word, Invocation& in) {
    word.add_option("--request", in.queue.request,
                    "只看一次提交的 · only those of one request (`open` of the list)");
    word.add_option("--from", in.queue.tried_from,
                    "最近一次发送不早于，如 2020-06-24T12:00 · tried not before");
    word.add_option("--until", in.queue.tried_until, "最近一次发送不晚于 · tried not after");
    word.add_option("--channel", in.queue.channel, "方式 · channel")
        ->check(CLI::IsMember({"sms", "email", "webhook", "in_page"}));
    word.add_option("--region", in.region, "区划代码 · region");
}

bool is_again(const Invocation& invocation) {
    return invocation.operation == "again";
}

}  // namespace

int run_messages_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    print_document(all.queue(read_query(invocation)));
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
    print_document(all.decide(make_command(invocation, app, "note", "{}"),
                              {.message = invocation.key, .again = is_again(invocation)}));
    return done;
}

// Without the number that was shown it says the number, and decides nothing.
int run_messages_decide_all(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Messages all(invocation.environment, app);
    const auto query = read_query(invocation);
    if (invocation.count > 0) {
        print_document(
            all.decide(make_command(invocation, app, "note", "{}"),
                       {.of = query, .count = invocation.count, .again = is_again(invocation)}));
        return done;
    }
    const auto counts = ordered_json::parse(all.queue(query)).at("counts");
    const auto open = counts.value("unknown", std::int64_t{0});
    const std::string count = std::to_string(open);
    if (invocation.json)
        print_document(ordered_json{{"count", open}, {"state", "unknown"}}.dump());
    else
        say({"“送达不明”的有 " + count + " 条，没有作决定；核对后加上 --count " + count +
                 " 再执行一次。",
             count +
                 " messages are an open question; nothing was decided. To decide, run it "
                 "again with --count " +
                 count + "."});
    return open > 0 ? done_with_findings : done;
}

void add_message_words(const Words& words) {
    CLI::App& group = *words.top.add_subcommand(
        "messages", "督办、催办的短信和邮件 · slips and reminders sent out");
    group.require_subcommand(1);
    add_query_options(
        words.command(group, "list", "每条消息的状态 · what became of each", run_messages_list),
        words.in);
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
    CLI::App& many = words.command(group, "decide-all",
                                   "符合条件的“送达不明”消息一并决定 · decide of all such messages",
                                   run_messages_decide_all);
    many.add_option("decision", words.in.operation, "again · settle")
        ->required()
        ->check(CLI::IsMember({"again", "settle"}));
    add_query_options(many, words.in);
    many.add_option("--count", words.in.count,
                    "看到的条数；不给则只报条数 · the number that was shown; without, it is said")
        ->check(CLI::PositiveNumber);
    CLI::App& out =
        words.command(group, "opt-out", "接收人退订 · a contact opts out", run_messages_opt_out);
    out.add_option("--region", words.in.region, "接收人的区划代码 · region")->required();
    out.add_option("number", words.in.row, "接收人的序号 · number")->required();
}

}  // namespace cli
