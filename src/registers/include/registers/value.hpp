#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"

namespace registers {

/// Missing, a whole number (integer, or decimal in its last place) or text (everything else; a fact
/// is `yes`, `no` or `unknown`; a date `YYYY-MM-DD`; a month `YYYY-MM`; a code its stored value).
using Value = std::variant<std::monostate, std::int64_t, std::string>;

/// One row of a register: values in the order of the declaration's fields.
struct Row {
    std::vector<Value> values;
    std::string geometry_wkb;  ///< CGCS2000 longitude, latitude; empty where there is none
    bool operator==(const Row&) const = default;
};

/// Why a cell was not accepted: what was expected there, and the sentence.
struct Complaint {
    base::Text expected;
    base::Text message;
};

using ParsedValue = std::variant<Value, Complaint>;

/// Reads the text of one cell as `field` wants it. Full-width digits, outer spaces, thousands
/// commas and the usual date spellings (2020-03-25, 2020/3/25, 2020.3.25, 20200325, 2020年3月25日)
/// are read; a number in exponent form is refused for text-like fields (its digits are lost
/// already). Regions are looked up in `regions` as of `today`.
ParsedValue parse_value(const Field& field, std::string_view cell_text, const RegionIndex& regions,
                        base::Date today);

/// The value as a person reads it: labels of codes and facts in `chinese` or English, decimals with
/// their places, missing as an empty text.
std::string display_value(const Field& field, const Value& value, bool chinese);

/// The value's canonical text, the same in every language: what JSON, keys and hashes use.
std::string canonical_text(const Field& field, const Value& value);

/// Appends a row's key as one text: the values of these fields, each with an end mark.
void append_key(std::string& text, const Row& row, const std::vector<std::size_t>& fields);

/// `text` as others may see it: personal and sensitive fields masked (family name; 138****0000; ID
/// numbers but for the last 4; l***@example.cn; a link to its host, where a text holds such).
std::string mask_value(const Field& field, const std::string& text);
/// True for what mask_value() makes of a personal value: who gets such a value back has been given
/// nothing to write.
bool is_masked(const Field& field, std::string_view text);

}  // namespace registers
