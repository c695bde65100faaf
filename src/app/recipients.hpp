#pragma once

#include <string>
#include <vector>

#include "handlers.hpp"
#include "programme/expression.hpp"

namespace app {

/// Somebody an entry is opened for.
struct Recipient {
    std::string region, unit;
};

/// Which rows of a register get an entry each.
struct RecipientQuery {
    std::string each;   ///< register
    std::string where;  ///< a condition over it; empty: every row
    std::string region_field = "region";
    std::string unit_field{};  ///< empty: the entries have no unit
};

/// The recipients as the register stands now, in its order. Throws invalid_input when the condition
/// cannot be read.
std::vector<Recipient> find_recipients(const Context& context, const RecipientQuery& query);

/// A condition over a register; throws invalid_input saying where it is wrong.
programme::Expression read_where(const std::string& text,
                                 const registers::Declaration& declaration);

}  // namespace app
