#pragma once

#include "byte_source.hpp"
#include "parts.hpp"

namespace ingest {

/// Reads text separated by commas, semicolons or tabs (found out from the first lines; a first line
/// `sep=;` says it), quoted as in RFC 4180: a quoted field may hold separators, line ends and
/// doubled quotes. `="0123"`, by which programs keep a number's digits, is read as its text. Rows
/// count as records, empty ones included; messages about broken quoting name the line. UTF-8 with
/// or without a byte order mark, UTF-16 with one, GB18030 when it is not UTF-8. Throws
/// invalid_input as read_spreadsheet.
void read_csv(ByteSource& source, const ReadContext& context, TableSink& sink);

}  // namespace ingest
