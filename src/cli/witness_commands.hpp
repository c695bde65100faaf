#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// The words of `wanjia witness …`.
struct WitnessWords {
    std::filesystem::path folder{};
    std::string name{};
    std::filesystem::path log{};
    std::filesystem::path log_key{};
    bool add = false;
};

void add_witness_commands(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
