#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "registers/region.hpp"

namespace registers {

/// What a field may hold. `fact` is three-state (yes, no, unknown; an empty cell is unknown),
/// `decimal` is kept as an integer of its last decimal place, `month` is `YYYY-MM`, `moment` is
/// `YYYY-MM-DDThh:mm` in Asia/Shanghai, `region` is a 12-digit code that must be known
/// (`region_code` one that need not be: the region register itself brings it). `id_number` and
/// `phone` are text that never becomes a number.
enum class FieldType {
    text,
    integer,
    decimal,
    fact,
    code,
    date,
    month,
    region,
    region_code,
    id_number,
    phone,
    moment
};

/// Who may see a value: everybody; staff in scope; masked by default; masked and never in lists.
enum class FieldClass { open, internal, personal, sensitive };

enum class GeometryType { none, point, line, polygon };

/// One allowed value of a `code` field: `value` is stored, the labels and aliases are read as it.
struct Code {
    std::string value;
    base::Text label;
    std::vector<std::string> aliases;
};

struct Field {
    std::string name;  ///< snake_case; the column's name in the database, the API and expressions
    FieldType type = FieldType::text;
    base::Text label;
    std::vector<std::string> aliases;  ///< other header texts that mean this field
    std::string unit;                  ///< printed with the label, such as `m` or `户`
    FieldClass field_class = FieldClass::internal;
    bool required = false;
    int decimals = 0;                         ///< decimal only
    std::optional<std::int64_t> minimum;      ///< inclusive; a decimal's in its last place
    std::optional<std::int64_t> maximum;      ///< inclusive
    std::size_t max_characters = 200;         ///< text only
    std::vector<Code> codes;                  ///< code only
    std::optional<RegionLevel> region_level;  ///< region only: the level the code must have
};

/// A register (底册): one kind of thing that exists on the ground, as declared in a YAML file.
/// Every register has a `region` field; its code's prefix is the scope of the row.
struct Declaration {
    std::string name;
    base::Text label;
    std::vector<std::string> key;  ///< field names that identify a row: the de-duplication key
    GeometryType geometry = GeometryType::none;
    std::vector<Field> fields;
    /// A ledger (台账): its rows are entries that only its workflow opens and moves.
    bool is_ledger = false;
    /// How many years after a row was removed, or a ledger's entry closed, its personal values may
    /// be kept; empty: no limit is declared.
    std::optional<int> keep_years;
    /// For what and by which rule its personal values are kept; empty where it has none, or none is
    /// declared.
    base::Text purpose;
    base::Text basis;

    /// Index into `fields`, or empty.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view field_name) const;
    /// A register with a `period` field of type month holds one row a period; any other holds the
    /// state of today.
    [[nodiscard]] bool is_periodic() const;
};

/// The fields every ledger's entries have, whatever the ledger: number, place, responsible unit,
/// state, dates, what became of it. They stand before the declared ones.
std::vector<Field> entry_fields(std::vector<Code> states, std::optional<RegionLevel> level);

/// Reads one register file, or the register that a ledger file describes (`ledger:` instead of
/// `register:`; its workflow is read by the module ledger). Throws invalid_input with file, line,
/// column and what was expected on the first error: unknown key, wrong type, duplicate field, key
/// field that does not exist, no `region`.
Declaration read_declaration(std::string_view yaml, std::string_view file_name);

/// True for a field whose values are a person's: they are kept sealed and shown masked.
inline bool is_personal(const Field& field) {
    return field.field_class == FieldClass::personal || field.field_class == FieldClass::sensitive;
}

std::string_view to_string(FieldType type);
std::string_view to_string(GeometryType type);

}  // namespace registers
