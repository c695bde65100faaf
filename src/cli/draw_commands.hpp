#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "draw/steps.hpp"

namespace CLI {
class App;
}

namespace cli {

struct Invocation;
using Run = int (*)(Invocation&);

/// The words of `wanjia draw …`.
struct DrawWords {
    std::filesystem::path folder{};
    std::vector<std::filesystem::path> frames{};
    std::filesystem::path allocation{};
    std::int64_t each = 0;
    std::filesystem::path exclusions{};
    std::filesystem::path inspectors{};
    std::string id{};
    std::string hash{};
    std::vector<std::string> parties{};
    std::string public_name{}, public_fallback{};
    std::string commit_by{}, reveal_by{}, public_at{}, seal_until{};
    std::string at{};  ///< when the step was done, if not now
    std::string party{};
    std::string number{};
    std::filesystem::path secret{};
    std::string value{};
    bool fallback = false;
    std::string unit{};
    std::string stratum{};
    std::int64_t count = 0;
    std::string reason{}, evidence{}, approver{};
    std::filesystem::path out{};
    std::filesystem::path trail{};  ///< folder of trail export
    std::filesystem::path keys{};   ///< NAME.pub of the log and its witnesses
    std::size_t witnesses = 2;
};

/// What a folder holds of a draw; nothing when there is no such folder.
draw::Documents read_draw_folder(const base::Files& files, const std::filesystem::path& folder);

/// Adds the words under `top`; the chosen command is left in `run`.
void add_draw_commands(CLI::App& top, Invocation& invocation, Run& run);

}  // namespace cli
