#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// `wanjia suspicion look, list, rules`.
void add_suspicion_command(CLI::App& top, Invocation& invocation, Run& run);

/// `wanjia visits DRAW`, `wanjia findings`.
void add_visit_command(CLI::App& top, Invocation& invocation, Run& run);

/// Options that say whose open sheets a package is to hold.
void add_team_words(CLI::App& command, Invocation& invocation);

}  // namespace cli
