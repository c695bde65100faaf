#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace documents {

/// `AB12` as letters and row.
struct CellReference {
    std::string column;
    std::int64_t row = 0;
};
std::optional<CellReference> read_cell(std::string_view text);

/// Whether a reference begins or ends a range, or stands alone.
enum class RangeSide { single, begin, end };
using MovedRow = std::function<std::int64_t(std::int64_t row, RangeSide side)>;

/// A formula of a sheet with the rows of its references to the same sheet moved. Texts, names,
/// functions and references to other sheets stay.
std::string move_rows(std::string_view formula, const MovedRow& moved);

}  // namespace documents
