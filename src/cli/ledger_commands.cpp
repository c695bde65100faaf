#include <nlohmann/json.hpp>

#include "app/ledger_versions.hpp"
#include "app/ledgers.hpp"
#include "app/task_seeds.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "commands.hpp"
#include "print.hpp"

// Ledgers at the machine itself. The person there may do every step, but closing still needs
// somebody else: signed-in users act through the server.
namespace cli {
namespace {

using nlohmann::ordered_json;

// field=value, as often as needed.
ordered_json values_of(const std::vector<std::string>& pairs) {
    ordered_json values = ordered_json::object();
    for (const std::string& pair : pairs) {
        const std::size_t at = pair.find('=');
        if (at == std::string::npos || at == 0)
            throw base::Error(base::ErrorKind::invalid_input,
                              {"“" + pair + "”应写作 字段=值。",
                               "\"" + pair + "\" should be written as field=value."});
        values[pair.substr(0, at)] = pair.substr(at + 1);
    }
    return values;
}

int apply(Invocation& invocation, app::App& app, const std::string& kind,
          const ordered_json& payload) {
    const auto outcome = app.apply(make_command(invocation, app, kind, payload.dump()));
    print_document(outcome.json);
    return outcome.has_findings ? done_with_findings : done;
}

int apply(Invocation& invocation, const std::string& kind, const ordered_json& payload) {
    app::App app = open_app(invocation);
    return apply(invocation, app, kind, payload);
}

}  // namespace

int run_ledger_load(Invocation& invocation) {
    return apply(invocation, "load_ledger",
                 {{"yaml", invocation.environment.files.read(invocation.file)}});
}

int run_ledger_seed(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto seeded = app::seed_tasks(app, invocation.programme,
                                        [&](const std::string& kind, const std::string& payload) {
                                            return make_command(invocation, app, kind, payload);
                                        });
    print_document(ordered_json{
        {"programme", invocation.programme}, {"opened", seeded.opened}, {"known", seeded.known}}
                       .dump());
    return done;
}

int run_ledger_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app.ledgers().definitions());
    return done;
}

int run_ledger_counts(Invocation& invocation) {
    app::App app = open_app(invocation);
    const app::CountQuery query{invocation.register_name, invocation.count_by, invocation.count_sum,
                                invocation.count_latest,  invocation.where,    invocation.region};
    print_document(app.ledgers().counts(query));
    return done;
}

int run_ledger_figures(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app.ledgers().figures(invocation.register_name, invocation.region));
    return done;
}

int run_ledger_plan(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app.ledgers().plan(invocation.register_name, parse_day(invocation.from_day),
                                      parse_day(invocation.to_day)));
    return done;
}

int run_entry_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::EntryFilter filter;
    filter.ledger = invocation.register_name;
    filter.scope = invocation.region;
    filter.state = invocation.state;
    filter.only_overdue = invocation.only_overdue;
    filter.limit = 1000;
    print_document(app.ledgers().entries(filter));
    return done;
}

int run_entry_show(Invocation& invocation) {
    app::App app = open_app(invocation);
    print_document(app.ledgers().entry(invocation.register_name, invocation.key));
    return done;
}

int run_entry_open(Invocation& invocation) {
    return apply(invocation, "open_entry",
                 {{"ledger", invocation.register_name},
                  {"values", values_of(invocation.values)},
                  {"note", invocation.reason}});
}

int run_entry_send(Invocation& invocation) {
    return apply(invocation, "open_for_units",
                 {{"ledger", invocation.register_name},
                  {"where", invocation.where},
                  {"values", values_of(invocation.values)}});
}

int run_entry_step(Invocation& invocation) {
    app::App app = open_app(invocation);
    // What stands now is what the person at the machine sees.
    const auto seen = ordered_json::parse(
        app.ledgers().entry(invocation.register_name, invocation.key))["version"];
    const ordered_json payload{{"ledger", invocation.register_name},
                               {"number", invocation.key},
                               {"step", invocation.step},
                               {"seen", seen},
                               {"values", values_of(invocation.values)},
                               {"note", invocation.reason},
                               {"evidence", invocation.evidence}};
    print_document(app.apply(make_command(invocation, app, "step", payload.dump())).json);
    return done;
}

int run_evaluate(Invocation& invocation) {
    app::App app = open_app(invocation);
    std::vector<std::string> zh, en;
    for (const base::Text& ledger : app::ledgers_behind(app)) {
        zh.push_back("“" + ledger.zh + "”");
        en.push_back(ledger.en);
    }
    if (!zh.empty())
        warn({"台账" + base::join(zh, "、") +
                  "还是旧版（编号和环节按旧版）；先执行 wanjia migrate 换成新版。",
              "These ledgers are of an older version, by which they number and move entries: " +
                  base::join(en, ", ") + ". Run wanjia migrate first to have the new one."});
    return apply(invocation, app, "evaluate", {{"date", invocation.date}});
}

}  // namespace cli
