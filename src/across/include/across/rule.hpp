#pragma once

#include <optional>
#include <regex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "programme/definition.hpp"
#include "programme/expression.hpp"
#include "registers/declaration.hpp"
#include "registers/value.hpp"

namespace across {

/// How a text must look, where no condition can say it: a POSIX extended regular expression over
/// bytes, matched as a whole, or found nowhere in it. A missing text fits any form.
struct Form {
    std::string field;
    std::regex pattern;
    bool forbidden = false;
};

/// What a rule writes into a number or code of its row (key `fills`): how many rows count, what
/// they add up to, or what the row's own fields give.
struct Fill {
    std::string field;
    std::optional<programme::Amount> value;  ///< over `result`; empty: the count, or the sum
    /// A whole number by which the value is divided, half rounded away from zero; what stands there
    /// instead when it is 0.
    std::string over;
    std::optional<programme::Amount> without;
    std::string code;  ///< of a code field
};

/// What must hold between a row and others (key `across` of a register or ledger file): how many
/// there are, and what they add up to. The row itself is one of them where it fits.
struct Rule {
    std::string name;
    std::string register_name;  ///< whose rows must meet it
    std::string of;             ///< whose rows are counted; empty: none, only the row itself counts
    /// Fields that must be equal: of the other row, of this one. A missing value fits nothing. A
    /// personal field may stand here: it is compared row by row within a county.
    std::vector<std::pair<std::string, std::string>> same;
    std::string programme;  ///< only rows within the scope of this programme, once it is loaded
    bool within = false;  ///< the other row's region lies in this one's, instead of being anywhere
    std::optional<programme::Expression> when;   ///< over this row: only then must it hold
    std::optional<programme::Expression> where;  ///< over `pair`: which of the others count
    std::string sum;                             ///< a number of the other rows
    std::optional<programme::Expression> must;   ///< over `result`; empty: `form` alone asks
    std::optional<Form> form;
    /// Of a field that several rules fill the first that asks something of the row does.
    std::optional<Fill> fill;
    base::Text otherwise;  ///< may hold {count}, {sum}, {rows} and fields of this row in braces
    std::vector<std::string> at;  ///< what it is asked at: steps, open, put, import; empty: always
    bool warns = false;           ///< nothing is refused; the daily look lists it

    /// Fields of the other row, then this one's as `own_…`, then `today`.
    registers::Declaration pair;
    /// Fields of this row, then `count`, `sum` and `today`.
    registers::Declaration result;

    /// The rows that count for one of a group are those that count for every other.
    [[nodiscard]] bool is_of_group() const;
    [[nodiscard]] bool is_asked_at(std::string_view act) const;
};

struct CheckedRules {
    std::vector<Rule> rules;  ///< none when there are problems
    std::vector<programme::Problem> problems;
};

/// Reads the rules of a register or ledger file against all registers, of which `own` is one.
CheckedRules check_rules(std::string_view yaml, const registers::Declaration& own,
                         const std::vector<registers::Declaration>& all);

/// True when the rule asks something of this row.
bool concerns(const Rule& rule, const registers::Row& row, const std::string& today);

/// True when the other row stands in the rule's set of this one, by fields, region and condition.
bool counts(const Rule& rule, const registers::Declaration& own, const registers::Row& row,
            const registers::Row& other, const std::string& today);

/// A row of the others with the name it is shown under.
struct Named {
    const registers::Row* row = nullptr;
    std::string key;
};
/// The sentence, with its values put in, when the rule is broken; empty when it holds or asks
/// nothing of the row. Of `others` only those that count are looked at.
std::optional<base::Text> broken(const Rule& rule, const registers::Declaration& own,
                                 const registers::Row& row, std::span<const Named> others,
                                 const std::string& today);

/// The value for the field that the rule fills; missing when what it needs is, or is too large.
registers::Value filled_value(const Rule& rule, const registers::Declaration& own,
                              const registers::Row& row, std::span<const Named> others,
                              const std::string& today);

/// The sentence when the field that the rule fills holds another value; empty when it is that one.
std::optional<base::Text> differing(const Rule& rule, const registers::Declaration& own,
                                    const registers::Row& row, std::span<const Named> others,
                                    const std::string& today);

}  // namespace across
