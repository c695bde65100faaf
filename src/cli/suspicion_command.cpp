#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/ledgers.hpp"
#include "app/suspicions.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

int run_look(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string rules = invocation.rules.empty()
                                  ? app::built_in_suspicion_rules()
                                  : invocation.environment.files.read(invocation.rules);
    const nlohmann::ordered_json payload{{"rules", rules}, {"region", invocation.region}};
    print_document(
        app.apply(make_command(invocation, app, "look_for_suspicion", payload.dump())).json);
    return done;
}

int run_list(Invocation& invocation) {
    app::App app = open_app(invocation);
    app::EntryFilter filter;
    filter.ledger = "suspicion";
    filter.scope = invocation.region;
    filter.state = invocation.state;
    filter.limit = 1000;
    print_document(app.ledgers().entries(filter));
    return done;
}

int run_rules(Invocation& /*invocation*/) {
    std::fputs(app::built_in_suspicion_rules().c_str(), stdout);
    return done;
}

}  // namespace

void add_suspicion_words(const Words& words) {
    Invocation& in = words.in;
    CLI::App& group = *words.top.add_subcommand(
        "suspicion",
        "疑点核查：找出可能没有做就写上的工作 · work that may have been written down without being "
        "done");
    group.require_subcommand(1);
    CLI::App& look = words.command(
        group, "look", "查找并登记疑点，再查不重复登记 · look, and open what is new", run_look);
    look.add_option("--rules", in.rules, "规则 yaml，默认自带 · rules of an office's own");
    CLI::App& list =
        words.command(group, "list", "疑点清单 · what was found and what became of it", run_list);
    list.add_option("--state", in.state, "状态 · suspected, looked_into, confirmed, cleared");
    for (CLI::App* each : {&look, &list})
        each->add_option("--region", in.region, "区划代码 · region");
    // It needs no data.
    group.add_subcommand("rules", "打印自带规则 · print the rules that come with the program")
        ->callback([&run = words.run] { run = run_rules; });
}

}  // namespace cli
