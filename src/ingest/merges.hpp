#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "parts.hpp"

namespace ingest {

/// Of a sheet, in every program.
constexpr std::int64_t last_row = 1'048'576;

/// A cell's place: row from 1, column from 0.
struct CellPlace {
    std::int64_t row = 0;
    std::int64_t column = 0;
};

/// Reads `C12`; empty for anything else or beyond XFD1048576.
std::optional<CellPlace> parse_place(std::string_view reference);

/// A merged range by its top left cell.
struct Merge {
    std::int64_t row = 0;
    std::int64_t column = 0;
    std::int32_t rows = 1;
    std::int32_t columns = 1;
};

/// The merged ranges of a sheet, sorted by row and column. They stand behind all rows in the file,
/// while a header needs them at its first row; so this is a pass of its own over the raw bytes,
/// which is much quicker than parsing them. Throws invalid_input above 200,000 ranges.
std::vector<Merge> read_merges(PartStream& part, const ReadContext& context, ByteBudget& budget);

}  // namespace ingest
