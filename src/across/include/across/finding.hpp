#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "programme/definition.hpp"
#include "programme/expression.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"

namespace across {

/// What a row says that is an entry elsewhere (key `findings` of a register or ledger file): a
/// sheet's low voltage becomes an issue, its clue goes to the restricted list.
struct FindingRule {
    std::string name;
    base::Text label;           ///< what was found, for people
    std::string register_name;  ///< whose rows are asked
    programme::Expression when;
    std::string opens;  ///< a ledger with the field `found_in`
    /// Fields of the new entry and their texts. `{field}` alone is the row's value as it is, and
    /// the day of a moment where a date is wanted; among other words it is what people read.
    std::vector<std::pair<std::string, std::string>> values;
    std::string number_in;  ///< text of the row that gets the new entry's number; empty: none
    /// A personal text that goes over whole and is empty here from then on; empty: none does.
    std::string moves;
};

struct CheckedFindings {
    std::vector<FindingRule> rules;  ///< none when there are problems
    std::vector<programme::Problem> problems;
};

/// Reads the findings of a register or ledger file against all registers. Reports fields that do
/// not exist, what the other ledger requires and is not given, and a personal value that would come
/// to stand in a sentence or an open field.
CheckedFindings check_findings(std::string_view yaml, const registers::Declaration& own,
                               const std::vector<registers::Declaration>& all);

/// The texts of the new entry's fields; those of missing values are left out. Texts are cut to what
/// their field holds.
std::vector<std::pair<std::string, std::string>> values_found(const FindingRule& rule,
                                                              const registers::Declaration& own,
                                                              const registers::Declaration& opened,
                                                              const registers::Row& row);

}  // namespace across
