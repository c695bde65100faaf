#include "commands.hpp"

#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/messages.hpp"
#include "base/error.hpp"
#include "print.hpp"
#include "server/server.hpp"

namespace cli {

app::App open_app(Invocation& invocation) {
    const std::string what = invocation.file.filename().string();
    app::Options options = place_of(invocation);
    options.progress = [what](std::int64_t rows) { show_progress(what, rows); };
    return app::App(invocation.environment, std::move(options));
}

app::Command make_command(Invocation& invocation, app::App& app, const std::string& kind,
                          const std::string& payload) {
    app::Command command;
    command.id = app.new_id();
    command.client_time =
        base::format_instant(invocation.environment.clock.now()) + "/" + command.id;
    command.kind = kind;
    command.payload = payload;
    return command;
}

int run_init(Invocation& invocation) {
    app::Options options = place_of(invocation);
    if (invocation.cipher == "sm4") options.cipher = privacy::Cipher::sm4_ctr_hmac_sm3;
    const std::string key = app::App::init(invocation.environment, options);
    if (invocation.json) {
        print_document(nlohmann::ordered_json{
            {"data", place_of(invocation).data_folder.string()},
            {"ratchet_key",
             key}}.dump());
        return done;
    }
    const std::string folder = place_of(invocation).data_folder.string();
    say({"已建立数据文件夹“" + folder + "”。\n留痕初始密钥（只显示这一次，请审计管理员封存）：\n" +
             key,
         "Made the data folder \"" + folder +
             "\".\nFirst key of the trail (shown only this once; the audit administrator keeps it "
             "sealed):\n" +
             key});
    return done;
}

int run_trail_verify(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto check = app.verify_trail();
    if (invocation.json) print_document(app::to_json(check));
    if (check.problem) {
        if (!invocation.json) say(*check.problem);
        return done_with_findings;
    }
    const std::string entries = std::to_string(check.entries);
    if (!invocation.json)
        say({"留痕完整：" + entries + " 条，根 " + check.root,
             "The trail is whole: " + entries + " entries, root " + check.root});
    return done;
}

int run_trail_export(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::int64_t entries = app.export_trail(invocation.file);
    if (invocation.json) {
        print_document(
            nlohmann::ordered_json{{"entries", entries}, {"folder", invocation.file.string()}}
                .dump());
    } else {
        say({"已写出 " + std::to_string(entries) + " 条到“" + invocation.file.string() + "”。",
             "Wrote " + std::to_string(entries) + " entries to \"" + invocation.file.string() +
                 "\"."});
    }
    return done;
}

int serve_until_stopped(Invocation& invocation, app::App& app) {
    sigset_t stop;
    sigemptyset(&stop);
    sigaddset(&stop, SIGINT);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, nullptr);  // before the server's threads, which inherit it
    server::Options options;
    options.port = invocation.port;
    options.address = invocation.address;
    options.host_names = invocation.host_names;
    for (const std::string& tiles : invocation.base_maps)
        options.base_map.push_back({tiles, invocation.base_map_credit});
    if (!invocation.tianditu_key.empty())
        options.base_map = server::tianditu(invocation.tianditu_key);
    const auto messages = std::make_shared<app::Messages>(invocation.environment, app);
    if (!invocation.message_settings.empty()) messages->configure(invocation.message_settings);
    options.messages = messages;
    server::Server server(invocation.environment, app, options);
    messages->start([](const std::string& line) { std::cerr << line + "\n"; });
    const std::string address =
        "http://" + invocation.address + ":" + std::to_string(server.port()) + "/";
    if (invocation.json) {
        print_document(nlohmann::ordered_json{{"address", address}}.dump());
    } else {
        say({"页面地址：" + address + "（按 Ctrl-C 停止）",
             "Pages: " + address + " (Ctrl-C stops)"});
    }
    int signal = 0;
    sigwait(&stop, &signal);
    messages->stop();
    return done;
}

int run_serve(Invocation& invocation) {
    app::App app = open_app(invocation);
    app.tidy();
    return serve_until_stopped(invocation, app);
}

}  // namespace cli
