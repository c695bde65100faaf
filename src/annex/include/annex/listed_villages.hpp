#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/date.hpp"
#include "base/finding.hpp"
#include "registers/declaration.hpp"
#include "registers/region.hpp"
#include "registers/value.hpp"

namespace annex {

/// One row of a sheet: its number as the user's program counts, from 1, and the texts of its cells.
struct SheetRow {
    std::int64_t number = 0;
    std::vector<std::string> cells;
};

struct Sheet {
    std::string name;
    std::vector<SheetRow> rows;
};

/// What the table is read against.
struct Context {
    const registers::Declaration& declaration;  ///< of the register `listed_village`
    const registers::RegionIndex& regions;
    std::string file_name;  ///< for the sentences
    std::string list;       ///< value of the field `list`, such as `ganzhou-2020-annex-2`
    base::Date date;        ///< names are those of this day: the notice's date of issue
};

constexpr std::size_t class_count = 3;

/// One line of the table: what it states and what was found in it.
struct AreaCount {
    std::int64_t number = 0;                        ///< 序号
    std::string name;                               ///< as printed
    std::string code;                               ///< of the region register
    std::int64_t stated = 0;                        ///< 数量
    std::array<std::int64_t, class_count> named{};  ///< by class
    std::int64_t placeholders = 0;                  ///< stated but not named: taken for class 3
    [[nodiscard]] std::int64_t named_total() const { return named[0] + named[1] + named[2]; }
    bool operator==(const AreaCount&) const = default;
};

/// The counts of the whole table beside those that its header states, such as 数量（100个）.
struct Reconciliation {
    std::vector<AreaCount> areas;  ///< in the table's order
    std::int64_t named = 0;
    std::int64_t placeholders = 0;
    std::array<std::int64_t, class_count> by_class{};  ///< class 3 with its placeholders
    std::int64_t to_review = 0;                        ///< irregular or not in the region register
    std::optional<std::int64_t> total_stated;
    std::array<std::optional<std::int64_t>, class_count> class_stated;
};

struct ListedVillages {
    std::vector<registers::Row> rows;  ///< numbered from 1: by area, within it by class
    base::Findings findings;
    Reconciliation reconciliation;
};

/// Reads the table of all sheets that have its header (序号, 县…, 数量, then one column a class; a
/// header that comes again, as on a second printed page, is passed over).
///
/// In a class cell groups stand apart by ; or ；, names inside a group by 、; the township is given
/// once at the start of a group and holds for its other names. The township is the longest name of
/// the area's townships in the register that the group begins with; where none does, the shortest
/// beginning of two or more characters that ends in 乡, 镇 or 街道. A village is known by area,
/// township and name together, never by its name alone.
///
/// Review states: `matched`; `irregular` (a close name is in the register, or the name does not end
/// like a village's: with a suggestion, and a finding); `unmatched` (nothing close: a finding);
/// `placeholder` (数量 less the named villages). The last three carry the area's code as region.
/// Counts that disagree give findings. Where the area itself is not in the register nothing can be
/// entered for it: one finding with all its names.
/// Throws invalid_input when no sheet has the header, or when more than 100,000 villages are stated
/// without a name; a quantity above 10,000 is none.
ListedVillages read_listed_villages(const std::vector<Sheet>& sheets, const Context& context);

/// One line of the table made from the register again; a class cell is 镇+村、村;镇+村.
struct PrintedArea {
    std::int64_t number = 0;
    std::string name;
    std::int64_t count = 0;
    std::array<std::string, class_count> classes;
    std::int64_t placeholders = 0;
    bool operator==(const PrintedArea&) const = default;
};

/// Prints rows of `listed_village`, taken in the order of their numbers. Areas stand in the order
/// in which their first row comes and carry the name of `context.date`.
std::vector<PrintedArea> print_listed_villages(std::vector<registers::Row> rows,
                                               const Context& context);

}  // namespace annex
