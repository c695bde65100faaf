#include "app/unit_file.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "words.hpp"

namespace cli {
namespace {

int run_unit_file(Invocation& invocation) {
    app::App app = open_app(invocation);
    const auto actor = make_command(invocation, app, "note", "{}").actor;
    print_document(app::write_unit_file(
        app, {invocation.key, static_cast<int>(invocation.row), invocation.target_folder}, actor));
    return done;
}

}  // namespace

void add_unit_file_words(const Words& words) {
    CLI::App& command = words.command(words.top, "unit-file",
                                      "单位年度全过程档案：台账、佐证、通报和带哈希的目录 · a "
                                      "unit's record of a year, with index",
                                      run_unit_file);
    command.add_option("unit", words.in.key, "单位代码 · the unit's code")->required();
    command.add_option("--year", words.in.row, "年份 · year, 2020")->required();
    command.add_option("--out", words.in.target_folder, "写到的空文件夹 · an empty folder")
        ->required();
}

}  // namespace cli
