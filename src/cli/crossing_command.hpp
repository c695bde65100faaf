#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// The words of `wanjia crossings`.
struct CrossingWords {
    std::filesystem::path lines{}, areas{}, out{}, clearances{};
    double buffer_m = 0;
};

void add_crossing_command(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
