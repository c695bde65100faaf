// Any bytes as a programme file, over one register.
#include "input.hpp"
#include "programme/definition.hpp"
#include "world.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<registers::Declaration> registers = {fuzz::village()};
    const programme::CheckedProgramme checked =
        programme::check_programme(fuzz::text_of(data, size), registers);
    fuzz::require(checked.programme.has_value() == checked.problems.empty(),
                  "a programme comes exactly when nothing is wrong");
    for (const programme::Problem& problem : checked.problems)
        fuzz::require(!problem.message.zh.empty() && !problem.message.en.empty(),
                      "problems speak both languages");
    return 0;
}
