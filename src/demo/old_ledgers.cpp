#include "demo/demo.hpp"
#include "demo_ledgers/embedded.hpp"
#include "output.hpp"

namespace demo {

// A path is a day, a place in the order, a register and the office's own name for the file:
// 2020-06-28/05-no_power_case-新增无电户问题台账.csv
std::vector<OldLedgers> write_old_ledgers(const std::filesystem::path& folder) {
    std::vector<OldLedgers> all;
    for (const auto& file : demo_ledgers::embedded_files()) {
        const std::filesystem::path path(file.path);
        const std::string day = path.parent_path(), name = path.filename();
        const auto first = name.find('-'), second = name.find('-', first + 1);
        if (all.empty() || all.back().day != day) all.push_back({day, {}});
        std::filesystem::create_directories(folder / day);
        const auto target = folder / day / name.substr(second + 1);
        OutputFile out(target);
        out.write(file.bytes);
        out.close();
        all.back().files.push_back({name.substr(first + 1, second - first - 1), target, ""});
    }
    return all;
}

}  // namespace demo
