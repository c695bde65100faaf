#include <cmath>
#include <nlohmann/json.hpp>

#include "app/crossing_search.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace cli {
namespace {

using nlohmann::ordered_json;

int search_files(const Invocation& invocation) {
    if (invocation.lines.empty() || invocation.objects.empty() || invocation.out.empty())
        throw base::Error(base::ErrorKind::invalid_input,
                          {"请用 --lines、--areas 和 --out 各指定一个文件。",
                           "Give a file each with --lines, --areas and --out."});
    app::CrossingFiles files{invocation.reader,
                             invocation.lines,
                             invocation.objects,
                             invocation.datum,
                             std::llround(invocation.buffer_m * 1'000'000),
                             1};
    const auto found = app::find_crossings(files);
    invocation.environment.files.write(invocation.out, app::to_csv(found));
    std::int64_t crossing = 0;
    for (const auto& each : found) crossing += each.meets ? 1 : 0;
    print_document(ordered_json{{"crossing", crossing},
                                {"near", static_cast<std::int64_t>(found.size()) - crossing},
                                {"out", invocation.out.string()}}
                       .dump());
    return done;
}

int search_registers(Invocation& invocation) {
    app::App app = open_app(invocation);
    const std::string table = invocation.clearances.empty()
                                  ? app::built_in_clearances()
                                  : invocation.environment.files.read(invocation.clearances);
    const ordered_json payload{{"clearances", table}, {"region", invocation.region}};
    print_document(app.apply(make_command(invocation, app, "find_crossings", payload.dump())).json);
    return done;
}

}  // namespace

int run_crossings(Invocation& invocation) {
    const bool from_registers = !invocation.data_folder.empty() || !invocation.database.empty();
    return from_registers ? search_registers(invocation) : search_files(invocation);
}

}  // namespace cli
