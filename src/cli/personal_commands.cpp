#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

constexpr std::int64_t found_rows_max = 100;

}  // namespace

int run_reveal(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto revealed =
        app.reveal(make_command(invocation, app, "reveal",
                                ordered_json{{"register", invocation.register_name},
                                             {"row", invocation.row},
                                             {"field", invocation.field},
                                             {"reason", invocation.reason}}
                                    .dump()));
    if (invocation.json) {
        print_document(
            ordered_json{{"value", revealed.value}, {"sequence", revealed.sequence}}.dump());
    } else {
        const base::Text nothing{"（空）", "(none)"};
        say(revealed.value.empty() ? nothing : base::Text{revealed.value, revealed.value});
    }
    return done;
}

int run_erase(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto outcome = app.apply(make_command(invocation, app, "erase",
                                                ordered_json{{"register", invocation.register_name},
                                                             {"row", invocation.row},
                                                             {"reason", invocation.reason}}
                                                    .dump()));
    if (invocation.json) {
        print_document(outcome.json);
        return done;
    }
    const auto answer = ordered_json::parse(outcome.json);
    const std::string versions = std::to_string(answer.at("versions").get<std::int64_t>());
    const std::string entries = std::to_string(answer.at("entries").size());
    const std::string files = std::to_string(answer.at("files").size());
    say({"已删除个人信息：版本 " + versions + " 个，留痕内容 " + entries + " 条，文件 " + files +
             " 个。此前的备份里仍有，请按期销毁。",
         "Personal values erased: " + versions + " versions, " + entries + " entries, " + files +
             " files. Earlier backups still hold them; destroy those in time."});
    return done;
}

int run_find(Invocation& invocation) {
    app::App app = open_app(invocation);
    ordered_json payload{{"register", invocation.register_name},
                         {"field", invocation.field},
                         {"value", invocation.value},
                         {"reason", invocation.reason}};
    if (!invocation.region.empty()) payload["region"] = invocation.region;
    const auto page =
        app.find(make_command(invocation, app, "find", payload.dump()), found_rows_max);
    for (const auto& declaration : app.register_declarations()) {
        if (declaration.name != invocation.register_name) continue;
        if (invocation.json) {
            print_document(app::to_json(page, declaration));
            return done;
        }
        for (const auto& row : page.rows) {
            std::string line = std::to_string(row.id);
            for (std::size_t i = 0; i < row.texts.size(); ++i)
                if (!row.texts[i].empty())
                    line += " " + declaration.fields[i].name + "=" + row.texts[i];
            say({line, line});
        }
    }
    const std::string total = std::to_string(page.total);
    say({"找到 " + total + " 行。", total + " rows found."});
    return done;
}

int run_retention(Invocation& invocation) {
    app::App app = open_app(invocation);
    const base::Date on = invocation.date.empty()
                              ? base::shanghai_date(invocation.environment.clock.now())
                              : parse_day(invocation.date);
    const auto expired = app.expired(on);
    std::string document = app::to_json(expired, on);
    if (!invocation.dry_run)
        document = app.apply(make_command(invocation, app, "retention",
                                          ordered_json{{"on", base::format_date(on)}}.dump()))
                       .json;
    if (invocation.json) {
        print_document(document);
        return done;
    }
    for (const auto& each : expired) {
        const std::string row = each.register_name + "/" + std::to_string(each.row);
        say({row + "  保存至 " + base::format_date(each.last_day),
             row + "  kept until " + base::format_date(each.last_day)});
    }
    const std::string number = std::to_string(expired.size());
    say(invocation.dry_run
            ? base::Text{"期满应删 " + number + " 行，本次没有删除。",
                         number + " rows are past their time; nothing was erased."}
            : base::Text{"期满已删 " + number + " 行的个人信息。此前的备份里仍有，请按期销毁。",
                         "Personal values of " + number +
                             " rows past their time are erased. Earlier backups still hold them; "
                             "destroy those in time."});
    return done;
}

int run_key_rotate(Invocation& invocation) {
    const std::int64_t number =
        app::App::rotate_key(invocation.environment, place_of(invocation), {});
    if (invocation.json) {
        print_document(ordered_json{{"key", number}}.dump());
    } else {
        const std::string key = std::to_string(number);
        say({"个人信息已改用第 " + key +
                 " 号密钥；请备份 keys/field.key，并重启其他正在使用的程序。",
             "Personal values are sealed with key " + key +
                 " now. Copy keys/field.key to a safe place and restart other programs that have "
                 "the data open."});
    }
    return done;
}

}  // namespace cli
