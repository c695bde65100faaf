// Any bytes as the condition of an indicator.
#include "input.hpp"
#include "programme/expression.hpp"
#include "world.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const registers::Declaration village = fuzz::village();
    registers::Row row;
    row.values.resize(village.fields.size());
    try {
        const programme::Expression condition =
            programme::parse_expression(fuzz::text_of(data, size), village);
        programme::matches(condition, village, row);
    } catch (const programme::ExpressionError& error) {
        fuzz::require(error.column >= 1 && !error.message.zh.empty(),
                      "an error says where and what");
    }
    return 0;
}
