#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// The words of `wanjia settlements`.
struct SettlementWords {
    std::filesystem::path out{}, hulls{};
    std::string radius = "300";
    std::int64_t min_households = 20;
    std::string rule = "density";
    std::string crs{};
    int threads = 0;
};

void add_settlement_command(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
