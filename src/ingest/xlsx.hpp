#pragma once

#include "parts.hpp"

namespace ingest {

/// Reads every visible worksheet that has rows. Throws invalid_input as read_spreadsheet.
void read_xlsx(Parts& parts, const ReadContext& context, TableSink& sink);

}  // namespace ingest
