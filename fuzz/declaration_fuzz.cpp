// Any bytes as the declaration of a register.
#include "base/error.hpp"
#include "input.hpp"
#include "registers/declaration.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto declaration =
            registers::read_declaration(fuzz::text_of(data, size), "fuzz.yaml");
        fuzz::require(declaration.find("region").has_value(), "every register has a region");
        for (const std::string& key : declaration.key)
            fuzz::require(declaration.find(key).has_value(), "keys are fields");
    } catch (const base::Error& error) {
        fuzz::require(!error.message().zh.empty(), "errors have a sentence");
    }
    return 0;
}
