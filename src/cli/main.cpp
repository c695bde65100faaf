#include <unistd.h>

#include <filesystem>

#include "base/error.hpp"
#include "parser.hpp"
#include "print.hpp"

namespace cli {
namespace {

std::filesystem::path reader_beside_program() {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (error ? std::filesystem::path(".") : self.parent_path()) / "wanjia-read";
}

int run(int argc, char** argv) {
    base::SystemClock clock;
    base::SystemRandom random;
    base::SystemFiles files;
    base::Environment environment{clock, random, files};
    Invocation invocation{environment, reader_beside_program()};
    const auto parsed = parse(argc, argv, invocation);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    try {
        return std::get<Run>(parsed)(invocation);
    } catch (const base::Error& error) {
        end_progress();
        print_error(error, invocation.json);
        return cannot;
    }
}

}  // namespace
}  // namespace cli

int main(int argc, char** argv) {
    return cli::run(argc, argv);
}
