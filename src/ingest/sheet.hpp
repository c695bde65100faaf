#pragma once

#include <vector>

#include "merges.hpp"
#include "workbook.hpp"

namespace ingest {

/// Reads one worksheet row by row into `sink`; begin_sheet is the caller's. Rows without any value
/// are passed over. Returns the number of rows given to the sink. Throws invalid_input when a limit
/// is passed or the part is broken.
std::int64_t read_sheet(PartStream& part, const Workbook& workbook,
                        const std::vector<Merge>& merges, const ReadContext& context,
                        ByteBudget& budget, TableSink& sink);

}  // namespace ingest
