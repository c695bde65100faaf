#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// The words of `wanjia settlements`.
struct SettlementWords {
    std::filesystem::path file{}, out{}, hulls{};
    std::string radius = "300";
    std::int64_t min_households = 20;
    std::string rule = "density";
    std::string crs{};
    int threads = 0;
    bool runs = false;
    std::int64_t changes = 0;
    std::optional<std::int64_t> to{};
};

void add_settlement_command(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
