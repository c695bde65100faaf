#pragma once

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// `wanjia suspicion look, list, rules`.
void add_suspicion_command(CLI::App& top, Invocation& invocation, Run& run);

/// `wanjia visits DRAW`.
void add_visit_command(CLI::App& top, Invocation& invocation, Run& run);

/// `wanjia findings`.
void add_findings_command(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
