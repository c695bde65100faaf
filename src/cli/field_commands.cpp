#include <nlohmann/json.hpp>

#include "app/field.hpp"
#include "base/error.hpp"
#include "commands.hpp"
#include "print.hpp"

// Field work where there is no network: packages go out as files, results and filled forms come in.
namespace cli {
namespace {

using nlohmann::ordered_json;

std::string place_in(const ordered_json& item) {
    if (item.contains("row")) return "#" + std::to_string(item.at("row").get<std::int64_t>());
    return item.at("kind").get<std::string>() + " " +
           std::to_string(item.at("counter").get<std::int64_t>());
}

void print_conflict(const ordered_json& error) {
    for (const auto& field : error.value("fields", ordered_json::array())) {
        const std::string yours = field.at("yours");
        const std::string now = field.at("now");
        say({"    " + field.at("label").at("zh").get<std::string>() + "：文件里是“" + yours +
                 "”，别人已改为“" + now + "”",
             "    " + field.at("label").at("en").get<std::string>() + ": the file says \"" + yours +
                 "\", somebody changed it to \"" + now + "\""});
    }
}

int print_taken(const Invocation& invocation, const std::string& document) {
    const auto taken = ordered_json::parse(document);
    const auto count = [&](const char* name) {
        return std::to_string(taken.at(name).get<std::int64_t>());
    };
    const bool all = taken.at("open") == 0;
    if (invocation.json) {
        print_document(document);
        return all ? done : done_with_findings;
    }
    say({"新收 " + count("added") + " 项，早已收过 " + count("known") + " 项，没有收下 " +
             count("open") + " 项",
         count("added") + " new, " + count("known") + " known already, " + count("open") +
             " not taken"});
    for (const auto& item : taken.at("items")) {
        if (item.at("status") == "done") continue;
        const auto& error = item.at("error");
        say({"  " + place_in(item) + "：" + error.at("message").at("zh").get<std::string>(),
             "  " + place_in(item) + ": " + error.at("message").at("en").get<std::string>()});
        print_conflict(error);
    }
    return all ? done : done_with_findings;
}

bool is_workbook(const std::filesystem::path& file) {
    const auto ending = file.extension();
    return ending == ".xlsx" || ending == ".csv";
}

}  // namespace

int run_package_make(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string package =
        app::Field(app).package(invocation.user, invocation.value, invocation.key);
    invocation.environment.files.write(invocation.file, package);
    const std::string name = invocation.file.string();
    if (invocation.json)
        print_document(ordered_json{{"file", name}, {"bytes", package.size()}}.dump());
    else
        say({"已写出数据包“" + name + "”，在现场页面的“我的”中导入。",
             "Wrote the package \"" + name + "\"; open it on the field page under Me."});
    return done;
}

int run_package_take(Invocation& invocation) {
    app::App app = open_app(invocation);
    if (!is_workbook(invocation.file))
        return print_taken(invocation, app::Field(app).take_results(
                                           invocation.environment.files.read(invocation.file)));
    if (invocation.register_name.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"表格要说明是哪个台账：--ledger no_power_case。",
                           "Say of which ledger the workbook is: --ledger no_power_case."});
    app::Actor actor;
    if (!invocation.user.empty()) actor.user = invocation.user;
    return print_taken(invocation,
                       app::Field(app).take_form(invocation.register_name, invocation.file, actor));
}

int run_package_form(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::Field(app).write_form(invocation.register_name, invocation.file);
    if (invocation.json)
        print_document(ordered_json{{"file", invocation.file.string()}}.dump());
    else
        say({"已写出空表“" + invocation.file.string() + "”。",
             "Wrote the empty form \"" + invocation.file.string() + "\"."});
    return done;
}

}  // namespace cli
